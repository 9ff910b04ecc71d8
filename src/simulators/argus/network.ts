/** Addresses and networks as Argus compares them (contract sheet argus, section 10). */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export interface Network {
  readonly v6: boolean;
  /** Most significant first, 32 bits each: one for IPv4, four for IPv6. Bits beyond the mask are zero. */
  readonly words: readonly number[];
  readonly bits: number;
}

const cached = new Map<string, Network | undefined>();
const CACHE_LIMIT = 500_000;

function parse(text: string): Network | undefined {
  const [address = '', mask, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || address.includes('%')) return undefined;
  const widest = family === 4 ? 32 : 128;
  if (mask !== undefined && !/^\d{1,3}$/.test(mask)) return undefined;
  const bits = mask === undefined ? widest : Number(mask);
  if (bits > widest) return undefined;
  const bytes = ipaddr.parse(address).toByteArray();
  const words = Array.from({ length: widest / 32 }, (_, word) => {
    const kept = Math.min(32, Math.max(0, bits - word * 32));
    const value = bytes.slice(word * 4, word * 4 + 4).reduce((sum, byte) => sum * 256 + byte, 0);
    return kept === 0 ? 0 : value - (value % 2 ** (32 - kept));
  });
  return { v6: family === 6, words, bits };
}

/** `10.9.8.33`, `10.9.8.0/24`, `2001:db8::/32`; undefined when it is none. Host bits are cut off. */
export function parseNetwork(text: string): Network | undefined {
  if (cached.has(text)) return cached.get(text);
  if (cached.size > CACHE_LIMIT) cached.clear();
  const network = parse(text);
  cached.set(text, network);
  return network;
}

/** Whether all of `inner` lies in `outer`. */
function contains(outer: Network, inner: Network): boolean {
  if (outer.v6 !== inner.v6 || outer.bits > inner.bits) return false;
  for (const [i, word] of outer.words.entries()) {
    const kept = outer.bits - i * 32;
    if (kept <= 0) return true;
    const other = inner.words[i] ?? 0;
    if (kept >= 32 ? word !== other : word !== other - (other % 2 ** (32 - kept))) return false;
  }
  return true;
}

/** A search for `query` finds what lies in it, and networks that cover it unless they are wider than `minBits`. */
export function networkMatches(query: Network, event: Network, minBits: number): boolean {
  return contains(query, event) || (event.bits >= minBits && contains(event, query));
}

const insideRanges = new Set(['private', 'loopback', 'linkLocal', 'uniqueLocal', 'multicast', 'unspecified']);

/** v1's `networkAddress`. */
export function networkAddress(text: string, form: 'bare' | 'cidr'): Record<string, unknown> {
  const network = parseNetwork(text);
  const [bare = text] = text.split('/');
  const v6 = network?.v6 ?? false;
  const widest = v6 ? 128 : 32;
  const range = network === undefined ? 'unspecified' : ipaddr.parse(bare).range();
  return {
    host: network?.bits === widest,
    ipv6: v6,
    maskBits: network?.bits ?? widest,
    multicast: range === 'multicast',
    public: !insideRanges.has(range),
    address: form === 'bare' ? bare : text,
  };
}
