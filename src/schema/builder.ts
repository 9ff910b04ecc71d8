import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import RelayPlugin from '@pothos/plugin-relay';
import type { Count } from '../model/page.ts';
import type { Context } from './context.ts';
import type { SourceResultValue } from './source-result.ts';
import { Base64, BigIntScalar, CIDR, DateTime, Duration, IP, JSONScalar, URLScalar } from './scalars.ts';

export interface SchemaTypes {
  Context: Context;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  /** What every connection tells besides Relay's own fields. */
  Connection: { readonly totalCount: Count | null; readonly sourceResults: readonly SourceResultValue[] };
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

/**
 * The relay plugin gives connections, edges and PageInfo. `node` and `nodes` are our own (schema/node.ts): they look ids
 * up per source and kind, and a malformed id must not cost the others their answer.
 */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [RelayPlugin, ComplexityPlugin],
  complexity: { limit: { complexity: MAX_COMPLEXITY, depth: MAX_DEPTH }, defaultListMultiplier: 1 },
  defaultFieldNullability: false,
  relay: {
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    edgesFieldOptions: {
      nullable: { list: false, items: false },
      description: 'The items with their cursors, in the order of the connection.',
    },
    nodesOnConnection: { description: 'The items without their cursors.' },
    nodeFieldOptions: { nullable: false, description: 'The item.' },
    cursorFieldOptions: {
      description: 'Where the item stands: give it as `after` or `before` to go on from here.',
    },
    pageInfoFieldOptions: {
      description: 'Whether there is more on either side, and the cursors to go there.',
    },
    pageInfoTypeOptions: {
      description: 'Whether there is more on either side of a page, and the cursors to go there.',
    },
  },
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
