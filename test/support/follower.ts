/** A follower in small: it stores each batch with its bookmark, or dies before it has. */
import type { Feed, FeedBatch, LostStretch, Quarantined } from '../../src/model/feed.ts';
import type { AnyRecord, RecordKind, Threat } from '../../src/model/records.ts';
import type { Call, Source } from '../../src/model/source.ts';

export interface Follower {
  readonly records: ReadonlyMap<string, AnyRecord>;
  readonly threats: ReadonlyMap<string, Threat>;
  readonly quarantined: readonly Quarantined[];
  readonly lost: readonly LostStretch[];
  /** Records whose content was not there already, removals, in order: `+ EVENT ev-1`, `- ALERT al-1`. */
  readonly changes: readonly string[];
  of(kind: RecordKind): AnyRecord[];
  /** One read of the feed; `lost`: the process dies before the batch is stored. */
  step(feed: string, lost?: boolean): Promise<FeedBatch>;
  /** Reads until the feed says that there is no more. Gives how many requests went upstream. */
  drain(feed: string): Promise<number>;
  /** As after a restart. */
  use(source: Source): void;
}

export function feedNamed(source: Source, name: string): Feed {
  const feed = source.feeds?.find((one) => one.name === name);
  if (feed === undefined) throw new Error(`the source has no feed ${name}`);
  return feed;
}

/** As a store sees it: references without the records they carry, the raw record beside. */
const content = (record: AnyRecord): string =>
  JSON.stringify(record, (key, value: unknown) => (key === 'record' ? undefined : value));

export function createFollower(first: Source): Follower {
  let source = first;
  const records = new Map<string, AnyRecord>();
  const threats = new Map<string, Threat>();
  const quarantined: Quarantined[] = [];
  const losses: LostStretch[] = [];
  const changes: string[] = [];
  const bookmarks = new Map<string, string>();
  let calls = 0;
  const newCall = (): Call => ({
    signal: new AbortController().signal,
    selects: () => false,
    sent: () => void calls++,
  });

  async function step(name: string, lost = false): Promise<FeedBatch> {
    const batch = await feedNamed(source, name).read(bookmarks.get(name) ?? null, newCall());
    if (lost) return batch;
    for (const threat of batch.threats ?? []) threats.set(threat.nativeId, threat);
    for (const record of batch.records) {
      const key = `${record.recordKind} ${record.nativeId}`;
      const before = records.get(key);
      if (before === undefined || content(before) !== content(record)) changes.push(`+ ${key}`);
      records.set(key, record);
    }
    for (const { kind, nativeId } of batch.removed ?? [])
      if (records.delete(`${kind} ${nativeId}`)) changes.push(`- ${kind} ${nativeId}`);
    quarantined.push(...(batch.quarantined ?? []));
    losses.push(...(batch.lost ?? []));
    bookmarks.set(name, batch.bookmark);
    return batch;
  }

  return {
    records,
    threats,
    quarantined,
    lost: losses,
    changes,
    of: (kind) => [...records.values()].filter(({ recordKind }) => recordKind === kind),
    step,
    async drain(name) {
      const before = calls;
      for (let reads = 0; (await step(name)).more; reads++)
        if (reads > 2_000) throw new Error('the feed never ends');
      return calls - before;
    },
    use: (other) => void (source = other),
  };
}
