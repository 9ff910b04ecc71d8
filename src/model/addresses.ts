import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address or network in one form: family, first address, prefix length. */
export interface Network {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  readonly bits: number;
}

const width = (address: Network['address']): number => (address.kind() === 'ipv4' ? 32 : 128);

/**
 * Reads `10.9.8.7`, `10.9.8.0/24`, `2001:db8::/32`. An IPv4 address written inside IPv6 (`::ffff:10.9.8.7`) is the IPv4
 * address. Host bits of a network are cleared. Null for anything else: octal, hexadecimal and short forms too.
 */
export function parseNetwork(text: string): Network | null {
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  if (isIP(host) === 0 || host.includes('%')) return null;
  const plain = ipaddr.parse(host);
  const address = ipaddr.process(host);
  if (slash < 0) return { address, bits: width(address) };
  const suffix = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(suffix)) return null;
  const mapped = plain.kind() !== address.kind();
  const bits = Number(suffix) - (mapped ? 96 : 0);
  if (bits < 0 || bits > width(address)) return null;
  const cidr = `${address.toString()}/${bits}`;
  return {
    address:
      address.kind() === 'ipv4'
        ? ipaddr.IPv4.networkAddressFromCIDR(cidr)
        : ipaddr.IPv6.networkAddressFromCIDR(cidr),
    bits,
  };
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
