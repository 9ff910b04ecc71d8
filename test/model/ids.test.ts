import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeGlobalId, encodeGlobalId, nodeTypes } from '../../src/model/ids.ts';

const sourceName = fc.stringMatching(/^[a-z][a-z0-9_-]{0,30}$/);
const nativeId = fc.string({ unit: 'grapheme', minLength: 1 });
const objectType = fc.constantFrom(...nodeTypes.filter((type) => type !== 'Source'));
const encoded = (text: string): string => Buffer.from(text, 'latin1').toString('base64url');

describe('a global id', () => {
  test('leads back to its parts, whatever the vendor id holds', () => {
    fc.assert(
      fc.property(objectType, sourceName, nativeId, (type, source, id) => {
        expect(decodeGlobalId(encodeGlobalId(type, source, id))).toEqual({ type, source, nativeId: id });
      }),
    );
    for (const id of ['AGGR/1/42/x#58001', 'a:b:c', ':', 'ö\u{1f600}', '9007199254740993'])
      expect(decodeGlobalId(encodeGlobalId('Event', 'argus', id))?.nativeId).toBe(id);
    expect(decodeGlobalId(encodeGlobalId('Source', 'gta'))).toEqual({
      type: 'Source',
      source: 'gta',
      nativeId: '',
    });
  });

  test('is another one for another type, source or vendor id', () => {
    const triple = fc.tuple(objectType, sourceName, nativeId);
    fc.assert(
      fc.property(triple, triple, (a, b) => {
        fc.pre(a.join('\n') !== b.join('\n'));
        expect(encodeGlobalId(...a)).not.toBe(encodeGlobalId(...b));
      }),
    );
  });

  test('has one spelling: what decodes at all encodes to the same text', () => {
    const bytes = fc
      .uint8Array({ minLength: 1 })
      .map((tail) => Buffer.concat([Buffer.from('Event:gta:'), tail]).toString('base64url'));
    fc.assert(
      fc.property(fc.oneof(bytes, fc.string({ unit: 'binary' })), (text) => {
        const id = decodeGlobalId(text);
        if (id !== null) expect(encodeGlobalId(id.type, id.source, id.nativeId)).toBe(text);
      }),
    );
  });

  const right = encodeGlobalId('Event', 'gta', 'ev-1');
  for (const [what, text] of Object.entries({
    'the empty text': '',
    'a vendor id': 'ev-1',
    'an unknown type': encoded('Incident:gta:1'),
    'a type in another letter case': encoded('event:gta:1'),
    'a name of the prototype': encoded('constructor:gta:1'),
    'a missing vendor id': encoded('Event:gta:'),
    'a missing source': encoded('Event::1'),
    'one colon': encoded('Event:gta'),
    'a source with a vendor id': encoded('Source:gta:1'),
    'bytes that are no text': encoded('Event:gta:\xff'),
    padding: `${encodeGlobalId('Event', 'gta', 'ev-11')}=`,
    'white space': ` ${right}`,
    'a line break inside': `${right.slice(0, 5)}\n${right.slice(5)}`,
    'the other base64 alphabet': encodeGlobalId('Event', 'gta', '???>>>')
      .replaceAll('_', '/')
      .replaceAll('-', '+'),
    'a percent sign': `${right}%`,
  })) {
    test(`is not ${what}`, () => expect(decodeGlobalId(text)).toBeNull());
  }
});
