/** What the fan-out's two halves share. */
import { Pool } from 'undici';

/** Asks one upstream; gives the body of a 200 and throws for anything else. */
export type Ask = (method: 'GET' | 'POST', path: string, body?: object) => Promise<string>;

export function asker(url: string, credentials: Readonly<Record<string, string>>): Ask {
  const headers = { accept: 'application/json', ...credentials };
  const pool = new Pool(url, { connections: 8, pipelining: 1 });
  return async (method, path, body) => {
    const answer = await pool.request({
      method,
      path,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} for ${path}: ${text}`);
    return text;
  };
}

export const globalId = (type: string, source: string, id: string): string =>
  Buffer.from(`${type}:${source}:${id}`).toString('base64url');

export const byId = <T extends { readonly id: string | number }>(items: readonly T[]): Map<T['id'], T> =>
  new Map(items.map((item) => [item.id, item]));
