import SchemaBuilder from '@pothos/core';
import ComplexityPlugin, { ComplexityErrorKind } from '@pothos/plugin-complexity';
import { InvalidInputError } from '../model/errors.ts';
import type { Context } from './context.ts';
import { Base64, BigIntScalar, CIDR, DateTime, Duration, IP, JSONScalar, URLScalar } from './scalars.ts';

export interface SchemaTypes {
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: number; Output: number };
    Duration: { Input: number; Output: number };
    BigInt: { Input: number; Output: number };
    IP: { Input: string; Output: string };
    CIDR: { Input: string; Output: string };
    URL: { Input: URL; Output: URL | string };
    JSON: { Input: unknown; Output: unknown };
    Base64: { Input: string; Output: string };
  };
}

/**
 * A field costs 1; what stands in a connection is multiplied by the page's size, and below that by the few items that a
 * relation usually has (schema/page-arguments.ts). A page of 1000 events with everything around them costs about 200 000.
 */
const MAX_COMPLEXITY = 1_000_000;
const MAX_DEPTH = 20;

/** Connections, edges and nodes are our own: see schema/connection-types.ts and schema/node.ts. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ComplexityPlugin],
  complexity: {
    limit: { complexity: MAX_COMPLEXITY, depth: MAX_DEPTH },
    defaultListMultiplier: 1,
    complexityError: (kind, { depth, complexity }) =>
      new InvalidInputError([
        kind === ComplexityErrorKind.Depth
          ? { path: 'query', message: `is ${depth} fields deep`, expected: `at most ${MAX_DEPTH}` }
          : {
              path: 'query',
              message: `asks for about ${complexity} values`,
              expected: `at most ${MAX_COMPLEXITY}`,
            },
      ]),
  },
  defaultFieldNullability: false,
});

builder.addScalarType('DateTime', DateTime);
builder.addScalarType('Duration', Duration);
builder.addScalarType('BigInt', BigIntScalar);
builder.addScalarType('IP', IP);
builder.addScalarType('CIDR', CIDR);
builder.addScalarType('URL', URLScalar);
builder.addScalarType('JSON', JSONScalar);
builder.addScalarType('Base64', Base64);

builder.queryType({ description: 'Everything there is to ask.' });
builder.mutationType({
  description:
    'Everything that can be written back. Each mutation is made once, put on record before it is sent, and answered by its payload or by one typed error.',
});
