import { parseNetwork, type Network } from '../model/addresses.ts';
import type { Attack, Customer, Endpoint } from '../model/values.ts';
import type { TermType } from './codes.ts';
import type { StoredBody } from './revive.ts';

/** Something that a record is found by, and the part it plays there (empty: none said). */
export interface Term {
  readonly type: TermType;
  readonly value: string;
  readonly role: string;
  /** How a customer is called, where the record says so. */
  readonly label?: string | undefined;
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

type Add = (type: TermType, value: string | undefined, role?: string, label?: string) => void;

function addCustomer(add: Add, customer: Customer | undefined): void {
  add('CUSTOMER', customer?.id.toLowerCase(), 'id', customer?.shortName ?? customer?.name);
  add('CUSTOMER', customer?.shortName?.toLowerCase(), 'shortName');
}

function addAttacks(add: Add, attacks: readonly Attack[]): void {
  for (const { technique, tactics } of attacks) {
    add('TECHNIQUE', technique === undefined ? undefined : techniqueTerm(technique));
    for (const tactic of tactics) add('TACTIC', tactic.toUpperCase());
  }
}

function addEndpoint(add: Add, endpoint: Endpoint | undefined, role: string): void {
  const port = endpoint?.port;
  if (port !== undefined && Number.isFinite(port)) add('PORT', `${port}`, role);
  add('COUNTRY', endpoint?.country?.toUpperCase(), role);
}

function addWords(add: Add, record: StoredBody): void {
  if (record.recordKind !== 'CASE') addAttacks(add, record.attacks);
  if (record.recordKind !== 'THREAT_DETECTION') addCustomer(add, record.customer);
  switch (record.recordKind) {
    case 'EVENT':
      addEndpoint(add, record.srcEndpoint, 'source');
      addEndpoint(add, record.dstEndpoint, 'destination');
      add('PROTOCOL', record.network?.protocol?.toLowerCase());
      if (record.details.vendor === 'argus') add('SIGNATURE', record.details.signature);
      return add('TITLE', record.title);
    case 'ALERT':
      for (const label of record.labels) add('LABEL', label.toLowerCase());
      return add('TITLE', record.title);
    case 'CASE':
      return add('TITLE', record.subject);
    case 'THREAT_DETECTION':
  }
}

/** What a record is found by, each thing once. The same for a record and for the body that is stored of it. */
export function termsOf(record: StoredBody): Term[] {
  const terms = new Map<string, Term>();
  const add: Add = (type, value, role = '', label) => {
    if (value === undefined) return;
    // As a column takes it: half a character has no place there.
    const term = { type, value: value.toWellFormed(), role: role.toWellFormed(), label };
    terms.set(`${type} ${role.length} ${role} ${value}`, term);
  };
  for (const { type, value, role } of record.observables) add(type, value, role);
  addWords(add, record);
  return [...terms.values()];
}
