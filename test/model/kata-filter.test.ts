import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileKataFilter } from '../../src/model/kata-filter-match.ts';
import { parseKataFilter } from '../../src/model/kata-filter-parse.ts';
import { kataFilter, printKataFilter } from '../../src/model/kata-filter-print.ts';
import { KataFilterError, type KataConstant, type KataFilter } from '../../src/model/kata-filter.ts';
import { anyEvent, anyFilter, type AnyEvent } from './kata-filter-arbitrary.ts';

function faultOf(text: string): KataFilterError | undefined {
  try {
    parseKataFilter(text);
    return undefined;
  } catch (error) {
    if (error instanceof KataFilterError) return error;
    throw error;
  }
}

describe('reading', () => {
  for (const [text, printed] of [
    ["EventType=='threatdetect' OR EventType=='threatprocessingresult'", undefined],
    ["  FileName\t==\r\n'a*'  ", "FileName == 'a*'"],
    [
      "FileName=='a' AND(UserName!='b' OR SystemPid>=-4)",
      "FileName == 'a' AND (UserName != 'b' OR SystemPid >= -4)",
    ],
    ["(FileName=='a')OR(FileName=='b')", "FileName == 'a' OR FileName == 'b'"],
    ["NOT(FileName=='a')", "NOT FileName == 'a'"],
    ["NOT NOT FileName=='a'", "NOT NOT FileName == 'a'"],
    ["FileName in('a','b')", "FileName in ('a', 'b')"],
    ['in ( SystemPid , 1 , 2 )', 'SystemPid in (1, 2)'],
    ["FilePath == 'C:\\\\Windows\\\\*'", "FilePath == 'C:\\\\Windows\\\\*'"],
    ["Ioa.Rules.Techniques=='T1059*'", "Ioa.Rules.Techniques == 'T1059*'"],
    ["hostName=='x'", "hostName == 'x'"],
    ['SystemPid == 007', 'SystemPid == 7'],
    ["FileName==''", "FileName == ''"],
  ] as const) {
    test(`takes ${text}`, () => {
      const filter = parseKataFilter(text);
      expect(parseKataFilter(printKataFilter(filter))).toEqual(filter);
      if (printed !== undefined) expect(printKataFilter(filter)).toBe(printed);
    });
  }

  test('NOT binds closer than AND, AND closer than OR', () => {
    expect(
      parseKataFilter('NOT SystemPid==1 AND SystemPid==2 OR SystemPid==3 AND SystemPid==4'),
    ).toMatchObject({
      kind: 'or',
      parts: [{ kind: 'and', parts: [{ kind: 'not' }, { kind: 'compare' }] }, { kind: 'and' }],
    });
  });

  for (const [text, position, fault] of [
    ['', 1, 'a field expected'],
    ['   ', 4, 'a field expected'],
    ["Filename=='a'", 1, 'unknown field Filename (meant FileName?)'],
    ["Nonsense=='a'", 1, 'unknown field Nonsense'],
    ["FileName='a'", 9, 'an unexpected character'],
    ['FileName==a', 11, 'a constant expected'],
    ['FileName==7', 11, 'FileName takes a string'],
    ["SystemPid=='7'", 12, 'SystemPid takes an integer'],
    ["FileName<'a'", 9, 'FileName is a string and has no order'],
    ["FileName=='a", 11, 'a string without its closing quote'],
    ["FileName=='a\\", 11, 'a string without its closing quote'],
    ["FilePath=='C:\\Windows'", 14, 'a backslash before an ordinary character (write it twice)'],
    ['FileName=="a"', 11, 'an unexpected character'],
    ["FileName=='a'AND UserName=='b'", 14, 'a space is missing'],
    ["FileName=='a' ANDUserName=='b'", 15, 'AND, OR or the end expected'],
    ["FileName=='a' and UserName=='b'", 15, 'AND, OR or the end expected'],
    ["FileName=='a' UserName=='b'", 15, 'AND, OR or the end expected'],
    ["FileName=='a' AND", 18, 'a field expected'],
    ["(FileName=='a'", 15, ') expected'],
    ["FileName=='a')", 14, 'AND, OR or the end expected'],
    ["FileName in 'a'", 13, '( expected'],
    ['FileName in ()', 14, 'a constant expected'],
    ["FileName in ('a' 'b')", 18, ') expected'],
    ['FileName == true', 13, 'FileName is not boolean'],
    ['SystemPid == 1.5', 15, 'a number that runs into a word'],
    ['SystemPid == 1x', 15, 'a number that runs into a word'],
    ['NOT', 4, 'a field expected'],
    ["AND=='a'", 1, 'a field expected'],
    [`SystemPid==${'9'.repeat(41)}`, 12, 'a number that is too long'],
  ] as const) {
    test(`refuses ${JSON.stringify(text)} at ${position}`, () => {
      expect(faultOf(text)).toMatchObject({ position, fault, message: `${fault} at position ${position}` });
    });
  }

  test('takes 64 levels and not one more, however they are made', () => {
    for (const [open, close] of [
      ['(', ')'],
      ['NOT ', ''],
      ['NOT (', ')'],
    ] as const) {
      const levels = open === 'NOT (' ? 32 : 64;
      const nest = (depth: number) => `${open.repeat(depth)}SystemPid==1${close.repeat(depth)}`;
      expect(faultOf(nest(levels))).toBeUndefined();
      expect(faultOf(nest(levels + 1))?.fault).toBe('nesting deeper than 64');
    }
    expect(faultOf('('.repeat(1_000_000))?.position).toBe(66);
  });

  test('a chain may be as long as it likes', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => `SystemPid==${i}`).join(' OR ');
    expect(parseKataFilter(chain)).toMatchObject({ kind: 'or', parts: { length: 20_000 } });
  });

  test('of any text at all gives a filter or the one kind of error, with a position inside it', () => {
    const piece = fc.constantFrom(
      'FileName',
      'SystemPid',
      '==',
      '!=',
      '<',
      "'a'",
      "'",
      '7',
      '-',
      ' ',
      '(',
      ')',
      ',',
      'AND',
      'OR',
      'NOT',
      'in',
      '\\',
      '*',
      'true',
      '.',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const fault = faultOf(text);
        if (fault === undefined) return;
        expect(fault.position).toBeGreaterThanOrEqual(1);
        expect(fault.position).toBeLessThanOrEqual(text.length + 1);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('writing', () => {
  test('and reading again gives the same filter', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(parseKataFilter(printKataFilter(filter))).toEqual(filter);
      }),
      {
        numRuns: 1_000,
      },
    );
  });

  test('what is built holds its values to the letter, whatever they contain', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (value, other) => {
        const holds = (filter: KataFilter, FileName: string): boolean =>
          compileKataFilter(parseKataFilter(kataFilter.text(filter)))({ FileName });
        expect(holds(kataFilter.equals('FileName', value), other)).toBe(value === other);
        expect(holds(kataFilter.equals('FileName', value), value)).toBe(true);
        expect(holds(kataFilter.equals('FileName', { prefix: value }), value + other)).toBe(true);
        expect(holds(kataFilter.equals('FileName', { prefix: value }), other)).toBe(other.startsWith(value));
        expect(holds(kataFilter.equals('FileName', { suffix: value }), other)).toBe(other.endsWith(value));
        expect(holds(kataFilter.equals('FileName', { containing: value }), other)).toBe(
          other.includes(value),
        );
      }),
    );
  });

  test('the builder writes what it is told', () => {
    const { all, any, not, oneOf, equals, differs, less, atMost, greater, atLeast, text } = kataFilter;
    expect(
      text(all(oneOf('EventType', ['process', 'module']), not(equals('FilePath', { prefix: 'C:\\' })))),
    ).toBe("(EventType == 'process' OR EventType == 'module') AND NOT FilePath == 'C:\\\\*'");
    expect(
      text(any(less('FileSize', 1), atMost('FileSize', 2), greater('FileSize', 3n), atLeast('FileSize', 4))),
    ).toBe('FileSize < 1 OR FileSize <= 2 OR FileSize > 3 OR FileSize >= 4');
    expect(
      text(any(any(equals('SystemPid', 1), equals('SystemPid', 2)), differs('UserName', "o'brien?"))),
    ).toBe("SystemPid == 1 OR SystemPid == 2 OR UserName != 'o\\'brien\\?'");
    expect(text(not(not(equals('SystemPid', 1))))).toBe('SystemPid == 1');
    expect(() => equals('SystemPid', 1.5)).toThrow(RangeError);
    let deep = equals('SystemPid', 1);
    for (let i = 0; i < 140; i++)
      deep = i % 2 === 0 ? all(deep, equals('SystemPid', i)) : any(deep, equals('SystemPid', i));
    expect(() => text(deep)).toThrow(KataFilterError);
  });
});

describe('meaning', () => {
  /** The same in the plainest words, for events whose keys are spelt as the filter spells them. */
  function oracle(filter: KataFilter, event: AnyEvent): boolean {
    switch (filter.kind) {
      case 'and':
        return filter.parts.every((part) => oracle(part, event));
      case 'or':
        return filter.parts.some((part) => oracle(part, event));
      case 'not':
        return !oracle(filter.part, event);
      case 'in':
        return filter.constants.some((constant) => equals(filter.field, constant, event));
      default: {
        const { field, operator, constant } = filter;
        if (operator === '==') return equals(field, constant, event);
        if (operator === '!=') return !equals(field, constant, event);
        const [value] = valuesOf(field, event);
        if (typeof value !== 'number' || constant.kind !== 'integer') return false;
        const limit = Number(constant.value);
        return { '<': value < limit, '<=': value <= limit, '>': value > limit, '>=': value >= limit }[
          operator
        ];
      }
    }
  }
  function valuesOf(field: string, event: AnyEvent): (string | number)[] {
    const found: Record<string, (string | number | undefined)[]> = {
      FileName: [event.FileName],
      UserName: [event.UserName],
      SystemPid: [event.SystemPid],
      RemotePort: [event.RemotePort],
      'Ioa.Rules.Techniques': (event.Ioa?.Rules ?? []).flatMap((rule) => rule.Techniques),
      'System.EventID.value': [event.System?.EventID.value],
    };
    return (found[field] ?? []).filter((value) => value !== undefined);
  }
  function equals(field: string, constant: KataConstant, event: AnyEvent): boolean {
    const values = valuesOf(field, event);
    if (constant.kind === 'integer') return values.includes(Number(constant.value));
    const source = constant.parts
      .map((part) => ('text' in part ? RegExp.escape(part.text) : part.wildcard === '*' ? '.*' : '.'))
      .join('');
    return values.some((value) => new RegExp(`^(?:${source})$`, 'su').test(String(value)));
  }

  test('agrees with an oracle on any filter and event', () => {
    let [yes, no] = [0, 0];
    fc.assert(
      fc.property(anyFilter, anyEvent, (filter, event) => {
        const holds = compileKataFilter(filter)(event);
        if (holds) yes += 1;
        else no += 1;
        expect(holds).toBe(oracle(filter, event));
      }),
      { numRuns: 5_000 },
    );
    // Neither side of the question is rare.
    expect(Math.min(yes, no)).toBeGreaterThan(500);
  });

  const holds = (text: string, event: unknown): boolean => compileKataFilter(parseKataFilter(text))(event);

  test('keys are found whatever their letter case, values are not', () => {
    expect(holds("RemoteIp=='192.0.2.1'", { RemoteIP: '192.0.2.1' })).toBe(true);
    expect(holds("Ioa.Rules.Name=='x'", { IOA: { rules: [{ NAME: 'x' }] } })).toBe(true);
    expect(holds("FileName=='x'", { FileName: 'X' })).toBe(false);
  });

  test('numbers compare exactly beyond 2^53, where they are text', () => {
    expect(holds('RecordId==9007199254740993', { RecordId: '9007199254740993' })).toBe(true);
    expect(holds('RecordId==9007199254740992', { RecordId: '9007199254740993' })).toBe(false);
    expect(holds('RecordId>9007199254740992', { RecordId: '9007199254740993' })).toBe(true);
  });

  test('a value of another type and an event that is none equal nothing, and never throw', () => {
    for (const event of [
      null,
      undefined,
      7,
      'x',
      [],
      [[]],
      { SystemPid: {} },
      { SystemPid: 1.5 },
      { SystemPid: null },
    ]) {
      expect(holds('SystemPid==1', event)).toBe(false);
      expect(holds('SystemPid!=1', event)).toBe(true);
      expect(holds('SystemPid<1', event)).toBe(false);
    }
  });

  test('many wildcards cost no more than length times length', () => {
    const FileName = 'a'.repeat(20_000);
    const began = performance.now();
    expect(holds(`FileName=='${'*a'.repeat(200)}*b'`, { FileName })).toBe(false);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
