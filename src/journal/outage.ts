import type { FeedBatch, LostStretch } from '../model/feed.ts';

/** How a read came about. Times are milliseconds since the epoch. */
export interface Reading {
  /** When the feed was last read with success, by what is stored; undefined: never. */
  readonly lastSuccessAt: number | undefined;
  /** When the read began. */
  readonly began: number;
  /** Milliseconds back from `began` that the read could still reach; undefined: everything. */
  readonly reach: number | undefined;
}

/**
 * The stretches that a batch has lost, to be stored with it. A feed that tells of them itself knows better (where its
 * backlog stood, whether a bookmark was honoured), and its word is taken alone; otherwise the wall clock is the judge: an
 * outage longer than the reach left out what lies between. Either way they are stored in the transaction that moves the
 * last success on, so each is told once, whatever happens in between.
 */
export function lostBy(batch: FeedBatch, { lastSuccessAt, began, reach }: Reading): readonly LostStretch[] {
  if (batch.lost !== undefined && batch.lost.length > 0) return batch.lost;
  if (lastSuccessAt === undefined || reach === undefined) return [];
  const to = began - reach;
  if (lastSuccessAt >= to) return [];
  return [{ from: lastSuccessAt, to, reason: 'the feed was not read for longer than its source keeps it' }];
}
