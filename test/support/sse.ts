/** A GraphQL subscription over server-sent events, as a browser or a SIEM reads it. */
import { createParser } from './sse-parser.ts';

export interface Subscription<T> extends AsyncDisposable {
  readonly status: number;
  readonly contentType: string;
  /** The next answer; undefined when the server has completed the stream. Rejects when the connection is cut. */
  next(): Promise<T | undefined>;
  /** Goes away without a word. */
  leave(): void;
}

export interface SubscribeOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Subscribes at the gateway that listens at `url`. */
export async function subscribe<T>(
  url: string,
  query: string,
  { variables = {}, headers = {} }: SubscribeOptions = {},
): Promise<Subscription<T>> {
  const gone = new AbortController();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query, variables }),
    signal: gone.signal,
  });
  const reader = response.body?.getReader();
  const parser = createParser();
  const decoder = new TextDecoder();
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    async next() {
      for (;;) {
        const event = parser.take();
        if (event?.name === 'complete') return undefined;
        if (event !== undefined) {
          const answer: T = JSON.parse(event.data);
          return answer;
        }
        const chunk = await reader?.read();
        if (chunk === undefined || chunk.done) throw new Error('the stream ended before it was complete');
        parser.push(decoder.decode(chunk.value, { stream: true }));
      }
    },
    leave: () => gone.abort(),
    async [Symbol.asyncDispose]() {
      gone.abort();
      await reader?.cancel().catch(() => undefined);
    },
  };
}
