import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address or network in one form: family, first address, prefix length. */
export interface Network {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  readonly bits: number;
}

const width = (address: Network['address']): number => (address.kind() === 'ipv4' ? 32 : 128);

/** `::10.9.8.7` as `::a09:807`: the library would take it for another address, that IPv4 one. */
const withoutDots = (host: string): string =>
  host.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    const group = (high: unknown, low: unknown): string => (Number(high) * 256 + Number(low)).toString(16);
    return `${group(a, b)}:${group(c, d)}`;
  });

/**
 * Reads `10.9.8.7`, `10.9.8.0/24`, `2001:db8::/32`. An IPv4 address written inside IPv6 (`::ffff:10.9.8.7`) is the IPv4
 * address, and so is a network of such. Host bits of a network are cleared. Null for anything else: octal, hexadecimal
 * and short forms too.
 */
export function parseNetwork(text: string): Network | null {
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  const family = isIP(host);
  if (family === 0 || host.includes('%')) return null;
  const plain = ipaddr.parse(family === 6 ? withoutDots(host) : host);
  const suffix = slash < 0 ? String(width(plain)) : text.slice(slash + 1);
  const bits = Number(suffix);
  if (!/^\d{1,3}$/.test(suffix) || bits > width(plain)) return null;
  if ('isIPv4MappedAddress' in plain && plain.isIPv4MappedAddress() && bits >= 96)
    return network(plain.toIPv4Address(), bits - 96);
  return network(plain, bits);
}

function network(address: Network['address'], bits: number): Network {
  if (bits === width(address)) return { address, bits };
  const cidr = `${address.toString()}/${bits}`;
  const first =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(cidr)
      : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  return { address: first, bits };
}

/** Canonical text: RFC 5952 for IPv6; a network of one address without its suffix. */
export function networkText(network: Network): string {
  const { address, bits } = network;
  const text =
    address.kind() === 'ipv6' && 'toRFC5952String' in address
      ? address.toRFC5952String()
      : address.toString();
  return bits === width(address) ? text : `${text}/${bits}`;
}

/** Whether every address of `inner` is in `outer`; never across families. */
export function contains(outer: Network, inner: Network): boolean {
  const [a, b] = [outer.address, inner.address];
  return a.kind() === b.kind() && outer.bits <= inner.bits && b.match(a, outer.bits);
}

/** Whether it is one address and no range. */
export const isSingle = (network: Network): boolean => network.bits === width(network.address);
