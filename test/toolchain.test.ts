import { createRequire } from 'node:module';
import { GraphQLSchema, isSchema } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../src/schema/index.ts';

// Two copies do not recognise each other's types: see test/vitest.config.ts.
test('only one copy of graphql is loaded, whoever loads it', () => {
  expect(schema).toBeInstanceOf(GraphQLSchema);
  expect(createRequire(import.meta.url)('graphql').isSchema).toBe(isSchema);
});
