/** What the feeds have in common: understanding the rows of a page, and filling in what its records refer to. */
import { SourceError } from '../../model/errors.ts';
import type { Quarantined } from '../../model/feed.ts';
import { observableList, observableRef } from '../../model/observables.ts';
import type { Event, RecordBase, Ref, Threat, ThreatDetection } from '../../model/records.ts';
import type { Call } from '../../model/source.ts';
import { whole } from '../../model/whole.ts';
import type { Device } from '../../model/values.ts';
import type { AddressBook } from './feed-addresses.ts';
import type { Lookups } from './lookup.ts';
import type { Mapped } from './map.ts';

/** Milliseconds between two listings of everything, which show removals and what no change told of. */
export const LISTED_EVERY = 10 * 60_000;

/** Whether something that was last done at `at` is to be done again; a clock that was put back does not put it off. */
export const isDue = (at: number | undefined, now: number): boolean =>
  at === undefined || Math.abs(now - at) >= LISTED_EVERY;

/**
 * Whether the vendor refused the place to go on from, and beginning anew may help: once, and not again until another
 * listing has been due since, or a feed would read its first page for ever.
 */
export const isRefusedCursor = (error: unknown, refusedAt: number | undefined, now: number): boolean =>
  error instanceof SourceError && error.status === 400 && isDue(refusedAt, now);

/** The rows that can be read. The others are kept as they came: only a row without an id cannot be read at all. */
export function understood<T>(
  items: readonly unknown[],
  mapped: Mapped<T>,
): { readonly records: T[]; readonly quarantined: Quarantined[] } {
  const records: T[] = [];
  const quarantined: Quarantined[] = [];
  for (const [i, raw] of items.entries()) {
    const record = mapped(raw);
    if (record !== null) records.push(record);
    else quarantined.push({ text: JSON.stringify(raw), reason: `items[${i}].id: expected a text` });
  }
  return { records, quarantined };
}

export interface Filled {
  readonly events: readonly Event[];
  /** Those that are still there, with the alerts that they belong to. */
  readonly detections: readonly ThreatDetection[];
  /** The catalogue's entries behind them, as they are now. */
  readonly threats: readonly Threat[];
}

/**
 * Gives events their devices, and detections of these ids as they are now with devices and threats. A detection is the
 * same whoever asked for it, so that it makes no change when it is read once more. Three calls for a thousand, and one
 * for each asset whose addresses were not asked for within the hour: a change of them, or of an owner, shows when a
 * record of the asset is read once the hour is over. Null when those are too many for one read (see AddressBook).
 */
export type Fill = (
  events: readonly Event[],
  detectionIds: Iterable<string>,
  call: Call,
) => Promise<Filled | null>;

type Placed = RecordBase & { readonly device?: Ref<Device> | undefined };

/**
 * With its device, whose owner and addresses the record mentions. What it makes on demand is made now: copies keep it.
 * A device that is gone is none, as nobody has to be asked for it again then.
 */
function withDevice<T extends Placed>(record: T, devices: ReadonlyMap<string, Device>): T {
  const { device, observables } = record;
  const found = device && devices.get(device.nativeId);
  if (device === undefined || found === undefined)
    return { ...whole(record), device: undefined, observables };
  return {
    ...whole(record),
    device: { nativeId: device.nativeId, record: found },
    observables: observableList([
      ...observables,
      observableRef('USER', found.owner, 'device'),
      ...(found.ips ?? []).map((address) => observableRef('IP', address, 'device')),
    ]),
  };
}

export function createFill(lookups: Lookups, book: AddressBook): Fill {
  return async (events, detectionIds, call) => {
    const found = await lookups.threatDetections([...new Set(detectionIds)], call);
    const detections = [...found.values()];
    const assets = [...events, ...detections].flatMap(({ device }) => (device ? [device.nativeId] : []));
    const named = detections.flatMap(({ threat }) => (threat.record ? [] : [threat.nativeId]));
    const [known, threats] = await Promise.all([
      lookups.devices([...new Set(assets)], call),
      lookups.threats([...new Set(named)], call),
    ]);
    const addresses = await book.of(known.keys(), call);
    if (addresses === null) return null;
    const devices = new Map([...known].map(([id, device]) => [id, { ...device, ips: addresses.get(id) }]));
    return {
      events: events.map((event) => withDevice(event, devices)),
      detections: detections.map((detection) => withDevice(detection, devices)),
      threats: [...threats.values()],
    };
  };
}
