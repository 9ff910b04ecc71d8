/** Everything about one observable, against plain looking through all records. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareKeys, newestFirst, orderKeyOf } from '../../src/model/order.ts';
import { normaliseObservable, sameHost } from '../../src/model/observables.ts';
import type { AnyRecord } from '../../src/model/records.ts';
import type { ObservableRef, ObservableType } from '../../src/model/values.ts';
import type { Rig } from '../support/rig.ts';
import { expected, type Truth } from './truth.ts';

export interface Pivot {
  readonly type: ObservableType;
  /** In whatever form. */
  readonly value: string;
}

interface Nodes {
  readonly nodes: readonly { readonly id: string }[];
}
interface Shown {
  readonly type: ObservableType;
  readonly value: string;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  readonly sources: readonly { readonly name: string }[];
  readonly events: Nodes;
  readonly alerts: Nodes;
  readonly threatDetections: Nodes;
  readonly cases: readonly { readonly id: string }[];
}

const query = `query ($type: ObservableType!, $value: String!) {
  observable(type: $type, value: $value) {
    type value firstSeen lastSeen sources { name }
    events(first: 1000) { nodes { id } }
    alerts(first: 1000) { nodes { id } }
    threatDetections(first: 1000) { nodes { id } }
    cases { id }
  }
}`;

const everyRecord = (truth: Truth): readonly AnyRecord[] => [
  ...truth.EVENT,
  ...truth.ALERT,
  ...truth.THREAT_DETECTION,
  ...truth.CASE,
];

export function pivots(truth: Truth): fc.Arbitrary<Pivot> {
  const refs = new Map<string, ObservableRef>();
  for (const { observables } of everyRecord(truth))
    for (const ref of observables) refs.set(`${ref.type} ${ref.value}`, ref);
  const byType = [...Map.groupBy(refs.values(), ({ type }) => type).values()];
  const known = fc.oneof(...byType.map((list) => fc.constantFrom(...list)));
  return fc
    .tuple(known, fc.constantFrom('as it is', 'loud', 'first label'))
    .map(([{ type, value }, form]) => ({
      type,
      value:
        form === 'loud' && type !== 'URL'
          ? value.toUpperCase()
          : form === 'first label' && type === 'HOST'
            ? (value.split('.', 1)[0] ?? value)
            : value,
    }));
}

const mentions =
  (type: ObservableType, value: string) =>
  ({ observables }: AnyRecord): boolean =>
    observables.some(
      (ref) => ref.type === type && (type === 'HOST' ? sameHost(ref.value, value) : ref.value === value),
    );

/** Cases that mention it, or that an event or an alert which does belongs to. */
function casesOf(truth: Truth, mentioning: (record: AnyRecord) => boolean): readonly string[] {
  const named = new Set(
    [...truth.EVENT, ...truth.ALERT]
      .filter(mentioning)
      .flatMap(({ source, cases }) => (cases ?? []).map(({ nativeId }) => `${source} ${nativeId}`)),
  );
  return truth.CASE.filter((record) => mentioning(record) || named.has(`${record.source} ${record.nativeId}`))
    .map((record) => orderKeyOf(record, newestFirst))
    .toSorted((a, b) => compareKeys(a, b, newestFirst))
    .map(({ id }) => id);
}

/**
 * When and where it was seen goes by what records themselves say: what Cisco's alerts and detections have from their events
 * need not count besides the events.
 */
function checkSightings(shown: Shown, mentioning: readonly AnyRecord[]): void {
  const own = mentioning.filter(({ vendor, recordKind }) => vendor !== 'cisco-gta' || recordKind === 'EVENT');
  const times = (records: readonly AnyRecord[]): number[] => records.map(({ time }) => time);
  const [first, last] = [Date.parse(shown.firstSeen ?? ''), Date.parse(shown.lastSeen ?? '')];
  assert.ok(times(mentioning).includes(first), `first seen at ${first}`);
  assert.ok(times(mentioning).includes(last), `last seen at ${last}`);
  assert.ok(
    times(own).every((time) => first <= time && time <= last),
    'seen from the first record to the last',
  );
  const names = (records: readonly AnyRecord[]): string[] =>
    [...new Set(records.map(({ source }) => source))].toSorted();
  assert.deepEqual(shown.sources.map(({ name }) => name).toSorted(), names(mentioning), 'sources');
}

/** `isWhole`: the journal holds everything, so that it knows when each thing was seen. */
export async function checkPivot(
  { type, value }: Pivot,
  rig: Rig,
  truth: Truth,
  isWhole: boolean,
): Promise<void> {
  const { data, errors } = await rig.ask<{ readonly observable: Shown }>(query, { type, value });
  assert.deepEqual(errors, []);
  const shown = data?.observable;
  assert.ok(shown !== undefined);
  const normalised = normaliseObservable(type, value);
  assert.ok(normalised !== null);
  assert.equal(shown.value, normalised);
  const filter = { observable: { type, value: normalised } };
  const ids = ({ nodes }: Nodes): string[] => nodes.map(({ id }) => id);
  assert.deepEqual(ids(shown.events), expected(truth, 'EVENT', filter, newestFirst), 'events');
  assert.deepEqual(ids(shown.alerts), expected(truth, 'ALERT', filter, newestFirst), 'alerts');
  assert.deepEqual(
    ids(shown.threatDetections),
    expected(truth, 'THREAT_DETECTION', filter, newestFirst),
    'detections',
  );
  if (isWhole) checkSightings(shown, everyRecord(truth).filter(mentions(type, normalised)));
  if (isWhole)
    assert.deepEqual(
      shown.cases.map(({ id }) => id),
      casesOf(truth, mentions(type, normalised)),
    );
}
