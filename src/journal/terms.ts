import { parseNetwork, type Network } from '../model/addresses.ts';
import type { Attack, ObservableRef } from '../model/values.ts';
import type { TermType } from './codes.ts';

/** Something that a record is found by, and the part it plays there (empty: none said). */
export interface Term {
  readonly type: TermType;
  readonly value: string;
  readonly role: string;
}

/** First and last address of a network, 16 bytes each, IPv4 as `::ffff:a.b.c.d`. Families never mix (matching.ts). */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly low: Uint8Array;
  readonly high: Uint8Array;
}

const V4_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

export function addressRange({ address, bits }: Network): AddressRange {
  const v4 = address.kind() === 'ipv4';
  const low = Uint8Array.from(v4 ? [...V4_PREFIX, ...address.toByteArray()] : address.toByteArray());
  const prefix = v4 ? bits + 96 : bits;
  const high = low.map((byte, index) => {
    const fixed = Math.min(8, Math.max(0, prefix - index * 8));
    return byte | (0xff >> fixed);
  });
  return { family: v4 ? 4 : 6, low, high };
}

/** The range of an IP observable's value; null for one that is no address. */
export function rangeOf(value: string): AddressRange | null {
  const network = parseNetwork(value);
  return network === null ? null : addressRange(network);
}

/** A host's first label: a bare name equals the first label of a full one (`sameHost`). */
export const firstLabel = (host: string): string => host.split('.', 1)[0] ?? host;

export const techniqueTerm = (technique: string): string => technique.toLowerCase();

/** The parts of a record that it is found by. */
export interface Findable {
  readonly observables: readonly ObservableRef[];
  readonly attacks?: readonly Attack[];
}

/** What a record is found by, each thing once. */
export function termsOf({ observables, attacks = [] }: Findable): Term[] {
  const terms = new Map<string, Term>();
  const add = (type: TermType, value: string, role: string): void => {
    terms.set(`${type} ${role} ${value}`, { type, value, role });
  };
  for (const { type, value, role } of observables) add(type, value, role ?? '');
  for (const { technique } of attacks)
    if (technique !== undefined) add('TECHNIQUE', techniqueTerm(technique), '');
  return [...terms.values()];
}
