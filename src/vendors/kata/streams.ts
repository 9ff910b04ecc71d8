/** Where the events come from: one stream, or one for each event type where the server wants that. */
import { performance } from 'node:perf_hooks';
import { SourceError } from '../../model/errors.ts';
import type { Call } from '../../model/source.ts';
import type { Bookmark } from './bookmark.ts';
import type { KataClient } from './client.ts';
import { typesApart } from './types-apart.ts';
import type { Page } from './wire.ts';

export interface Answer {
  readonly page: Page;
  /** Where the stream goes on; undefined: the server has never said. */
  readonly token: string | undefined;
  /** The filter of a stream for one type; undefined for the one stream that has everything. */
  readonly part: string | undefined;
  /** Milliseconds for which the server was allowed to hold the request, and that it took. */
  readonly window: number;
  readonly elapsed: number;
}

export interface StreamsOptions {
  readonly client: KataClient;
  /** Seconds for which the server may hold a request, 1 to 60. */
  readonly window: number;
  /** Requests on their way at the same time: streams beyond that wait for each other, with shorter windows. */
  readonly maxConcurrent: number;
  readonly maxEvents?: number | undefined;
  readonly filter?: string | undefined;
}

export interface Streams {
  /** `hurry`: one of the streams had more to give, and shall not wait for the others. Throws SourceError. */
  read(
    from: Pick<Bookmark, 'token' | 'filter' | 'apart'> | undefined,
    hurry: boolean,
    call: Call,
  ): Promise<readonly Answer[]>;
}

const isRefusal = (error: unknown): boolean => error instanceof SourceError && error.status === 400;

/**
 * Asks where the stream goes on; begins it anew when the server does not know the token, or a filter was taken away. A
 * server that refuses that, too, and a filter with several types, may want one type a request (contract sheet kata,
 * section 6.4): each type is a stream with a token of its own then, for as long as the filter stays what it is. What was
 * read already comes again, and is known by its ids.
 */
export function createStreams({ client, window, maxConcurrent, maxEvents, filter }: StreamsOptions): Streams {
  const parts = filter === undefined ? [] : typesApart(filter);
  const shared = Math.max(1, Math.floor(window / Math.ceil(parts.length / maxConcurrent)));

  async function ask(
    seconds: number,
    about: { readonly token?: string | undefined; readonly filter?: string | undefined },
    part: string | undefined,
    call: Call,
  ): Promise<Answer> {
    const started = performance.now();
    const page = await client.events({ window: seconds, maxEvents, ...about }, call);
    const elapsed = performance.now() - started;
    return { page, token: page.token ?? about.token, part, window: seconds * 1_000, elapsed };
  }

  /** All or none: a read is stored as one. */
  async function apart(
    tokens: Readonly<Record<string, string>>,
    seconds: number,
    call: Call,
  ): Promise<readonly Answer[]> {
    const over = new AbortController();
    const joined: Call = { ...call, signal: AbortSignal.any([call.signal, over.signal]) };
    const one = async (part: string): Promise<Answer> => {
      const begin = () => ask(seconds, { filter: part }, part, joined);
      const token = tokens[part];
      if (token === undefined) return begin();
      try {
        return await ask(seconds, { token }, part, joined);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return begin();
      }
    };
    try {
      return await Promise.all(parts.map(one));
    } finally {
      over.abort();
    }
  }

  async function begin(call: Call): Promise<readonly Answer[]> {
    try {
      return [await ask(window, { filter }, undefined, call)];
    } catch (error) {
      if (!isRefusal(error) || parts.length === 0) throw error;
      return apart({}, shared, call);
    }
  }

  return {
    async read(from, hurry, call) {
      const kept = from?.filter === filter;
      if (kept && from?.apart !== undefined && parts.length > 0)
        return apart(from.apart, hurry ? 1 : shared, call);
      // There is no word for "no filter any more" but a new stream.
      if (from?.token === undefined || (filter === undefined && from.filter !== undefined))
        return begin(call);
      try {
        const again = { token: from.token, filter: kept ? undefined : filter };
        return [await ask(window, again, undefined, call)];
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return begin(call);
      }
    },
  };
}
