/** The own customer id, when the settings do not name it (contract sheet cisco-gta, section 2). */
import type { HttpClient } from '../../http/types.ts';
import { SourceError } from '../../model/errors.ts';
import type { Call } from '../../model/source.ts';
import { identity } from './wire.ts';

/**
 * Asks the app host once and remembers the answer; a failure is not remembered. Callers at the same moment cost one
 * request, as the HTTP client shares identical reads in flight, each under its own signal.
 */
export function createCustomerId(source: string, app: HttpClient): (call: Call) => Promise<string> {
  let known: string | undefined;
  return async (call) => {
    if (known !== undefined) return known;
    const answer = await app.request({ method: 'GET', path: '/auth/api-clients/me', read: true }, call);
    const { data, error } = identity.safeParse(answer.body);
    if (data === undefined) throw new SourceError({ source, kind: 'invalid-response', cause: error });
    known = data.identity.customerId;
    return known;
  };
}
