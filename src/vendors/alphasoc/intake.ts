/** A page of alerts as a batch's records: each alert once, under its id, with what is remembered of it. */
import type { Quarantined, Removal } from '../../model/feed.ts';
import type { AnyRecord } from '../../model/records.ts';
import type { Bookmark, Kept } from './bookmark.ts';
import { decodeAlert, type DecodedAlert } from './decode.ts';
import { derivedId } from './identity.ts';
import { detectionId, recordsOf } from './map.ts';

/** Alerts of which something is remembered, at most: those read last. */
const MOST_KEPT = 5_000;

export interface Understood {
  readonly alerts: readonly DecodedAlert[];
  readonly quarantined: readonly Quarantined[];
  /** The ids of all threats that the alerts name. */
  readonly threats: ReadonlySet<string>;
}

/** Decodes alert by alert. `received`: what was in the place of a list, if there was none. */
export function understand(list: readonly unknown[] | undefined, received: unknown): Understood {
  const alerts: DecodedAlert[] = [];
  const quarantined: Quarantined[] = [];
  if (list === undefined)
    quarantined.push({ text: JSON.stringify(received) ?? '', reason: 'alerts: expected a list' });
  for (const [i, raw] of (list ?? []).entries()) {
    const decoded = decodeAlert(raw);
    if ('fault' in decoded)
      quarantined.push({ text: JSON.stringify(raw), reason: `alerts[${i}]: ${decoded.fault}` });
    else alerts.push(decoded);
  }
  return { alerts, quarantined, threats: new Set(alerts.flatMap(({ threats }) => threats)) };
}

export interface Intake {
  readonly records: readonly AnyRecord[];
  readonly removed: readonly Removal[];
  readonly kept: Bookmark['kept'];
  readonly derivedAt: number | undefined;
}

interface Entry {
  alert: DecodedAlert;
  times: number;
}

/** What is remembered still counts for as long as an alert may be offered again. */
function pruned(kept: ReadonlyMap<string, Kept>, since: number): Bookmark['kept'] {
  const entries = [...kept].filter(([, { at }]) => at >= since);
  if (entries.length <= MOST_KEPT) return Object.fromEntries(entries);
  return Object.fromEntries(entries.toSorted(([, a], [, b]) => b.at - a.at).slice(0, MOST_KEPT));
}

/** The records that an alert was under while it had no id of its own. */
const formerly = (id: string, { threats }: DecodedAlert): Removal[] => [
  { kind: 'EVENT', nativeId: id },
  ...threats.map((threat) => ({ kind: 'THREAT_DETECTION' as const, nativeId: detectionId(id, threat) })),
  { kind: 'ALERT', nativeId: id },
];

/**
 * Alerts with the same derived id are one, which happened as often as one page held it at most: pages that come again
 * must not add up (contract sheet alphasoc, section 12.3). An alert whose vendor has begun to send ids is offered again
 * under another id than before, for as long as `window`: what it was under goes in the same batch.
 *
 * `at`: when the page was read, in milliseconds since the epoch.
 */
export function takeIn(
  source: string,
  alerts: readonly DecodedAlert[],
  from: Pick<Bookmark, 'kept' | 'derivedAt'> | undefined,
  { at, window }: { readonly at: number; readonly window: number },
): Intake {
  const remembered = new Map(Object.entries(from?.kept ?? {}));
  const entries = new Map<string, Entry>();
  const overlap = from?.derivedAt !== undefined && at - from.derivedAt < 2 * window;
  const former = new Map<string, DecodedAlert>();
  let derivedAt = from?.derivedAt;
  for (const alert of alerts) {
    const derived = alert.id === undefined || overlap ? derivedId(source, alert) : undefined;
    const id = alert.id ?? derived;
    if (id === undefined) continue;
    if (alert.id === undefined) derivedAt = at;
    else if (derived !== undefined && derived !== alert.id) former.set(derived, alert);
    const entry = entries.get(id);
    if (entry === undefined) entries.set(id, { alert, times: 1 });
    else {
      entry.alert = alert;
      // An id of the vendor's own says that it is the same alert, offered twice.
      if (alert.id === undefined) entry.times += 1;
    }
  }
  const records: AnyRecord[] = [];
  for (const [nativeId, { alert, times }] of entries) {
    const before = remembered.get(nativeId);
    const count = Math.max(times, before?.count ?? 1);
    const firstSeen = before?.seen ?? at;
    const seen = alert.at === undefined ? firstSeen : undefined;
    if (seen !== undefined || count > 1)
      remembered.set(nativeId, { seen, count: count > 1 ? count : undefined, at });
    records.push(...recordsOf(source, alert, { nativeId, firstSeen, count }));
  }
  return {
    records,
    removed: [...former].flatMap(([id, alert]) => (entries.has(id) ? [] : formerly(id, alert))),
    kept: pruned(remembered, at - 2 * window),
    derivedAt,
  };
}
