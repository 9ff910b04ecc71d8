import { Kind, valueFromAST, type GraphQLScalarType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { Base64, BigIntScalar, CIDR, DateTime, Duration, IP } from '../../src/schema/scalars.ts';

interface Table {
  readonly scalar: GraphQLScalarType;
  /** What a client writes, and what it is inside. */
  readonly reads: readonly (readonly [unknown, unknown])[];
  readonly refuses: readonly unknown[];
  /** What it is inside, and what a client sees. */
  readonly shows: readonly (readonly [unknown, unknown])[];
}

const at = Date.UTC(2026, 2, 1, 9, 30);
const hour = 3_600_000;

const tables: readonly Table[] = [
  {
    scalar: DateTime,
    reads: [
      ['2026-03-01T09:30:00Z', at],
      ['2026-03-01T09:30:00.000Z', at],
      ['2026-03-01T10:30:00+01:00', at],
      ['2026-03-01T09:30:00.250Z', at + 250],
      // Finer than a millisecond is cut, never rounded up.
      ['2026-03-01T09:30:00.250999Z', at + 250],
      ['1969-12-31T23:59:59.999Z', -1],
    ],
    refuses: [
      '',
      'now',
      '2026-03-01',
      '2026-02-30T09:30:00Z',
      '2026-03-01T09:30:00',
      '2026-03-01 09:30',
      at,
      null,
      {},
      true,
    ],
    shows: [
      [at, '2026-03-01T09:30:00.000Z'],
      [0, '1970-01-01T00:00:00.000Z'],
      [at + 1, '2026-03-01T09:30:00.001Z'],
    ],
  },
  {
    scalar: Duration,
    reads: [
      ['PT1H', hour],
      ['PT0.25S', 250],
      ['P7D', 7 * 24 * hour],
      ['P1W', 7 * 24 * hour],
      ['P1DT2H3M4S', 26 * hour + 184_000],
      ['PT90M', 1.5 * hour],
      ['PT0S', 0],
    ],
    refuses: ['', 'P', 'PT', '1h', 'P1M', 'P1Y', 'PT1H30', 'pt1h', 3_600, null, 'PT-1H'],
    shows: [
      [0, 'PT0S'],
      [250, 'PT0.25S'],
      [hour, 'PT1H'],
      [25 * hour + 61_000, 'PT25H1M1S'],
    ],
  },
  {
    scalar: BigIntScalar,
    reads: [
      [7, 7],
      ['7', 7],
      [-1, -1],
      ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ],
    refuses: [
      '9007199254740993',
      9_007_199_254_740_992,
      1.5,
      '1.5',
      '',
      'x',
      ' 7',
      null,
      true,
      '0x10',
      Number.NaN,
    ],
    shows: [
      [7, 7],
      [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
      [9_007_199_254_740_993n, '9007199254740993'],
    ],
  },
  {
    scalar: CIDR,
    reads: [
      ['10.9.8.7', '10.9.8.7'],
      [' 10.9.8.7/24 ', '10.9.8.0/24'],
      ['10.9.8.7/32', '10.9.8.7'],
      ['2001:DB8::/32', '2001:db8::/32'],
      ['::ffff:10.9.8.7', '10.9.8.7'],
    ],
    refuses: ['', '10.9.8', '10.9.8.7/33', 'host', '010.9.8.7', 7, null, '10.9.8.7/255.255.255.0'],
    shows: [['10.9.8.0/24', '10.9.8.0/24']],
  },
  {
    scalar: IP,
    reads: [
      ['10.9.8.7', '10.9.8.7'],
      ['2001:db8::1', '2001:db8::1'],
    ],
    refuses: ['', '10.9.8', 'host', '10.9.8.256', null],
    shows: [['10.9.8.7', '10.9.8.7']],
  },
  {
    scalar: Base64,
    reads: [
      ['', ''],
      ['aGk=', 'aGk='],
      ['+/8=', '+/8='],
    ],
    refuses: ['aGk', '-_8=', 'a', 'aGk=\n', '*', null, 7],
    shows: [['aGk=', 'aGk=']],
  },
];

for (const { scalar, reads, refuses, shows } of tables) {
  describe(scalar.name, () => {
    for (const [written, value] of reads) {
      test(`reads ${JSON.stringify(written)}`, () => {
        expect(scalar.parseValue(written)).toEqual(value);
        if (typeof written === 'string')
          expect(scalar.parseLiteral({ kind: Kind.STRING, value: written }, {})).toEqual(value);
      });
    }
    for (const written of refuses) {
      test(`refuses ${JSON.stringify(written)}`, () => {
        expect(() => scalar.parseValue(written)).toThrow(
          scalar.name === 'IP' ? Error : `${scalar.name} must be`,
        );
        if (typeof written === 'string')
          expect(() => scalar.parseLiteral({ kind: Kind.STRING, value: written }, {})).toThrow(Error);
      });
    }
    for (const [value, shown] of shows)
      test(`shows ${String(value)} as ${JSON.stringify(shown)}`, () =>
        expect(scalar.serialize(value)).toEqual(shown));

    test('reads no literal of another kind', () => {
      expect(valueFromAST({ kind: Kind.BOOLEAN, value: true }, scalar)).toBeUndefined();
      expect(valueFromAST({ kind: Kind.OBJECT, fields: [] }, scalar)).toBeUndefined();
    });
  });
}

test('a BigInt literal may be a number or text', () => {
  expect(BigIntScalar.parseLiteral({ kind: Kind.INT, value: '7' }, {})).toBe(7);
  expect(BigIntScalar.parseLiteral({ kind: Kind.STRING, value: '7' }, {})).toBe(7);
});
