import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/http/json.ts';

const cases: readonly (readonly [text: string, value: unknown])[] = [
  ['9007199254740991', 9007199254740991],
  ['9007199254740992', '9007199254740992'],
  ['-9007199254740991', -9007199254740991],
  ['-9007199254740993', '-9007199254740993'],
  ['{"a":[18446744073709551615,{"b":1}]}', { a: ['18446744073709551615', { b: 1 }] }],
  ['1e400', Number.POSITIVE_INFINITY],
  ['12345678901234567e2', Number('12345678901234567e2')],
  ['1234567890123456789.5', Number('1234567890123456789.5')],
  ['0.12345678901234567890', 0.12345678901234568],
  ['"12345678901234567890"', '12345678901234567890'],
  ['-0', -0],
  ['{"a":1,"a":12345678901234567890}', { a: '12345678901234567890' }],
  ['{"a":12345678901234567890,"a":1}', { a: 1 }],
];

for (const [text, value] of cases) {
  it(`${text} is read as ${JSON.stringify(value)}`, () => {
    expect(parseJson(text)).toEqual(value);
  });
}

it('every integer keeps its digits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), (integer) => {
      const value = parseJson(`{"a":[${integer}]}`);
      const safe = integer <= BigInt(Number.MAX_SAFE_INTEGER) && integer >= BigInt(Number.MIN_SAFE_INTEGER);
      expect(value).toEqual({ a: [safe ? Number(integer) : String(integer)] });
    }),
  );
});

it('whatever holds no such integer is read as JSON.parse reads it, with and without a long run of digits', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const plain: unknown = JSON.parse(text);
      fc.pre(!/(?<![.\d])\d{16,}(?![.\deE])/.test(text));
      expect(parseJson(text)).toEqual(plain);
      expect(parseJson(`{"run":"0123456789012345","value":${text}}`)).toEqual({
        run: '0123456789012345',
        value: plain,
      });
    }),
  );
});

describe('a key named __proto__', () => {
  for (const run of ['1', '12345678901234567890']) {
    it(`changes no prototype (${run})`, () => {
      const value = parseJson(`{"__proto__":{"polluted":${run}},"constructor":{"prototype":{"polluted":1}}}`);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
      expect(JSON.stringify(value)).toContain('"__proto__":{"polluted"');
    });
  }
});

for (const text of ['', '{', '<html>', '{"a":1234567890123456789', '01', 'NaN']) {
  it(`${JSON.stringify(text)} is a SyntaxError`, () => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
}
