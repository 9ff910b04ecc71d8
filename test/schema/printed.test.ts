import { readFileSync } from 'node:fs';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  printSchema,
  specifiedDirectives,
} from 'graphql';
import { expect, test } from 'vitest';
import { readOperations } from '../../src/schema/operations.ts';
import { schema } from '../../src/schema/index.ts';

const types = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
);

test('schema/schema.graphql is the schema that is served', () => {
  const file = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8');
  expect(file, 'the schema has changed: run `npm run codegen` and commit schema/schema.graphql').toBe(
    `${printSchema(schema)}\n`,
  );
});

/** Everything in the schema that a client may wonder about, with what is said of it. */
function* elements(): Generator<readonly [string, string | null | undefined]> {
  for (const type of types) {
    yield [type.name, type.description];
    if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        yield [`${type.name}.${field.name}`, field.description];
        if (!('args' in field)) continue;
        for (const argument of field.args)
          yield [`${type.name}.${field.name}(${argument.name}:)`, argument.description];
      }
    }
    if (isEnumType(type)) {
      for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value.description];
    }
  }
  for (const directive of schema.getDirectives().filter((one) => !specifiedDirectives.includes(one))) {
    yield [`@${directive.name}`, directive.description];
  }
}

test('every type, field, argument, enum value and input field says what it is, in a sentence', () => {
  const all = [...elements()];
  expect(all.length).toBeGreaterThan(400);
  const wrong = all.filter(([, text]) => !/^\S.*[.!?`)…]$/s.test(text ?? '')).map(([name]) => name);
  expect(wrong).toEqual([]);
});

test('every object that can be asked for again is a Node, and every record a Record', () => {
  const implementing = (name: string): string[] =>
    types
      .filter((type) => isObjectType(type) && type.getInterfaces().some((one) => one.name === name))
      .map(({ name: type }) => type)
      .toSorted();
  expect(implementing('Record')).toEqual(['Alert', 'Case', 'Event', 'ThreatDetection']);
  expect(implementing('Node')).toEqual([
    'Alert',
    'Case',
    'Event',
    'Flow',
    'Observable',
    'Source',
    'Threat',
    'ThreatDetection',
  ]);
});

test('prepared operations name what they cost', () => {
  const operations = readOperations();
  expect(operations.length).toBeGreaterThan(5);
  for (const { query } of operations) expect(query).toMatch(/^# Costs: /m);
});
