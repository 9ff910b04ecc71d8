/** What all sources hold, as plain lists: what their own connections show, and plainly filtered and sorted. */
import type { FilterOfKind } from '../../src/federation/records.ts';
import { matchesAlert, matchesCase, matchesEvent, matchesThreatDetection } from '../../src/model/matching.ts';
import { compareKeys, globalIdOf, orderKeyOf, type RecordOrder } from '../../src/model/order.ts';
import type { RecordBase, RecordKind, RecordOfKind } from '../../src/model/records.ts';
import { shownRecords } from '../laws/shown.ts';
import { newCall } from '../laws/vendor.ts';
import type { Rig } from '../support/rig.ts';
import { sourceNames, type SourceName } from './world.ts';

export type Truth = { readonly [K in RecordKind]: readonly RecordOfKind[K][] };

const fieldOf = {
  EVENT: 'events',
  ALERT: 'alerts',
  THREAT_DETECTION: 'threatDetections',
  CASE: 'cases',
} as const satisfies { readonly [K in RecordKind]: string };

/** A DateTime is cut to milliseconds; what order goes by beyond them, the records themselves tell. */
async function fractionsOf(
  { gateway }: Rig,
  name: SourceName,
  kind: RecordKind,
): Promise<ReadonlyMap<string, number | undefined>> {
  const source = gateway.sources.get(name);
  const browse = source?.browse[fieldOf[kind]];
  const page = await browse?.(
    { page: { direction: 'forward', limit: 1_000 }, countTotal: false },
    newCall([], AbortSignal.timeout(source?.timeout ?? 0)),
  );
  const items: readonly Pick<RecordBase, 'nativeId' | 'timeFraction'>[] = page?.items ?? [];
  return new Map(items.map(({ nativeId, timeFraction }) => [nativeId, timeFraction]));
}

async function shown<K extends RecordKind>(
  rig: Rig,
  kind: K,
  names: readonly SourceName[],
  read: (rig: Rig, source: SourceName) => Promise<readonly RecordOfKind[K][]>,
): Promise<RecordOfKind[K][]> {
  const lists = await Promise.all(
    names.map(async (name) => {
      const [records, fractions] = await Promise.all([read(rig, name), fractionsOf(rig, name, kind)]);
      return records.map((record) => ({ ...record, timeFraction: fractions.get(record.nativeId) }));
    }),
  );
  return lists.flat();
}

export async function truthOf(rig: Rig): Promise<Truth> {
  const [EVENT, ALERT, THREAT_DETECTION, CASE] = await Promise.all([
    shown(rig, 'EVENT', sourceNames, shownRecords.events),
    shown(rig, 'ALERT', sourceNames, shownRecords.alerts),
    shown(rig, 'THREAT_DETECTION', sourceNames, shownRecords.threatDetections),
    shown(rig, 'CASE', ['argus'], shownRecords.cases),
  ]);
  return { EVENT, ALERT, THREAT_DETECTION, CASE };
}

const tests: {
  readonly [K in RecordKind]: (filter: FilterOfKind[K], record: RecordOfKind[K]) => boolean;
} = {
  EVENT: matchesEvent,
  ALERT: matchesAlert,
  THREAT_DETECTION: matchesThreatDetection,
  CASE: matchesCase,
};

/** What matches, in no order. */
export function matching<K extends RecordKind>(
  truth: Truth,
  kind: K,
  filter: FilterOfKind[K] | undefined,
): readonly RecordOfKind[K][] {
  const all: readonly RecordOfKind[K][] = truth[kind];
  return filter === undefined ? all : all.filter((record) => tests[kind](filter, record));
}

export const idOf = (record: RecordOfKind[RecordKind]): string =>
  globalIdOf(record.recordKind, record.source, record.nativeId);

/** Global ids of what matches, in order. */
export function expected<K extends RecordKind>(
  truth: Truth,
  kind: K,
  filter: FilterOfKind[K] | undefined,
  order: RecordOrder,
): readonly string[] {
  return matching(truth, kind, filter)
    .map((record) => orderKeyOf(record, order))
    .toSorted((a, b) => compareKeys(a, b, order))
    .map(({ id }) => id);
}
