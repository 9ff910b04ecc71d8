/** Random filters over random records, against an oracle that is written as plainly as the filter reads. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventFilter } from '../../src/model/filters.ts';
import { compileEventFilter } from '../../src/model/matching.ts';
import type { Event } from '../../src/model/records.ts';
import type { Severity } from '../../src/model/severity.ts';
import type { ObservableRef } from '../../src/model/values.ts';
import { event } from './support.ts';

const rank: Readonly<Record<Severity, number>> = {
  UNKNOWN: 0,
  INFORMATIONAL: 1,
  LOW: 2,
  MEDIUM: 3,
  HIGH: 4,
  CRITICAL: 5,
};

/** Values that are in their one form already: normalising is tested elsewhere. */
const observables: readonly ObservableRef[] = [
  { type: 'IP', value: '10.1.1.1', role: 'source' },
  { type: 'IP', value: '10.1.1.2', role: 'destination' },
  { type: 'IP', value: '10.2.1.1', role: 'device' },
  { type: 'HOST', value: 'ws-1', role: 'device' },
  { type: 'HOST', value: 'ws-2.acme.example', role: 'device' },
  { type: 'USER', value: 'ana', role: 'actor' },
  { type: 'DOMAIN', value: 'c2.example', role: 'query' },
  { type: 'FILE_HASH', value: 'a'.repeat(64), role: 'affected' },
];

const records: fc.Arbitrary<Event> = fc
  .record({
    kind: fc.constantFrom('DNS', 'HTTP', 'OTHER'),
    severity: fc.constantFrom<Severity | undefined>(undefined, 'UNKNOWN', 'LOW', 'HIGH'),
    time: fc.integer({ min: 0, max: 5 }),
    modifiedAt: fc.constantFrom(undefined, 0, 3, 5),
    title: fc.constantFrom('Alpha', 'beta', ''),
    nativeId: fc.constantFrom('e1', 'e2'),
    observables: fc.subarray([...observables]),
    network: fc.constantFrom(undefined, { protocol: 'tcp' }, { protocol: 'UDP' }),
    attacks: fc.subarray([
      { technique: 'T1', tactics: [] },
      { technique: 'T1.001', tactics: [] },
      { tactics: [] },
    ]),
    customer: fc.constantFrom(undefined, { id: '42', shortName: 'acme' }),
  })
  .map((parts) => event(parts));

const list = <T>(...values: readonly T[]): fc.Arbitrary<T[] | null> =>
  fc.option(fc.subarray([...values]), { freq: 4 });
const window = fc.option(
  fc.record(
    { from: fc.option(fc.integer({ min: 0, max: 5 })), to: fc.option(fc.integer({ min: 0, max: 5 })) },
    { requiredKeys: [] },
  ),
);

const deeper = { maxDepth: 2, depthIdentifier: 'filter' };

/** One to three keys: with more, hardly any record would match. */
const { filter: filters } = fc.letrec<{ filter: EventFilter }>((tie) => ({
  filter: fc
    .array(
      fc.oneof(
        fc.record<EventFilter>({ and: fc.option(fc.array(tie('filter'), { maxLength: 2 }), deeper) }),
        fc.record<EventFilter>({ or: fc.option(fc.array(tie('filter'), { maxLength: 3 }), deeper) }),
        fc.record<EventFilter>({ not: fc.option(tie('filter'), deeper) }),
        fc.record<EventFilter>({ kinds: list('DNS', 'HTTP', 'OTHER') }),
        fc.record<EventFilter>({ minSeverity: fc.constantFrom(null, 'UNKNOWN', 'LOW', 'HIGH') }),
        fc.record<EventFilter>({ severities: list('UNKNOWN', 'LOW', 'HIGH') }),
        fc.record<EventFilter>({ time: window }),
        fc.record<EventFilter>({ modified: window }),
        fc.record<EventFilter>({ ip: list('10.1.1.1', '10.1.0.0/16', '0.0.0.0/0') }),
        fc.record<EventFilter>({ srcIp: list('10.1.1.1', '10.1.1.2') }),
        fc.record<EventFilter>({ hosts: list('ws-1.acme.example', 'ws-2', 'ws-2.fjord.example') }),
        fc.record<EventFilter>({ users: list('ana', 'bo') }),
        fc.record<EventFilter>({ domains: list('c2.example', 'example') }),
        fc.record<EventFilter>({ hashes: list('a'.repeat(64), 'b'.repeat(64)) }),
        fc.record<EventFilter>({ protocols: list('TCP', 'udp') }),
        fc.record<EventFilter>({ techniques: list('T1', 'T1.001') }),
        fc.record<EventFilter>({ customers: list('ACME', '43') }),
        fc.record<EventFilter>({ text: fc.constantFrom(null, '', 'ALP', 'e2', 'c2', 'zz') }),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((parts) => parts.reduce<EventFilter>((whole, part) => ({ ...whole, ...part }), {})),
}));

type Given<T> = T | null | undefined;
const absent = (value: unknown): boolean => value === null || value === undefined;
const some = <T>(values: Given<readonly T[]>, test: (value: T) => boolean): boolean =>
  values === null || values === undefined || values.some(test);

function inside(bounds: EventFilter['time'], at: number | undefined): boolean {
  if (bounds === null || bounds === undefined) return true;
  if (at === undefined) return false;
  return at >= (bounds.from ?? -1) && at < (bounds.to ?? 99);
}

/** 10.1.1.1 in 10.1.0.0/16: the universe has no other lengths than 0, 16 and 32. */
function inNetwork(ip: string, network: string): boolean {
  const [base = '', bits = '32'] = network.split('/');
  return (
    ip
      .split('.')
      .slice(0, Number(bits) / 8)
      .join('.') ===
    base
      .split('.')
      .slice(0, Number(bits) / 8)
      .join('.')
  );
}

function hostIs(asked: string, found: string): boolean {
  if (asked.includes('.') && found.includes('.')) return asked === found;
  return asked.split('.')[0] === found.split('.')[0];
}

function oracle(filter: EventFilter, record: Event): boolean {
  const of = (type: string, role?: string): string[] =>
    record.observables
      .filter((ref) => ref.type === type && (role === undefined || ref.role === role))
      .map(({ value }) => value);
  const severity = record.severity ?? 'UNKNOWN';
  const words = [record.title, record.nativeId, ...record.observables.map(({ value }) => value)];
  const customer = [record.customer?.id, record.customer?.shortName];
  return (
    some(filter.kinds, (kind) => kind === record.kind) &&
    (absent(filter.minSeverity) || rank[severity] >= rank[filter.minSeverity ?? 'UNKNOWN']) &&
    some(filter.severities, (one) => one === severity) &&
    inside(filter.time, record.time) &&
    inside(filter.modified, record.modifiedAt) &&
    some(filter.ip, (network) => of('IP').some((ip) => inNetwork(ip, network))) &&
    some(filter.srcIp, (network) => of('IP', 'source').some((ip) => inNetwork(ip, network))) &&
    some(filter.hosts, (asked) => of('HOST').some((found) => hostIs(asked, found))) &&
    some(filter.users, (user) => of('USER').includes(user)) &&
    some(filter.domains, (domain) => of('DOMAIN').includes(domain)) &&
    some(filter.hashes, (hash) => of('FILE_HASH').includes(hash)) &&
    some(filter.protocols, (one) => one.toLowerCase() === record.network?.protocol?.toLowerCase()) &&
    some(filter.techniques, (asked) =>
      record.attacks.some(({ technique }) => technique === asked || technique?.startsWith(`${asked}.`)),
    ) &&
    some(filter.customers, (one) => customer.includes(one.toLowerCase())) &&
    (absent(filter.text) ||
      words.some((word) => word.toLowerCase().includes((filter.text ?? '').toLowerCase()))) &&
    (filter.and ?? []).every((part) => oracle(part, record)) &&
    some(filter.or, (part) => oracle(part, record)) &&
    (filter.not === null || filter.not === undefined || !oracle(filter.not, record))
  );
}

test('a filter means what it reads as', () => {
  let [hits, misses] = [0, 0];
  fc.assert(
    fc.property(filters, fc.array(records, { minLength: 5, maxLength: 20 }), (filter, some) => {
      const test = compileEventFilter(filter);
      for (const record of some) {
        expect(test(record)).toBe(oracle(filter, record));
        if (test(record)) hits += 1;
        else misses += 1;
      }
    }),
    { numRuns: 1_500 },
  );
  // A law about filters that always or never match would prove little.
  expect(Math.min(hits, misses)).toBeGreaterThan(1_000);
});
