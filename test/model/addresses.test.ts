import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contains, isSingle, networkText, parseNetwork } from '../../src/model/addresses.ts';

const text = (value: string): string | null => {
  const network = parseNetwork(value);
  return network === null ? null : networkText(network);
};

function within(outer: string, inner: string): boolean {
  const [a, b] = [parseNetwork(outer), parseNetwork(inner)];
  if (a === null || b === null) throw new Error(`${outer} or ${inner} is no network`);
  return contains(a, b);
}

const v4 = fc.ipV4();
const v6 = fc.ipV6();
const network = fc.oneof(
  v4,
  v6,
  fc.tuple(v4, fc.integer({ min: 0, max: 32 })).map(([ip, bits]) => `${ip}/${bits}`),
  fc.tuple(v6, fc.integer({ min: 0, max: 128 })).map(([ip, bits]) => `${ip}/${bits}`),
);

describe('an address or network', () => {
  for (const [written, canonical] of [
    ['10.9.8.7', '10.9.8.7'],
    ['10.9.8.7/32', '10.9.8.7'],
    ['10.9.8.7/24', '10.9.8.0/24'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8::1/128', '2001:db8::1'],
    ['2001:db8:ffff::1/33', '2001:db8:8000::/33'],
    ['::/0', '::/0'],
    ['2001:0db8::0001:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::ffff:10.9.8.7', '10.9.8.7'],
    ['::ffff:a09:807', '10.9.8.7'],
    ['::FFFF:10.9.8.7/120', '10.9.8.0/24'],
    ['::ffff:10.9.8.7/96', '0.0.0.0/0'],
    ['::ffff:10.9.8.7/95', '::fffe:0:0/95'],
    ['::10.9.8.7', '::a09:807'],
    ['64:ff9b::10.9.8.7', '64:ff9b::a09:807'],
    ['::10.9.8.7/112', '::a09:0/112'],
  ] as const) {
    test(`${written} is written ${canonical}`, () => expect(text(written)).toBe(canonical));
  }

  for (const wrong of [
    '',
    'host',
    '10.9.8',
    '10.9.8.7.6',
    '010.9.8.7',
    '0x0a.9.8.7',
    '168364039',
    '10.9.8.256',
    '10.9.8.7/33',
    '10.9.8.7/-1',
    '10.9.8.7/',
    '10.9.8.7/24/1',
    '10.9.8.7/ 24',
    '10.9.8.7/2e1',
    '10.9.8.7/255.255.255.0',
    '/24',
    ' 10.9.8.7',
    '10.9.8.7:443',
    'fe80::1%eth0',
    '2001:db8::1::',
    '2001:db8::/129',
    '[2001:db8::1]',
    '::ffff:10.9.8.7/129',
  ]) {
    test(`"${wrong}" is none`, () => expect(parseNetwork(wrong)).toBeNull());
  }

  test('has one form, which reads as itself', () => {
    fc.assert(
      fc.property(network, (written) => {
        const once = text(written);
        expect(once).not.toBeNull();
        expect(text(once ?? '')).toBe(once);
      }),
    );
  });

  test('in IPv4 written inside IPv6 is the IPv4 one', () => {
    fc.assert(
      fc.property(v4, fc.integer({ min: 0, max: 32 }), (ip, bits) => {
        expect(text(`::ffff:${ip}`)).toBe(text(ip));
        expect(text(`::ffff:${ip}/${96 + bits}`)).toBe(text(`${ip}/${bits}`));
      }),
    );
  });

  test('is single exactly when its text has no suffix', () => {
    fc.assert(
      fc.property(network, (written) => {
        const parsed = parseNetwork(written);
        expect(parsed !== null && isSingle(parsed)).toBe(!(text(written) ?? '/').includes('/'));
      }),
    );
  });
});

describe('containment', () => {
  test('is that of the bits', () => {
    const bitsOf = (ip: string): string =>
      ip
        .split('.')
        .map((part) => Number(part).toString(2).padStart(8, '0'))
        .join('');
    const cidr = fc.tuple(v4, fc.integer({ min: 0, max: 32 }));
    fc.assert(
      fc.property(cidr, cidr, fc.boolean(), ([ipA, a], [ipB, b], near) => {
        // Two random addresses rarely share a prefix: half the time the second is the first with its last bits changed.
        const inner = near
          ? `${ipA.split('.').slice(0, 2).join('.')}.${ipB.split('.').slice(2).join('.')}`
          : ipB;
        const expected = a <= b && bitsOf(ipA).slice(0, a) === bitsOf(inner).slice(0, a);
        expect(within(`${ipA}/${a}`, `${inner}/${b}`)).toBe(expected);
      }),
    );
  });

  test('never crosses families', () => {
    expect(within('::/0', '10.9.8.7')).toBe(false);
    expect(within('0.0.0.0/0', '::1')).toBe(false);
    expect(within('0.0.0.0/0', '::ffff:10.9.8.7')).toBe(true);
  });

  test('holds for a network and itself, and goes on through a third', () => {
    fc.assert(
      fc.property(network, (written) => {
        expect(within(written, written)).toBe(true);
      }),
    );
    expect(within('10.0.0.0/8', '10.9.0.0/16') && within('10.9.0.0/16', '10.9.8.7')).toBe(true);
    expect(within('10.0.0.0/8', '10.9.8.7')).toBe(true);
    expect(within('2001:db8::/32', '2001:db8:ffff::/48')).toBe(true);
    expect(within('2001:db8::/33', '2001:db8:8000::1')).toBe(false);
  });
});
