/** Asks one server for one case's page, one at a time or several at once. */
import { Pool } from 'undici';

/** Requests under way at once in a concurrent round. */
export const WIDTH = 8;

export interface Target {
  /** The body of the answer. Throws for a status other than 200. */
  ask(first: number): Promise<Buffer>;
  close(): Promise<void>;
}

export function createTarget(url: string, query: string): Target {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: WIDTH });
  return {
    async ask(first) {
      const answer = await pool.request({
        method: 'POST',
        path: pathname,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ query, variables: { first } }),
      });
      const body = Buffer.from(await answer.body.arrayBuffer());
      if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}: ${String(body)}`);
      return body;
    },
    close: () => pool.close(),
  };
}

/** Asks one after the other for `ms` milliseconds, and at least once; gives the milliseconds that each took. */
export async function oneByOne(target: Target, size: number, ms: number): Promise<number[]> {
  const took: number[] = [];
  const until = performance.now() + ms;
  do {
    const started = performance.now();
    await target.ask(size);
    took.push(performance.now() - started);
  } while (performance.now() < until);
  return took;
}

/**
 * Keeps WIDTH requests under way for `ms` milliseconds; gives how many were answered. Each lane asks for a page of another
 * size, as the gateway makes one upstream call of equal reads in flight, which the fan-out does not. Where pages of
 * different sizes lead to the same ids, calls are shared all the same: the report says how many were made.
 */
export async function sideBySide(target: Target, size: number, ms: number): Promise<number> {
  let answered = 0;
  const until = performance.now() + ms;
  const lane = async (k: number): Promise<void> => {
    do {
      await target.ask(size - k);
      answered += 1;
    } while (performance.now() < until);
  };
  await Promise.all(Array.from({ length: WIDTH }, (_, k) => lane(k)));
  return answered;
}
