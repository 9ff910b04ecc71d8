/** Statistics and histograms against plain counting. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CountFilterOf } from '../../src/federation/counts.ts';
import { encodeGlobalId } from '../../src/model/ids.ts';
import { statisticsKeys, type StatisticsKey } from '../../src/model/source.ts';
import type { Alert, Event } from '../../src/model/records.ts';
import type { ObservableType } from '../../src/model/values.ts';
import type { Rig } from '../support/rig.ts';
import {
  countedAsClient,
  countedStraight,
  groupName,
  type CountedKind,
  type CountingQuestion,
  type Groups,
} from './ask-counts.ts';
import type { Filters } from './filters.ts';
import { matching, type Truth } from './truth.ts';
import { RECENT, sourceNames } from './world.ts';

const vendorWords = { argus: 'ARGUS', alphasoc: 'ALPHASOC', kata: 'KATA', 'cisco-gta': 'CISCO_GTA' } as const;

/** What a record has of a key; '' where it has nothing. */
function valuesOf(record: Event | Alert, key: StatisticsKey): readonly string[] {
  const event = record.recordKind === 'EVENT' ? record : undefined;
  const alert = record.recordKind === 'ALERT' ? record : undefined;
  const observed = (type: ObservableType, role?: string): string[] =>
    record.observables
      .filter((ref) => ref.type === type && (role === undefined || ref.role === role))
      .map(({ value }) => value);
  const values: { readonly [K in StatisticsKey]: () => readonly (string | undefined)[] } = {
    SOURCE: () => [record.source],
    VENDOR: () => [vendorWords[record.vendor]],
    KIND: () => [event?.kind],
    SEVERITY: () => [record.severity ?? 'UNKNOWN'],
    STATUS: () => [alert?.status],
    VERDICT: () => [alert?.verdict],
    CUSTOMER: () => [record.customer?.id.toLowerCase()],
    THREAT: () =>
      (record.threatDetections ?? []).flatMap((ref) =>
        ref.record === undefined ? [] : [encodeGlobalId('Threat', record.source, ref.record.threat.nativeId)],
      ),
    TECHNIQUE: () => record.attacks.map(({ technique }) => technique?.toUpperCase()),
    TACTIC: () => record.attacks.flatMap(({ tactics }) => tactics.map((tactic) => tactic.toUpperCase())),
    SRC_IP: () => observed('IP', 'source'),
    DST_IP: () => observed('IP', 'destination'),
    DST_PORT: () => [event?.dstEndpoint?.port?.toString()],
    HOST: () => observed('HOST'),
    USER: () => observed('USER'),
    DOMAIN: () => observed('DOMAIN'),
    COUNTRY: () => [event?.srcEndpoint, event?.dstEndpoint].map((end) => end?.country?.toUpperCase()),
    PROTOCOL: () => [event?.network?.protocol?.toLowerCase()],
    SIGNATURE: () => [event?.details.vendor === 'argus' ? event.details.signature : undefined],
  };
  const found = new Set(values[key]().filter((value) => value !== undefined));
  return found.size === 0 ? [''] : [...found];
}

function countPlainly<K extends CountedKind>(
  records: readonly (Event | Alert)[],
  { groupBy, windows, interval }: CountingQuestion<K>,
): Groups {
  const groups: Record<string, { count: number; windows: number[] }> = {};
  for (const record of records) {
    let ways: (readonly string[])[] = [[]];
    for (const key of groupBy)
      ways = ways.flatMap((way) => valuesOf(record, key).map((value) => [...way, value]));
    const from = interval === undefined ? undefined : Math.floor(record.time / interval) * interval;
    for (const values of ways) {
      const group = (groups[groupName(values, from)] ??= { count: 0, windows: windows.map(() => 0) });
      group.count += 1;
      for (const [i, window] of windows.entries())
        if (record.time >= (window.from ?? -Infinity) && record.time < (window.to ?? Infinity))
          group.windows[i] = (group.windows[i] ?? 0) + 1;
    }
  }
  return groups;
}

/** Each group of `some` is one of `all`, and not larger there. */
function assertPartOf(some: Groups, all: Groups, what: string): void {
  for (const [name, { count, windows }] of Object.entries(some)) {
    const whole = all[name];
    assert.ok(whole !== undefined && count <= whole.count, `${what}: ${name} is ${count}`);
    for (const [i, inWindow] of windows.entries())
      assert.ok(inWindow <= (whole.windows[i] ?? 0), `${what}: ${name} in window ${i}`);
  }
}

export interface Counting {
  check(rig: Rig, truth: Truth): Promise<{ readonly whole: boolean }>;
}

function countingOf<K extends CountedKind>(
  kind: K,
  filters: fc.Arbitrary<CountFilterOf[K] | undefined>,
  since: (filter: CountFilterOf[K] | undefined, from: number) => CountFilterOf[K],
  truth: Truth,
): fc.Arbitrary<Counting> {
  const times = truth[kind].map((record) => record.time);
  const time = fc.constantFrom(...times, null);
  // Most often of a stretch that the journal has, as far as it reaches in either world.
  const recent = fc.constantFrom(...times.filter((at) => at >= RECENT));
  return fc
    .record({
      filter: fc.oneof(
        filters,
        fc.tuple(filters, recent).map(([filter, from]) => since(filter, from)),
        fc.tuple(filters, recent).map(([filter, from]) => since(filter, from)),
      ),
      groupBy: fc.oneof(
        fc.constantFrom(...statisticsKeys).map((key) => [key]),
        // Argus counts by these itself, so that what it counts and what the journal counts are put together.
        fc.subarray<StatisticsKey>(['SEVERITY', 'CUSTOMER', 'TECHNIQUE'], { minLength: 1 }),
        fc.uniqueArray(fc.constantFrom(...statisticsKeys), { maxLength: 3 }),
      ),
      windows: fc.oneof(fc.constant([]), fc.array(fc.record({ from: time, to: time }), { maxLength: 2 })),
      interval: fc.option(fc.constantFrom(60_000, 61_000, 600_000, 86_400_000), { nil: undefined, freq: 2 }),
      asClient: fc.nat(2).map((n) => n === 0),
    })
    .map(({ asClient, ...rest }) => {
      // A histogram takes one key and no windows.
      const question: CountingQuestion<K> =
        asClient && rest.interval !== undefined
          ? { kind, ...rest, groupBy: rest.groupBy.slice(0, 1), windows: [] }
          : { kind, ...rest };
      return {
        async check(rig: Rig, current: Truth) {
          const records = matching(current, kind, question.filter);
          const counted = await (asClient ? countedAsClient : countedStraight)(rig, question);
          const plain = countPlainly(records, question);
          assert.deepEqual(counted.sources.toSorted(), sourceNames, 'every source is told of');
          if (counted.failing.length === 0) {
            assert.deepEqual(counted.groups, plain);
            assert.equal(counted.total, records.length, 'the total');
            return { whole: true };
          }
          assert.deepEqual(counted.failing, ['argus'], 'only what is older than the journal is not counted');
          const others = records.filter(({ source }) => source !== 'argus');
          assertPartOf(counted.groups, plain, 'too many');
          assertPartOf(countPlainly(others, question), counted.groups, 'too few');
          assert.ok(counted.total >= others.length && counted.total <= records.length, 'the total');
          return { whole: false };
        },
        [fc.toStringMethod]: () => JSON.stringify({ ...question, asClient }),
      };
    });
}

export const countings = (filters: Filters, truth: Truth): fc.Arbitrary<Counting> =>
  fc.oneof(
    countingOf('EVENT', filters.EVENT, (filter, from) => ({ ...filter, time: { from } }), truth),
    countingOf('ALERT', filters.ALERT, (filter, from) => ({ ...filter, time: { from } }), truth),
  );
