/** A source on a simulator of its own, and a ledger that takes batches in as the journal does. */
import type { AlphaSocFlag } from '../../../src/model/details.ts';
import type { Feed, FeedBatch, LostStretch, Quarantined } from '../../../src/model/feed.ts';
import type { Alert, AnyRecord, Event, Threat, ThreatDetection } from '../../../src/model/records.ts';
import type { Call, Source } from '../../../src/model/source.ts';
import {
  startAlphaSocSim,
  type AlphaSocSim,
  type AlphaSocSimOptions,
} from '../../../src/simulators/alphasoc/index.ts';
import { alphasoc } from '../../../src/vendors/alphasoc/index.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const newCall = (signal = new AbortController().signal): Call => ({
  signal,
  selects: () => true,
  sent: () => undefined,
});

export interface Ledger {
  readonly records: Map<string, AnyRecord>;
  readonly threats: Map<string, Threat>;
  readonly flags: Map<string, AlphaSocFlag>;
  /** Where the ids of before lead to; keys are like those of `records`. */
  readonly aliases: Map<string, string>;
  readonly quarantined: Quarantined[];
  readonly lost: LostStretch[];
  bookmark: string | null;
  take(batch: FeedBatch): void;
}

export function createLedger(): Ledger {
  const ledger: Ledger = {
    records: new Map(),
    threats: new Map(),
    flags: new Map(),
    aliases: new Map(),
    quarantined: [],
    lost: [],
    bookmark: null,
    take(batch) {
      for (const record of batch.records)
        ledger.records.set(`${record.recordKind} ${record.nativeId}`, record);
      for (const { kind, nativeId } of batch.removed ?? []) ledger.records.delete(`${kind} ${nativeId}`);
      for (const { kind, nativeId, formerly } of batch.aliases ?? []) {
        ledger.records.delete(`${kind} ${formerly}`);
        ledger.aliases.set(`${kind} ${formerly}`, `${kind} ${nativeId}`);
      }
      for (const flag of batch.flags ?? []) ledger.flags.set(flag.id, flag);
      for (const threat of batch.threats ?? []) ledger.threats.set(threat.nativeId, threat);
      ledger.quarantined.push(...(batch.quarantined ?? []));
      ledger.lost.push(...(batch.lost ?? []));
      ledger.bookmark = batch.bookmark;
    },
  };
  return ledger;
}

const all = (ledger: Ledger): AnyRecord[] => [...ledger.records.values()];
export const eventsOf = (ledger: Ledger): Event[] =>
  all(ledger).filter((record) => record.recordKind === 'EVENT');
export const alertsOf = (ledger: Ledger): Alert[] =>
  all(ledger).filter((record) => record.recordKind === 'ALERT');
export const detectionsOf = (ledger: Ledger): ThreatDetection[] =>
  all(ledger).filter((record) => record.recordKind === 'THREAT_DETECTION');

export interface Harness {
  readonly sim: AlphaSocSim;
  readonly source: Source;
  readonly feed: Feed;
  /** Reads until there is no more, after a pause on the simulator's clock; the batches. */
  follow(ledger: Ledger): Promise<FeedBatch[]>;
  /** The same account, as a process that has just begun sees it. */
  restart(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function start(
  options: AlphaSocSimOptions = {},
  extra: Readonly<Record<string, unknown>> = {},
): Promise<Harness> {
  const sim = await startAlphaSocSim(options);
  const create = (): Source =>
    alphasoc.create(alphasoc.settings.parse({ name: 'alpha', url: sim.url, apiKey: sim.apiKey, ...extra }), {
      now: () => sim.clock.now(),
      random: () => 0,
    });
  let source = create();
  const feedOf = (): Feed => {
    const [feed] = source.feeds ?? [];
    if (feed === undefined) throw new Error('the source has no feed');
    return feed;
  };
  return {
    sim,
    get source() {
      return source;
    },
    get feed() {
      return feedOf();
    },
    async follow(ledger) {
      sim.clock.advance(2_000);
      const batches: FeedBatch[] = [];
      for (let more = true; more;) {
        const batch = await feedOf().read(ledger.bookmark, newCall());
        ledger.take(batch);
        batches.push(batch);
        more = batch.more;
        if (batches.length > 10_000) throw new Error('the feed never ends');
      }
      return batches;
    },
    async restart() {
      await source.close();
      source = create();
    },
    async [Symbol.asyncDispose]() {
      await source.close();
      await sim.close();
    },
  };
}
