/**
 * Alerts by the time of their change, and every ten minutes all of them: for those that are gone, and for a change that
 * showed later than its time (contract sheet cisco-gta, sections 6 and 8).
 */
import type { Feed } from '../../model/feed.ts';
import type { Alert } from '../../model/records.ts';
import type { Call } from '../../model/source.ts';
import { assumed, type CiscoGtaClient } from './client.ts';
import { withDetections } from './alert-detections.ts';
import type { Downwards } from './downward.ts';
import { createAlertsBookmarks, digestOf, nothingKnown, type AlertsBookmark } from './feed-bookmark.ts';
import { isDue, isRefusedCursor, understood } from './feed-intake.ts';
import type { Lookups } from './lookup.ts';
import type { Mapper } from './map.ts';

/** Milliseconds that a change may show later than its time says. */
const OVERLAP = 5 * 60_000;
/**
 * Before the digest of an alert that has just changed: it is taken in once more when it is met again. Which detections
 * belong to it comes from other resources, which may learn of them later, and a second change within the millisecond
 * leaves its `modifiedAt` as it is.
 */
const YOUNG = '~';
const noAlerts: ReadonlyMap<string, Alert> = new Map();

export interface AlertFeedOptions {
  readonly client: CiscoGtaClient;
  readonly mapper: Mapper;
  readonly lookups: Lookups;
  readonly downwards: Downwards;
  /** Milliseconds between two reads. */
  readonly every: number;
  /** Milliseconds that one read may take. */
  readonly timeout: number;
  /** Milliseconds that the first read reaches back. Undefined: to the beginning. */
  readonly from?: number | undefined;
  now(): number;
}

type Walk = NonNullable<AlertsBookmark['walk']>;

/** Undefined for a time that no bound can name. */
const boundText = (ms: number | undefined): string | undefined =>
  ms === undefined || Math.abs(ms) > 8.64e15 ? undefined : new Date(ms).toISOString();

const latest = (...times: readonly (number | undefined)[]): number | undefined => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
};

export function createAlertFeed(options: AlertFeedOptions): Feed {
  const { client, mapper, lookups, downwards, every, timeout, from: reach, now } = options;
  const bookmarks = createAlertsBookmarks();

  const beginning = (): AlertsBookmark => ({
    floor: reach === undefined ? undefined : now() - reach,
    known: nothingKnown,
  });

  function begin({ floor, high, listedAt, known }: AlertsBookmark): Walk {
    const startedAt = now();
    if (high === undefined || isDue(listedAt, startedAt))
      return { full: true, bound: floor, startedAt, pending: known };
    return { full: false, bound: latest(floor, high - OVERLAP), startedAt, pending: nothingKnown };
  }

  /** Nothing that changed while the walk went on may lie behind its end, and no clock of the vendor's beyond now. */
  function reached(walk: Walk, high: number | undefined): number | undefined {
    const at = now();
    return high === undefined ? undefined : Math.min(high, at) - Math.max(0, at - walk.startedAt);
  }

  async function advance(from: AlertsBookmark, walk: Walk, call: Call) {
    const page = await client.alerts(
      { size: assumed.maxSize, after: walk.after },
      { modifiedAfter: boundText(walk.bound), sort: 'triggeredAt:asc' },
      call,
    );
    const { records: rows, quarantined } = understood(page.items, mapper.alert);
    const pending = new Map(walk.pending);
    for (const { nativeId } of rows) pending.delete(nativeId);
    // Who was not shown may have been missed: only who asks by id knows.
    const asked = page.hasNextPage ? noAlerts : await lookups.alerts([...pending.keys()], call);
    const gone = page.hasNextPage ? [] : [...pending.keys()].filter((id) => !asked.has(id));
    const known = new Map(from.known);
    for (const id of gone) known.delete(id);
    const changed = [...rows, ...asked.values()].filter(({ nativeId, modifiedAt, raw }) => {
      const digest = digestOf(raw);
      const before = known.get(nativeId);
      if (before === digest) return false;
      const young = modifiedAt === undefined || modifiedAt > walk.startedAt - OVERLAP;
      known.set(nativeId, young && before !== YOUNG + digest ? YOUNG + digest : digest);
      return true;
    });
    const high = latest(walk.high, ...rows.map(({ modifiedAt }) => modifiedAt));
    const next: AlertsBookmark = {
      ...from,
      known: changed.length === 0 && gone.length === 0 ? from.known : known,
      ...(page.hasNextPage
        ? { walk: { ...walk, after: page.endCursor ?? undefined, pending, high } }
        : {
            walk: undefined,
            high: latest(from.high, reached(walk, high)),
            ...(walk.full ? { listedAt: now() } : {}),
          }),
    };
    return {
      records: await withDetections(downwards, changed, call),
      removed: gone.map((nativeId) => ({ kind: 'ALERT' as const, nativeId })),
      quarantined,
      bookmark: bookmarks.write(next),
      more: page.hasNextPage,
    };
  }

  return {
    name: 'alerts',
    kinds: ['ALERT'],
    every,
    timeout,
    async read(bookmark, call) {
      const from = bookmarks.read(bookmark) ?? beginning();
      const walk = from.walk ?? begin(from);
      try {
        return await advance(from, walk, call);
      } catch (error) {
        if (walk.after === undefined || !isRefusedCursor(error, from.refusedAt, now())) throw error;
        const anew: AlertsBookmark = { ...from, walk: undefined, refusedAt: now() };
        return { records: [], bookmark: bookmarks.write(anew), more: true };
      }
    },
  };
}
