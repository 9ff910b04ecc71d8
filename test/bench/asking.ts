/** Asks one gateway one question after the other. */
import { Pool } from 'undici';
import { z } from 'zod';

export interface Question {
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const answerOf = z.object({ data: z.record(z.string(), z.unknown()), errors: z.undefined().optional() });

export interface Asker {
  /** Throws when the answer carries an error. */
  ask(question: Question): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export function createAsker(url: string): Asker {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 1 });
  return {
    async ask({ query, variables }) {
      const answer = await pool.request({
        method: 'POST',
        path: pathname,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return answerOf.parse(await answer.body.json()).data;
    },
    close: () => pool.close(),
  };
}
