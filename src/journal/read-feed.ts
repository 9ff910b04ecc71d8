import { SourceError } from '../model/errors.ts';
import type { Feed, FeedBatch } from '../model/feed.ts';

export interface ReadFeed {
  readonly source: string;
  /** Milliseconds that it may take. */
  readonly timeout: number;
  readonly stop: AbortSignal;
}

/**
 * One read, which ends when its time is over or following stops, whatever the feed makes of its signal. Throws
 * SourceError (`timeout`, `aborted`, or what the feed throws), and whatever else the feed throws.
 */
export async function readFeed(
  feed: Feed,
  bookmark: string | null,
  { source, timeout, stop }: ReadFeed,
): Promise<FeedBatch> {
  if (stop.aborted) throw new SourceError({ source, kind: 'aborted' });
  const deadline = new AbortController();
  const end = (): void => deadline.abort(new DOMException('the read was ended', 'AbortError'));
  const late = (): void => deadline.abort(new DOMException('the time is over', 'TimeoutError'));
  const timer = setTimeout(late, timeout);
  stop.addEventListener('abort', end, { once: true });
  const ended = Promise.withResolvers<never>();
  const leave = (): void =>
    ended.reject(new SourceError({ source, kind: stop.aborted ? 'aborted' : 'timeout' }));
  deadline.signal.addEventListener('abort', leave, { once: true });
  try {
    const call = { signal: deadline.signal, selects: () => true, sent: () => undefined };
    return await Promise.race([feed.read(bookmark, call), ended.promise]);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', end);
    deadline.signal.removeEventListener('abort', leave);
  }
}
