/** The account's one feed: alerts after a bookmark (contract sheet alphasoc, sections 4.2 and 8). */
import type { AlphaSocFlag } from '../../model/details.ts';
import { SourceError } from '../../model/errors.ts';
import type { Feed, LostStretch } from '../../model/feed.ts';
import type { Threat } from '../../model/records.ts';
import type { Call } from '../../model/source.ts';
import type { Account } from './account.ts';
import { readBookmark, writeBookmark, type Bookmark } from './bookmark.ts';
import type { AlphaSocClient } from './client.ts';
import { takeIn, understand } from './intake.ts';
import type { Inventory } from './inventory.ts';
import { unknownThreat } from './map.ts';
import { paceOf } from './pace.ts';
import type { AlertPage } from './wire.ts';

/**
 * Milliseconds that alerts are retained. [assumed] of the contract sheet, section 8, gotcha 8: one client of the vendor
 * says three days, another one more. Too short, and a gap is told that is none; too long, and one is hidden.
 */
export const RETAINED = 3 * 24 * 60 * 60 * 1_000;

/** A pause between two answers that is longer than this was an interruption. */
const INTERRUPTION = 60_000;

export interface AlertFeedOptions {
  readonly source: string;
  readonly client: AlphaSocClient;
  readonly threats: Inventory<Threat>;
  readonly flags: Inventory<AlphaSocFlag>;
  readonly account: Account;
  /** Milliseconds to wait after a read that said there is no more. */
  readonly every: number;
  /** Milliseconds that one read may take. */
  readonly timeout: number;
  /** Milliseconds since the epoch. */
  now(): number;
}

/**
 * What can no longer be had, by the wall clock. A bookmark that is honoured leads on from where it stands; one that is
 * refused leaves everything unread since the end of the feed was last reached to what the vendor still has.
 */
function lostBy(from: Bookmark | undefined, began: number, refused: boolean): LostStretch | undefined {
  if (from === undefined) return undefined;
  const { lastSuccess, complete } = from;
  const to = began - RETAINED;
  const interrupted = refused && began - lastSuccess > INTERRUPTION;
  if ((interrupted ? complete : lastSuccess) >= to) return undefined;
  const reason = 'AlphaSOC retains alerts for three days only, as far as is known';
  return { from: Math.min(complete, lastSuccess), to, reason };
}

export function createAlertFeed(options: AlertFeedOptions): Feed {
  const { source, client, threats, flags, account, every, timeout, now } = options;

  /** A bookmark that is refused is given up: what was read already comes again, and is known by its ids. */
  async function ask(
    follow: string | undefined,
    call: Call,
  ): Promise<{ readonly page: AlertPage; readonly refused: boolean }> {
    try {
      return { page: await client.alerts(follow, call), refused: false };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      if (error.kind === 'unauthorized') throw await account.explain(error, call);
      if (follow === undefined || error.status !== 400) throw error;
      return { page: await client.alerts(undefined, call), refused: true };
    }
  }

  /** Everything of an inventory that is due; what fails costs no alert, and is asked for with the next read. */
  async function refreshed<T>(
    inventory: Inventory<T>,
    ids: ReadonlySet<string>,
    call: Call,
  ): Promise<readonly T[]> {
    if (!inventory.isDue(ids)) return [];
    try {
      return await inventory.refresh(call, ids);
    } catch (error) {
      if (error instanceof SourceError) return [];
      throw error;
    }
  }

  /** Entries for all threats of the batch: its records must not wait for another one to be rated. */
  function explain(
    used: ReadonlySet<string>,
    refreshed: readonly Threat[],
    page: AlertPage,
    before: readonly string[],
  ) {
    const entries = new Map(refreshed.map((threat) => [threat.nativeId, threat]));
    const explained = new Set([...before, ...entries.keys()]);
    for (const id of [...used, ...Object.keys(page.threats)]) {
      const entry = threats.get(id);
      if (entry !== undefined) explained.add(id);
      // A threat that was withdrawn stays what it was, so an unknown one is only what was never explained.
      const shown =
        entry ?? (explained.has(id) || threats.isDue([id]) ? undefined : unknownThreat(source, id));
      if (shown !== undefined) entries.set(id, shown);
    }
    return { entries: [...entries.values()], explained: [...explained] };
  }

  /** Those that the batch names are told again with it: the batch before, which had the inventory, may not have been stored. */
  function titled(used: ReadonlySet<string>, read: readonly AlphaSocFlag[]): readonly AlphaSocFlag[] {
    const named = [...used].flatMap((id) => flags.get(id) ?? []);
    return [...new Map([...read, ...named].map((flag) => [flag.id, flag])).values()];
  }

  return {
    name: 'alerts',
    kinds: ['EVENT', 'ALERT', 'THREAT_DETECTION'],
    window: RETAINED,
    timeout,
    every,
    async read(bookmark, call) {
      const from = readBookmark(bookmark);
      const began = now();
      const { page, refused } = await ask(from?.follow, call);
      const at = now();
      threats.merge(page.threats);
      const { alerts, quarantined, named } = understand(page.alerts, page.received);
      // One after the other, threats last: the last call says how the source does, and severities matter more than titles.
      const readFlags = await refreshed(flags, named.flags, call);
      const readThreats = await refreshed(threats, named.threats, call);
      const { entries, explained } = explain(named.threats, readThreats, page, from?.explained ?? []);
      await account.watch(call);
      const intake = takeIn(source, alerts, from, { at, window: RETAINED });
      const asked = refused ? undefined : from?.follow;
      const { more, walk } = paceOf(
        page,
        alerts.length + quarantined.length,
        asked,
        refused ? undefined : from?.walk,
      );
      const lost = lostBy(from, began, refused);
      return {
        records: intake.records,
        aliases: intake.aliases,
        threats: entries,
        flags: titled(named.flags, readFlags),
        quarantined,
        ...(lost === undefined ? {} : { lost: [lost] }),
        bookmark: writeBookmark({
          follow: page.follow ?? asked,
          lastSuccess: at,
          complete: page.more ? (from?.complete ?? began - RETAINED) : began,
          derivedAt: intake.derivedAt,
          walk,
          explained,
          kept: intake.kept,
        }),
        more,
      };
    },
  };
}
