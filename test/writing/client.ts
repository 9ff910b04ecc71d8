/** The write that speaks to the vendor in small, as a vendor's folder would have it; its type is that of an alert's note. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { SourceError, type SourceErrorKind } from '../../src/model/errors.ts';
import type { Write } from '../../src/model/writes.ts';

export const SOURCE = 'gta';

export interface Change {
  readonly id: string;
  /** Requests to make, one after the other; each has its own step. Default: one without a name. */
  readonly steps?: readonly string[] | undefined;
}
export interface Changed {
  readonly id: string;
  readonly steps: number;
  readonly warnings: readonly string[];
}

const failure = (kind: SourceErrorKind, more: { status?: number; undelivered?: boolean } = {}): SourceError =>
  new SourceError({ source: SOURCE, kind, ...more });

const kinds: Readonly<Record<number, SourceErrorKind>> = { 409: 'rejected', 429: 'rate-limited' };

/** Throws SourceError. */
async function ask(method: 'GET' | 'POST', url: string, signal: AbortSignal): Promise<unknown> {
  const answer = Promise.withResolvers<{ readonly status: number; readonly body: string }>();
  const outgoing = request(url, { method, agent: false, signal }, (response) => {
    text(response).then(
      (body) => answer.resolve({ status: response.statusCode ?? 0, body }),
      (error: unknown) => answer.reject(error),
    );
  });
  outgoing.on('error', (error) => answer.reject(error));
  outgoing.end();
  let received;
  try {
    received = await answer.promise;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw failure(signal.aborted ? 'aborted' : 'unavailable', { undelivered: code === 'ECONNREFUSED' });
  }
  const { status, body } = received;
  if (status >= 300) throw failure(kinds[status] ?? 'unavailable', { status });
  try {
    return JSON.parse(body);
  } catch {
    throw failure('invalid-response', { status });
  }
}

const state = z.object({ applied: z.number() });

/** Without `readable` the vendor lets nobody see what was done. */
export function changeAt(origin: string, readable = true): Write<Change, Changed> {
  const urlOf = (id: string, step: string): string => `${origin}/?${new URLSearchParams({ id, step })}`;
  return {
    check: ({ id }) => (id === '' ? [{ path: 'id', message: 'is empty' }] : []),
    async send({ id, steps = [''] }, call) {
      for (const step of steps) {
        call.sent();
        await call.once([id], () => ask('POST', urlOf(id, step), call.signal), step);
      }
      return { id, steps: steps.length, warnings: [] };
    },
    ...(readable
      ? {
          async settle(_input, [id = ''], _since, call, step) {
            const { applied } = state.parse(await ask('GET', urlOf(id, step), call.signal));
            return applied > 0 ? 'done' : 'not-done';
          },
        }
      : {}),
  };
}
