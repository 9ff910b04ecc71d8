/** Notes what a client does that it had better not, even where the service goes along with it (contract sheet alphasoc, section 10). */
import { createHash } from 'node:crypto';
import type { SimClock } from '../clock.ts';
import type { RecordedRequest } from '../kit.ts';
import type { AlphaSocSwitches } from './switches.ts';

/**
 * - `password`: the password was not empty.
 * - `no-pause`: asked again too soon after `more: false`.
 * - `ignored-429`: asked again before the wait that a 429 called for was over.
 * - `unchanged-retry`: repeated at once what was a 400, 401 or 403.
 * - `altered-bookmark`: a bookmark that was never given to this account.
 * - `oversize`: more than the upload limit. `array`: an upload that is an array. `broken-stream`: any other upload that is no row of objects.
 * - `mislabelled`: a body that is not what its Content-Encoding says.
 * - `unknown-parameter`: a query parameter that the endpoint does not know, or a value it does not know.
 */
type ViolationKind =
  | 'password'
  | 'no-pause'
  | 'ignored-429'
  | 'unchanged-retry'
  | 'altered-bookmark'
  | 'oversize'
  | 'array'
  | 'broken-stream'
  | 'mislabelled'
  | 'unknown-parameter';

export interface Violation {
  readonly kind: ViolationKind;
  readonly detail: string;
  /** On the simulator's clock. */
  readonly at: number;
}

export interface Watch {
  readonly violations: readonly Violation[];
  note(kind: ViolationKind, detail: string): void;
  /** A request came. */
  asked(request: RecordedRequest): void;
  /** It was refused. `waitMs`: what Retry-After said; undefined when there was none. */
  refused(request: RecordedRequest, status: number, waitMs: number | undefined): void;
  /** A feed is asked. */
  polls(path: string, follow: string | null): void;
  /** A feed answered. */
  polled(path: string, follow: string | null, given: string, more: boolean): void;
  /** Forgets everything. */
  forget(): void;
}

interface Moment {
  readonly shown: number;
  readonly real: number;
}

const fingerprint = ({ method, path, query, headers, body }: RecordedRequest): string =>
  createHash('sha1')
    .update([method, path, query.toString(), headers.authorization, headers['content-encoding']].join('\n'))
    .update(body)
    .digest('hex');

export function createWatch(clock: SimClock, switches: AlphaSocSwitches): Watch {
  const violations: Violation[] = [];
  const refusals = new Map<string, Moment & { readonly status: number }>();
  let ends: (Moment & { readonly path: string; readonly follows: readonly (string | null)[] })[] = [];
  let throttled: (Moment & { readonly waitMs: number; readonly key: string | undefined }) | undefined;

  const moment = (): Moment => ({ shown: clock.now(), real: performance.now() });
  /** A pause counts whether it was made on the simulator's clock or on the wall's. */
  const since = ({ shown, real }: Moment): number => Math.max(clock.now() - shown, performance.now() - real);

  const note: Watch['note'] = (kind, detail) => void violations.push({ kind, detail, at: clock.now() });

  return {
    violations,
    note,
    asked(request) {
      const earlier = refusals.get(fingerprint(request));
      if (earlier !== undefined && since(earlier) < switches.retryFloorMs) {
        note('unchanged-retry', `${request.method} ${request.path} after ${earlier.status}`);
      }
      if (throttled === undefined || throttled.key !== request.headers.authorization) return;
      if (since(throttled) < throttled.waitMs) note('ignored-429', `${request.method} ${request.path}`);
      else throttled = undefined;
    },
    refused(request, status, waitMs) {
      if (status === 429) {
        throttled = {
          ...moment(),
          waitMs: waitMs ?? switches.backoffFloorMs,
          key: request.headers.authorization,
        };
      }
      if ([400, 401, 403].includes(status)) refusals.set(fingerprint(request), { ...moment(), status });
    },
    polls(path, follow) {
      const early = ends.some(
        (end) => end.path === path && end.follows.includes(follow) && since(end) < switches.pollFloorMs,
      );
      if (early) note('no-pause', path);
    },
    polled(path, follow, given, more) {
      ends = ends.filter((end) => end.path !== path);
      if (!more) ends.push({ ...moment(), path, follows: [follow, given] });
    },
    forget() {
      violations.splice(0);
      refusals.clear();
      ends = [];
      throttled = undefined;
    },
  };
}
