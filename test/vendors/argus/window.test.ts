import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventFilter } from '../../../src/model/filters.ts';
import {
  matchesAlert,
  matchesCase,
  matchesEvent,
  matchesThreatDetection,
} from '../../../src/model/matching.ts';
import { orderKeyOf, type OrderKey } from '../../../src/model/order.ts';
import type { AnyRecord } from '../../../src/model/records.ts';
import type { ArgusSim } from '../../../src/simulators/argus/index.ts';
import { bench, nativeIds } from './support.ts';
import { everything, fields, orders, stretchOf, windowOf, type Field } from './window-support.ts';

const NOON = Date.UTC(2026, 4, 4, 12);
const DAY = 86_400_000;
const severities = ['low', 'medium', 'high', 'critical'];
const hosts = ['10.9.8.7', 'ws-1.corp.example', null];

/** One more of everything; `i` decides what it is like. */
function add(sim: ArgusSim, i: number): void {
  const created = NOON - Math.floor((i * i) / 40) * 3 - (i % 9 === 0 ? 3 * DAY : 0);
  const lastUpdated = Math.max(created, NOON - 1_000 + Math.floor(((i * 7) % 60) / 4));
  const severity = severities[(i * 3) % 4] ?? 'low';
  sim.addEvent({
    created,
    lastUpdated,
    firstEvent: created + ((i % 5) - 2) * 3_600_000,
    severity,
    type: i % 4 === 3 ? 'raw' : 'aggregated',
    customerID: 42 + (i % 3),
    alarmID: i % 5 === 0 ? null : 58_001 + (i % 3),
    count: 1 + (i % 4),
    domain: i % 7 === 0 ? '10.9.8.7' : i % 7 === 1 ? 'c2.example' : null,
    source: { address: `10.9.8.${i % 12}`, host: hosts[i % 3] ?? null, port: 50_000, user: null, geo: null },
    flags: [
      ...(i % 2 === 0 ? ['IDENTIFIED_THREAT'] : ['THREAT_CANDIDATE']),
      ...(i % 11 === 0 ? ['FALSE_POSITIVE'] : []),
      ...(i % 13 === 0 ? ['SNAPSHOT'] : []),
    ],
    properties:
      i % 6 === 0
        ? [{ key: 'http.hostname', type: 'string', values: [i % 12 === 0 ? '10.9.8.7' : 'a.example'] }]
        : [],
  });
  sim.addCase({ id: 500 + i, created, lastUpdated, priority: severity, customerID: 42 + (i % 3) });
}

/** Whether a filter has these keys alone, at any depth. */
const keysAmong = (filter: EventFilter, keys: readonly string[]): boolean =>
  Object.entries(filter).every(
    ([key, value]) =>
      keys.includes(key) &&
      (!['and', 'or', 'not'].includes(key) || [value].flat().every((part) => keysAmong(part, keys))),
  );

/** Lets the record of the cursor go or move, and others with it. */
function disturb(sim: ArgusSim, nativeId: string, by: number): void {
  const event = sim.events.get(nativeId.split('#')[0] ?? '');
  if (event !== undefined && by % 4 === 0) sim.removeEvent(event.id);
  else if (event !== undefined) sim.updateEvent(event.id, { lastUpdated: NOON + by, severity: 'critical' });
  const found = sim.cases.get(Number(nativeId));
  if (found !== undefined)
    sim.updateCase(
      found.id,
      by % 4 === 0 ? { flags: ['DELETED'] } : { lastUpdated: NOON + by, priority: 'low' },
    );
  const other = [...sim.events.keys()][by * 3];
  if (other !== undefined) sim.removeEvent(other);
}

const eventFilters: readonly EventFilter[] = [
  {},
  { ip: ['10.9.8.7'] },
  { ip: ['10.9.8.0/30', 'nonsense'] },
  { srcIp: ['10.9.8.7', '10.9.8.3'] },
  { observable: { type: 'IP', value: '10.9.8.7' } },
  { observable: { type: 'HOST', value: 'ws-1' } },
  { observable: { type: 'MAC', value: '00:00:00:00:00:01' } },
  { kata: { expression: "HostName=='x'" } },
  { argus: { includeFlags: ['identified_threat'] } },
  { argus: { excludeFlags: ['neverHeardOf', 'THREAT_CANDIDATE'] } },
  { argus: { includeFlags: ['neverHeardOf'] } },
  { argus: { minCount: 3 } },
  { argus: { type: 'RAW' } },
  { severities: ['LOW', 'CRITICAL'] },
  { minSeverity: 'MEDIUM', customers: ['acme'] },
  { severities: ['UNKNOWN', 'HIGH'] },
  { customers: ['nobody', '43'] },
  { time: { from: NOON - 60, to: NOON - 2 } },
  { modified: { from: NOON - 997, to: NOON - 990 } },
  { modified: { from: NOON - 997 }, time: { to: NOON - 9 } },
  { or: [{ severities: ['LOW'] }, { text: '58' }] },
  { not: { customers: ['42'] } },
];
const sharedKeys = [
  'and',
  'or',
  'not',
  'time',
  'modified',
  'text',
  'severities',
  'observable',
  'ip',
  'minSeverity',
];
/** What filters of that kind have a key for. */
const filtersOf: { readonly [F in Field]: readonly EventFilter[] } = {
  events: eventFilters,
  alerts: eventFilters.filter((filter) => keysAmong(filter, [...sharedKeys, 'customers'])),
  threatDetections: eventFilters.filter((filter) => keysAmong(filter, sharedKeys)),
  cases: eventFilters.filter((filter) =>
    keysAmong(filter, ['time', 'modified', 'text', 'observable', 'customers']),
  ),
};

function matches(record: AnyRecord, filter: EventFilter): boolean {
  switch (record.recordKind) {
    case 'EVENT':
      return matchesEvent(filter, record);
    case 'ALERT':
      return matchesAlert(filter, record);
    case 'THREAT_DETECTION':
      return matchesThreatDetection(filter, record);
    case 'CASE':
      return matchesCase(filter, record);
  }
}

for (const api of ['v2', 'v1'] as const) {
  for (const field of fields) {
    test(`each page of ${field} through ${api} is what lies there at that moment, in any order and either way`, async () => {
      const walk = fc.record({
        order: fc.constantFrom(...orders),
        reverse: fc.boolean(),
        filter: fc.constantFrom(...filtersOf[field]),
        until: fc.option(fc.integer({ min: NOON - 1_000, max: NOON + 10 }), { nil: undefined }),
        limits: fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 6 }),
        counts: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(walk, async ({ order, reverse, filter, until, limits, counts }) => {
          await using b = await bench({}, { api });
          let added = 0;
          for (; added < 70; added += 1) add(b.sim, added);
          let after: OrderKey | undefined;
          for (const limit of limits) {
            const truth = (await everything(b, field)).filter((record) => matches(record, filter));
            const expected = stretchOf(truth, { order, reverse, after, until });
            const page = await windowOf(b, field, {
              order,
              reverse,
              filter,
              after,
              until,
              limit,
              countTotal: counts,
            });
            expect(nativeIds(page.items)).toEqual(nativeIds(expected.slice(0, limit)));
            expect([page.more, page.reached]).toEqual([expected.length > limit, undefined]);
            if (counts) {
              const all = stretchOf(truth, { order, until }).length;
              const { value = -1, relation } = page.totalCount ?? {};
              expect(relation === 'EXACT' ? value : Math.max(value, all)).toBe(all);
            }
            const last = page.items.at(-1);
            if (last !== undefined) after = orderKeyOf(last, order);
            for (let i = 0; i < limit % 3; i += 1) add(b.sim, (added += 1));
            if (last !== undefined && limit % 2 === 0) disturb(b.sim, last.nativeId, limit);
          }
        }),
        { numRuns: 30 },
      );
    });
  }
}
