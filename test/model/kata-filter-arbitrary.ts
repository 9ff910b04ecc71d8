/** Random filters, and random events to try them on. */
import fc from 'fast-check';
import type { KataConstant, KataFilter, KataPatternPart } from '../../src/model/kata-filter.ts';

/** Few fields and few letters, so that filters and events meet. */
export const stringFields = ['FileName', 'UserName', 'Ioa.Rules.Techniques', 'System.EventID.value'] as const;
export const integerFields = ['SystemPid', 'RemotePort'] as const;

const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'A', "'", '\\', '*', '?', ' ', '😀', '.'),
  maxLength: 4,
});
const number = fc.integer({ min: -2, max: 5 });

/** As the parser gives them: no empty text, and no two texts side by side. */
function tidy(parts: readonly KataPatternPart[]): KataPatternPart[] {
  const tidied: KataPatternPart[] = [];
  for (const part of parts) {
    const last = tidied.at(-1);
    if ('text' in part && part.text === '') continue;
    if ('text' in part && last !== undefined && 'text' in last)
      tidied.splice(-1, 1, { text: last.text + part.text });
    else tidied.push(part);
  }
  return tidied;
}

const pattern: fc.Arbitrary<KataConstant> = fc
  .array(
    fc.oneof(
      text.map((text): KataPatternPart => ({ text })),
      fc.constantFrom<KataPatternPart>({ wildcard: '*' }, { wildcard: '?' }),
    ),
    { maxLength: 4 },
  )
  .map((parts) => ({ kind: 'string', parts: tidy(parts) }));
const integer: fc.Arbitrary<KataConstant> = number.map((value) => ({
  kind: 'integer',
  value: BigInt(value),
}));

const leaf: fc.Arbitrary<KataFilter> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    field: fc.constantFrom(...stringFields),
    operator: fc.constantFrom('==' as const, '!=' as const),
    constant: pattern,
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    field: fc.constantFrom(...integerFields),
    operator: fc.constantFrom('==', '!=', '<', '<=', '>', '>='),
    constant: integer,
  }),
  fc.record({
    kind: fc.constant('in' as const),
    field: fc.constantFrom(...stringFields),
    constants: fc.array(pattern, { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('in' as const),
    field: fc.constantFrom(...integerFields),
    constants: fc.array(integer, { maxLength: 3 }),
  }),
);

export const anyFilter: fc.Arbitrary<KataFilter> = fc.letrec<{ filter: KataFilter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), part: tie('filter') }),
  ),
})).filter;

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });

export const anyEvent = fc.record({
  FileName: optional(text),
  UserName: optional(text),
  SystemPid: optional(number),
  RemotePort: optional(number),
  Ioa: optional(
    fc.record({
      Rules: fc.array(fc.record({ Techniques: fc.array(text, { maxLength: 2 }) }), { maxLength: 2 }),
    }),
  ),
  System: optional(fc.record({ EventID: fc.record({ value: text }) })),
});
export type AnyEvent = typeof anyEvent extends fc.Arbitrary<infer T> ? T : never;
