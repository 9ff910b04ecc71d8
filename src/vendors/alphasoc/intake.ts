/** A page of alerts as a batch's records: each alert once, under its id, with what is remembered of it. */
import type { Alias, Quarantined } from '../../model/feed.ts';
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
  /** The ids of all threats and flags that the alerts name. */
  readonly named: { readonly threats: ReadonlySet<string>; readonly flags: ReadonlySet<string> };
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
  const named = {
    threats: new Set(alerts.flatMap(({ threats }) => threats)),
    flags: new Set(alerts.flatMap(({ flags }) => flags)),
  };
  return { alerts, quarantined, named };
}

export interface Intake {
  readonly records: readonly AnyRecord[];
  readonly aliases: readonly Alias[];
  readonly kept: Bookmark['kept'];
  readonly derivedAt: number | undefined;
}

interface Entry {
  alert: DecodedAlert;
  times: number;
  /** The id that the alert has had if it was read before the vendor sent one. */
  readonly formerly: string | undefined;
}

/** What is remembered still counts for as long as an alert may be offered again. */
function pruned(kept: ReadonlyMap<string, Kept>, since: number): Bookmark['kept'] {
  const entries = [...kept].filter(([, { at }]) => at >= since);
  if (entries.length <= MOST_KEPT) return Object.fromEntries(entries);
  return Object.fromEntries(entries.toSorted(([, a], [, b]) => b.at - a.at).slice(0, MOST_KEPT));
}

/** The ids that an alert's records have had while it had none of its own. */
const aliasesOf = (nativeId: string, formerly: string, { event, threats }: DecodedAlert): Alias[] => [
  ...(event === undefined ? [] : [{ kind: 'EVENT' as const, nativeId, formerly }]),
  ...threats.map((threat) => ({
    kind: 'THREAT_DETECTION' as const,
    nativeId: detectionId(nativeId, threat),
    formerly: detectionId(formerly, threat),
  })),
  { kind: 'ALERT', nativeId, formerly },
];

/**
 * Alerts with the same derived id are one, which happened as often as one page held it at most: pages that come again
 * must not add up (contract sheet alphasoc, section 12.3). An alert whose vendor has begun to send ids is offered again
 * under another id than before, for as long as `window`: the derived one becomes an alias. Who asks for a record by it is
 * given the record as it is now, under the vendor's id. Of several alerts that were one under a derived id, it leads to the
 * first.
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
  let derivedAt = from?.derivedAt;
  for (const alert of alerts) {
    const derived = alert.id === undefined || overlap ? derivedId(source, alert) : undefined;
    const id = alert.id ?? derived;
    if (id === undefined) continue;
    if (alert.id === undefined) derivedAt = at;
    const entry = entries.get(id);
    if (entry === undefined)
      entries.set(id, { alert, times: 1, formerly: derived === id ? undefined : derived });
    else {
      entry.alert = alert;
      // An id of the vendor's own says that it is the same alert, offered twice.
      if (alert.id === undefined) entry.times += 1;
    }
  }
  const records: AnyRecord[] = [];
  const aliases = new Map<string, readonly Alias[]>();
  for (const [nativeId, { alert, times, formerly }] of entries) {
    const before = remembered.get(nativeId);
    const count = Math.max(times, before?.count ?? 1);
    const past = formerly === undefined ? undefined : remembered.get(formerly);
    const firstSeen = before?.seen ?? past?.seen ?? at;
    const seen = alert.at === undefined ? firstSeen : undefined;
    if (seen !== undefined || count > 1)
      remembered.set(nativeId, { seen, count: count > 1 ? count : undefined, at });
    records.push(...recordsOf(source, alert, { nativeId, firstSeen, count }));
    // An alert without an id that is still on the page keeps the derived one.
    if (formerly !== undefined && !entries.has(formerly) && !aliases.has(formerly))
      aliases.set(formerly, aliasesOf(nativeId, formerly, alert));
  }
  return {
    records,
    aliases: [...aliases.values()].flat(),
    kept: pruned(remembered, at - 2 * window),
    derivedAt,
  };
}
