import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseObservable, observableList, observableRef, sameHost } from '../../src/model/observables.ts';
import { observableTypes, type ObservableType } from '../../src/model/values.ts';

const md5 = 'D41D8CD98F00B204E9800998ECF8427E';

const table: readonly (readonly [ObservableType, string, string | null])[] = [
  ['IP', ' 10.9.8.7 ', '10.9.8.7'],
  ['IP', '2001:DB8::0:1', '2001:db8::1'],
  ['IP', '::ffff:10.9.8.7', '10.9.8.7'],
  ['IP', '10.9.8.7/24', '10.9.8.0/24'],
  ['IP', '10.9.8.7/32', '10.9.8.7'],
  ['IP', 'fe80::1%eth0', null],
  ['IP', 'host', null],
  ['DOMAIN', 'WWW.Example.COM', 'www.example.com'],
  ['DOMAIN', 'www.example.com.', 'www.example.com'],
  ['DOMAIN', 'www.example.com..', 'www.example.com'],
  ['DOMAIN', 'Bücher.example', 'xn--bcher-kva.example'],
  ['DOMAIN', 'XN--BCHER-KVA.example', 'xn--bcher-kva.example'],
  ['DOMAIN', 'bücher.example。', 'xn--bcher-kva.example'],
  ['DOMAIN', 'straße.example', 'xn--strae-oqa.example'],
  ['DOMAIN', '_dmarc.Example.com', '_dmarc.example.com'],
  ['DOMAIN', '*.Example.com', '*.example.com'],
  ['DOMAIN', '10', '10'],
  ['DOMAIN', '1.2', '1.2'],
  ['DOMAIN', '0x7f.1', '0x7f.1'],
  ['DOMAIN', '１.２', '１.２'],
  ['DOMAIN', 'a/B', 'a/b'],
  ['DOMAIN', 'ü/b', 'ü/b'],
  ['DOMAIN', 'ex%61mple.com', 'ex%61mple.com'],
  ['DOMAIN', '.', null],
  ['HOST', 'WS-7.Acme.Example.', 'ws-7.acme.example'],
  ['USER', 'ACME\\Ana', 'ana'],
  ['USER', 'ana@acme.example', 'ana'],
  ['USER', 'ACME\\ana@acme.example', 'ana'],
  ['USER', 'NT AUTHORITY\\SYSTEM', 'system'],
  ['USER', 'a\\b\\Ana', 'ana'],
  ['USER', 'ACME\\ Ana ', 'ana'],
  ['USER', '@ana', '@ana'],
  ['USER', 'ACME\\', null],
  ['MAC', '00-1B-44-11-3A-B7', '00:1b:44:11:3a:b7'],
  ['MAC', '001b.4411.3ab7', '00:1b:44:11:3a:b7'],
  ['MAC', '001b44113ab', null],
  ['FILE_HASH', md5, md5.toLowerCase()],
  ['FILE_HASH', md5.replaceAll(/(..)(?=.)/g, '$1:'), md5.toLowerCase()],
  ['FILE_HASH', 'a'.repeat(40), 'a'.repeat(40)],
  ['FILE_HASH', 'A'.repeat(64), 'a'.repeat(64)],
  ['FILE_HASH', 'a'.repeat(41), null],
  ['FILE_HASH', 'z'.repeat(32), null],
  ['JA3', md5, md5.toLowerCase()],
  ['JA3', 'a'.repeat(64), null],
  ['CERT_HASH', 'AB:CD', 'abcd'],
  ['URL', 'HTTP://Example.com', 'http://example.com/'],
  ['URL', 'hxxp://example[.]com', 'hxxp://example[.]com'],
  ['FILE_NAME', 'Evil.EXE', 'evil.exe'],
  ['PROCESS', 'CMD.exe', 'cmd.exe'],
  ['EMAIL', 'Ana@Acme.example', 'ana@acme.example'],
  ['EMAIL', 'ana', null],
];

describe("an observable's value", () => {
  for (const [type, written, value] of table) {
    test(`${type} ${JSON.stringify(written)} is ${value === null ? 'none' : value}`, () =>
      expect(normaliseObservable(type, written)).toBe(value));
  }

  for (const type of observableTypes) {
    test(`${type} is nothing when there is nothing in it`, () => {
      for (const blank of ['', ' ', '\t\n']) expect(normaliseObservable(type, blank)).toBeNull();
    });

    test(`${type} has one form: normalising it again changes nothing`, () => {
      const alphabet = 'aAzZ09..\\@/:-_ %*İß。ü１\u0301'.split('');
      const noise = fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 12 });
      const hex = fc.string({ unit: fc.constantFrom(...'0aF:-.'.split('')), minLength: 10, maxLength: 48 });
      const likely = fc.oneof(noise, hex, fc.domain(), fc.emailAddress(), fc.webUrl(), fc.ipV4(), fc.ipV6());
      fc.assert(
        fc.property(likely, (written) => {
          const once = normaliseObservable(type, written);
          if (once !== null) expect(normaliseObservable(type, once)).toBe(once);
        }),
        { numRuns: 300 },
      );
    });
  }
});

describe('a mention', () => {
  test('of an address is an IP, wherever it stands', () => {
    expect(observableRef('DOMAIN', '10.9.8.7', 'query')).toEqual({
      type: 'IP',
      value: '10.9.8.7',
      role: 'query',
    });
    expect(observableRef('HOST', '2001:DB8::1', 'source')).toEqual({
      type: 'IP',
      value: '2001:db8::1',
      role: 'source',
    });
    expect(observableRef('HOST', '10', 'source')).toEqual({ type: 'HOST', value: '10', role: 'source' });
  });

  test('of nothing, or of what cannot be read, is none', () => {
    for (const value of [null, undefined, '', ' ']) expect(observableRef('HOST', value, 'source')).toBeNull();
    expect(observableRef('IP', 'host', 'source')).toBeNull();
  });

  test('stands in a list once for each role', () => {
    const source = observableRef('IP', '10.9.8.7', 'source');
    const list = observableList([
      source,
      null,
      observableRef('HOST', '10.9.8.7', 'source'),
      observableRef('IP', '10.9.8.7', 'destination'),
      observableRef('HOST', 'a', 'source'),
    ]);
    expect(list.map(({ type, role }) => `${type} ${role}`)).toEqual([
      'IP source',
      'IP destination',
      'HOST source',
    ]);
  });
});

describe('two host names', () => {
  for (const [a, b, same] of [
    ['ws-7', 'ws-7', true],
    ['ws-7', 'ws-7.acme.example', true],
    ['ws-7.acme.example', 'ws-7.acme.example', true],
    ['ws-7.acme.example', 'ws-7.fjord.example', false],
    ['ws-7.acme', 'ws-7.acme.example', false],
    ['ws-7', 'ws-70', false],
    ['acme', 'ws-7.acme', false],
  ] as const) {
    test(`${a} and ${b} are ${same ? 'one host' : 'two'}, either way round`, () => {
      expect([sameHost(a, b), sameHost(b, a)]).toEqual([same, same]);
    });
  }
});
