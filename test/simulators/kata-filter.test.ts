import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fields } from '../../src/simulators/kata/fields.ts';
import { compileFilter } from '../../src/simulators/kata/filter.ts';
import { FilterFault } from '../../src/simulators/kata/filter-lexer.ts';
import type { KataObject } from '../../src/simulators/kata/types.ts';

const event: KataObject = {
  EventType: 'process',
  HostName: 'ws-014.example.test',
  FilePath: 'C:\\Windows\\System32',
  FileName: "o'neil*?.exe",
  FileSize: 71_680,
  SystemPid: 4_312,
  DllSize: 9_007_199_254_740_993n,
  UserName: '',
  RemoteHostName: '😀.example',
  Ioa: {
    Severity: 'High',
    Rules: [
      { Id: '1001', Name: 'odd_export', Techniques: ['T1218.011', 'T1059'], Tactics: ['TA0005'] },
      { Id: '1002', Name: 'other' },
    ],
  },
  System: { EventID: { value: '4624' } },
};

const passes = (filter: string, of: KataObject = event): boolean => compileFilter(filter).passes(of);

describe('what a filter matches', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ["EventType=='process'", true],
    ["EventType=='threatdetect' OR EventType=='threatprocessingresult'", false],
    [" \t\r\nEventType  ==\t'process' ", true],
    ["EventType != 'process'", false],
    ["EventType == 'Process'", false],
    ["EventType == 'proces'", false],
    ["hostName == 'ws-014.example.test'", true],
    ["HostName == 'ws-*'", true],
    ["HostName == '*.example.test'", true],
    ["HostName == '*014*'", true],
    ["HostName == 'ws-???.example.test'", true],
    ["HostName == 'ws-??.example.test'", false],
    ["HostName == '*'", true],
    ["HostName == '?*'", true],
    ["HostName == '*w*s*-*1*'", true],
    ["HostName == 'ws-*.test.example'", false],
    ["RemoteHostName == '?.example'", true],
    ["RemoteHostName == '??.example'", false],
    ["UserName == ''", true],
    ["UserName == '*'", true],
    ["UserName == '?'", false],
    ["FilePath == 'C:\\\\Windows\\\\System32'", true],
    ["FilePath == 'C:\\\\Windows\\\\*'", true],
    ["FileName == 'o\\'neil\\*\\?.exe'", true],
    ["FileName == 'o\\'neil\\*\\*.exe'", false],
    ["FileName == 'o\\'neil*.exe'", true],
    ['FileSize == 71680', true],
    ['FileSize != 71680', false],
    ['FileSize<71681', true],
    ['FileSize <= 71680', true],
    ['FileSize >71680', false],
    ['FileSize>=71680', true],
    ['FileSize > -5', true],
    ['DllSize == 9007199254740993', true],
    ['DllSize == 9007199254740992', false],
    ['DllSize > 9007199254740992', true],
    ["EventType in ('module', 'process')", true],
    ["EventType in('module','proc*')", true],
    ["EventType in ('module')", false],
    ["in(EventType, 'module', 'process')", true],
    ["in ( EventType , 'module' )", false],
    ['in(EventType)', false],
    ['SystemPid in (1, 4312)', true],
    ["System.EventID.value == '4624'", true],
    ["Ioa.Rules.Name == 'other'", true],
    ["Ioa.Rules.Name != 'other'", false],
    ["Ioa.Rules.Name != 'absent'", true],
    ["Ioa.Rules.Techniques == 'T1059*'", true],
    ["Ioa.Rules.Tactics == 'TA0006'", false],
    ["Ioa.Severity == 'High'", true],
    // A missing key.
    ["Ioa.Confidence == '*'", false],
    ["Ioa.Confidence != 'x'", true],
    ["Ioa.Confidence in ('x')", false],
    ["NOT Ioa.Confidence == 'x'", true],
    ['RemotePort < 70000', false],
    ['RemotePort >= 0', false],
    ['RemotePort != 1', true],
    // NOT before AND before OR.
    ["EventType == 'process' OR EventType == 'x' AND EventType == 'y'", true],
    ["(EventType == 'process' OR EventType == 'x') AND EventType == 'y'", false],
    ["NOT EventType == 'x' AND EventType == 'process'", true],
    ["NOT (EventType == 'x' OR EventType == 'process')", false],
    ["NOT(EventType=='x')", true],
    ["NOT NOT EventType == 'process'", true],
    ["(EventType=='process')AND(FileSize==71680)", true],
    ["(EventType=='x')OR NOT(FileSize==1)", true],
    ["((EventType=='process'))", true],
  ];
  for (const [filter, expected] of cases) {
    test(`${JSON.stringify(filter)} ${expected ? 'matches' : 'does not match'}`, () => {
      expect(passes(filter)).toBe(expected);
    });
  }

  test('a value of another type than its field matches nothing', () => {
    expect(passes('SystemPid == 7', { SystemPid: '7' })).toBe(false);
    expect(passes("HostName == '*'", { HostName: 7 })).toBe(false);
    expect(passes("Ioa.Severity == '*'", { Ioa: 'High' })).toBe(false);
    expect(passes("HostName == '*'", { HostName: null })).toBe(false);
    expect(passes("HostName != 'x'", { HostName: undefined })).toBe(true);
  });
});

describe('what a filter must not be', () => {
  const cases: readonly (readonly [string, string, number])[] = [
    [' ', 'a field expected', 2],
    ["eventtype == 'x'", 'unknown field eventtype', 1],
    ["Ioa == 'x'", 'unknown field Ioa', 1],
    ['Timestamp > 5', 'unknown field Timestamp', 1],
    ["Id == 'x'", 'unknown field Id', 1],
    ["UniquePid == 'x'", 'unknown field UniquePid', 1],
    ["BlockedMd5 == 'x'", 'unknown field BlockedMd5', 1],
    ["InterpretedFileMd5 == 'x'", 'unknown field InterpretedFileMd5', 1],
    ["FileSize == 'x'", 'FileSize takes an integer', 13],
    ['HostName == 5', 'HostName takes a string', 13],
    ["System.EventID.value in ('1', 2)", 'System.EventID.value takes a string', 31],
    ["HostName < 'x'", 'HostName is a string and has no order', 10],
    ['HostName >= 5', 'HostName is a string and has no order', 10],
    ["FileSize < 'x'", 'FileSize takes an integer', 12],
    ['HostName == true', 'HostName is not boolean', 13],
    ["HostName = 'x'", 'an unexpected character', 10],
    ['HostName == "x"', 'an unexpected character', 13],
    ["FilePath == 'C:\\Windows'", 'a backslash before an ordinary character', 16],
    ["HostName == 'x", 'a string without its closing quote', 13],
    ["HostName == 'x\\", 'a string without its closing quote', 13],
    ["HostName == 'x\\'", 'a string without its closing quote', 13],
    ["HostName == 'o'neil'", 'a string without its closing quote', 20],
    ['HostName ==', 'a constant expected', 12],
    ["HostName 'x'", 'an operator expected', 10],
    ["'x' == HostName", 'a field expected', 1],
    ["HostName == 'x' or HostName == 'y'", 'the filter goes on where it could end', 17],
    ["HostName == 'x' HostName == 'y'", 'the filter goes on where it could end', 17],
    ["HostName == 'x'AND HostName == 'y'", 'a space is missing', 16],
    ["HostName == 'x' ANDHostName == 'y'", 'the filter goes on where it could end', 17],
    ["NOTHostName == 'x'", 'unknown field NOTHostName', 1],
    ["HostName inx ('x')", 'an operator expected', 10],
    ["AND HostName == 'x'", 'a field expected', 1],
    ["HostName == 'x' AND", 'a field expected', 20],
    ["HostName NOT in ('x')", 'an operator expected', 10],
    ["HostName IN ('x')", 'an operator expected', 10],
    ['HostName in ()', 'a constant expected', 14],
    ["HostName in ('x' 'y')", ') expected', 18],
    ["(HostName == 'x'", ') expected', 17],
    ["HostName == 'x')", 'the filter goes on where it could end', 16],
    ['FileSize == 5x', 'a number runs into a word', 14],
    ['FileSize == 5.5', 'a number runs into a word', 14],
    ['FileSize == - 5', 'an unexpected character', 13],
    ["Ioa.Rules.0.Name == 'x'", 'an unexpected character', 10],
  ];
  for (const [filter, what, at] of cases) {
    test(`${JSON.stringify(filter)}: ${what}`, () => {
      expect(() => compileFilter(filter)).toThrow(new FilterFault(what, at));
    });
  }

  test('parentheses and NOTs stand 64 deep in each other, and no deeper', () => {
    const inside = "HostName == 'x'";
    const wrapped = (depth: number) => `${'('.repeat(depth)}${inside}${')'.repeat(depth)}`;
    expect(passes(wrapped(64), { HostName: 'x' })).toBe(true);
    expect(() => compileFilter(wrapped(65))).toThrow('nesting deeper than 64');
    expect(passes(`${'NOT '.repeat(64)}${inside}`, { HostName: 'x' })).toBe(true);
    expect(() => compileFilter(`${'NOT '.repeat(65)}${inside}`)).toThrow('nesting deeper than 64');
    expect(passes(`${wrapped(64)} AND ${wrapped(64)}`, { HostName: 'x' })).toBe(true);
  });
});

/** The sheet's order of escapes (section 9). */
const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('*', '\\*').replaceAll('?', '\\?');

/** As a text of few letters, so that near misses are frequent. */
const tricky = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '\\', "'", ' ', 'é', '😀') });

test('an escaped constant matches its text and no other', () => {
  fc.assert(
    fc.property(tricky, tricky, (text, other) => {
      expect(passes(`HostName == '${escaped(text)}'`, { HostName: text })).toBe(true);
      expect(passes(`HostName == '${escaped(text)}'`, { HostName: other })).toBe(text === other);
    }),
  );
});

test('a pattern matches as a regular expression would', () => {
  const unit = fc.constantFrom('a', 'b', '*', '?', 'é', '😀');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 8 }), fc.string({ unit, maxLength: 10 }), (pattern, text) => {
      const shape = new RegExp(`^${pattern.replaceAll('?', '.').replaceAll('*', '.*')}$`, 'su');
      expect(passes(`HostName == '${pattern}'`, { HostName: text })).toBe(shape.test(text));
    }),
    { numRuns: 500 },
  );
});

test('a negation is the opposite, whatever is missing', () => {
  const some = fc.record(
    { HostName: fc.constantFrom('a', 'b'), FileSize: fc.constantFrom(1, 2) },
    { requiredKeys: [] },
  );
  const filters = [
    "HostName == 'a'",
    "in(HostName, 'a', 'b')",
    'FileSize < 2',
    "HostName == 'a' OR FileSize == 1",
  ];
  fc.assert(
    fc.property(some, fc.constantFrom(...filters), (of, filter) => {
      expect(passes(`NOT (${filter})`, of)).toBe(!passes(filter, of));
      expect(passes("HostName != 'a'", of)).toBe(!passes("HostName == 'a'", of));
    }),
  );
});

test('a pattern of many runs is answered at once', () => {
  const filter = compileFilter(`HostName == '${'*a'.repeat(2_000)}b'`);
  expect(filter.passes({ HostName: 'a'.repeat(20_000) })).toBe(false);
});

test('every field of the sheet may be asked for, with its own type only', () => {
  expect([...fields.values()].filter(({ type }) => type === 'integer')).toHaveLength(22);
  expect(fields.size).toBe(103);
  for (const { name, type } of fields.values()) {
    expect(() => compileFilter(`${name} == ${type === 'string' ? "'1'" : '1'}`)).not.toThrow();
    expect(() => compileFilter(`${name} == ${type === 'string' ? '1' : "'1'"}`)).toThrow('takes');
  }
});

test('a filter knows the event types it looks for', () => {
  expect(compileFilter("EventType == 'threat*' OR HostName == 'x'").types).toEqual([
    'threatdetect',
    'threatprocessingresult',
  ]);
  expect(compileFilter("EventType in ('process', 'module')").types).toEqual(['process', 'module']);
  expect(compileFilter("HostName == 'x'").types).toEqual([]);
});
