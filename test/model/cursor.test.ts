import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, openCursor, sealCursor } from '../../src/model/cursor.ts';
import { InvalidCursorError } from '../../src/model/errors.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('');
const stray = ['=', '+', '/', ' ', '\n', 'é', '\u{1f600}'];

describe('a cursor', () => {
  test('gives back what was sealed, under the same binding', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.jsonValue({ noUnicodeString: false }),
        (binding, value) => {
          const opened = openCursor(binding, sealCursor(binding, value), 'after');
          expect(opened).toEqual(JSON.parse(JSON.stringify(value)));
        },
      ),
    );
  });

  test('is refused under any other binding', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.jsonValue(), (one, other, value) => {
        fc.pre(one !== other);
        expect(() => openCursor(other, sealCursor(one, value), 'after')).toThrow(InvalidCursorError);
      }),
    );
  });

  test('does not let a part of its binding pass for a part of its content', () => {
    const value = [1, 'x'];
    const cursor = sealCursor('a', value);
    expect(() => openCursor('a\n', cursor, 'after')).toThrow(InvalidCursorError);
    expect(() => openCursor('', cursor, 'after')).toThrow(InvalidCursorError);
  });

  test('is refused when one character differs, wherever it stands and whatever it becomes', () => {
    const cursor = sealCursor('binding', { at: 'AGGR/1/42/x', index: 7, marks: 'é' });
    for (let at = 0; at < cursor.length; at += 1) {
      for (const character of [...alphabet, ...stray, '']) {
        if (character === cursor[at]) continue;
        const bent = cursor.slice(0, at) + character + cursor.slice(at + 1);
        expect(() => openCursor('binding', bent, 'after')).toThrow(InvalidCursorError);
      }
    }
  });

  test('is refused when it is cut, lengthened or no cursor at all', () => {
    const cursor = sealCursor('binding', [1]);
    for (let length = 0; length < cursor.length; length += 1)
      expect(() => openCursor('binding', cursor.slice(0, length), 'after')).toThrow(InvalidCursorError);
    for (const tail of ['=', '==', 'A', ' ', cursor])
      expect(() => openCursor('binding', cursor + tail, 'after')).toThrow(InvalidCursorError);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => openCursor('binding', text, 'after')).toThrow(InvalidCursorError);
      }),
    );
  });

  test('names the argument that it came in', () => {
    expect(() => openCursor('b', 'x', 'before')).toThrow(new InvalidCursorError('before'));
    expect(new InvalidCursorError('before').path).toBe('before');
  });
});

describe('canonical JSON', () => {
  test('does not depend on the order of keys, at any depth', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson({ in: turned })).toBe(canonicalJson({ in: value }));
      }),
    );
    expect(canonicalJson([{ b: 1, a: { d: [2, 1], c: 0 } }])).toBe('[{"a":{"c":0,"d":[2,1]},"b":1}]');
  });

  test('takes null and absent keys for the same, and an empty list for something else', () => {
    expect(canonicalJson({ a: null, b: undefined })).toBe(canonicalJson({}));
    expect(canonicalJson({ a: [] })).not.toBe(canonicalJson({}));
    expect(canonicalJson({ a: false, b: 0, c: '' })).toBe('{"a":false,"b":0,"c":""}');
  });

  test('keeps the order of lists and what they hold', () => {
    expect(canonicalJson([2, 1, null])).toBe('[2,1,null]');
    expect(canonicalJson(undefined)).toBe('null');
  });
});
