/** Argus' requests that change something (contract sheet argus, sections 8 and 12). */
import { z } from 'zod';
import type { HttpClient, RequestScope, UpstreamRequest } from '../../http/types.ts';
import { SourceError, type SourceErrorKind } from '../../model/errors.ts';
import type { Body } from './client.ts';
import type { ArgusApi } from './config.ts';
import { paths } from './endpoints.ts';
import { openEnvelope, refusalOf } from './envelope.ts';
import type { ArgusEventId } from './ids.ts';

/** What became of the events of a bulk assessment: ids as Argus writes them here, whole or the uuid alone. */
export interface BulkAssessed {
  readonly successes: readonly string[];
  readonly failures: readonly string[];
}

/** What the collector says of one event: it is enqueued under this id, or refused (null). */
export interface Receipt {
  readonly id: string | null;
}

/**
 * One method an endpoint; each sends once. Throws SourceError: of the statuses 403, 404 and 412 nothing was done; the
 * cause of a 412 is the ArgusRefusal.
 */
export interface ArgusWritingClient {
  /** Through v1 by the compatibility path. */
  assess(id: ArgusEventId, assessment: Body, scope: RequestScope): Promise<void>;
  assessBulk(assessment: Body, search: Body, scope: RequestScope): Promise<BulkAssessed>;
  submit(event: Body, scope: RequestScope): Promise<Receipt>;
  /** Receipts in the order of the events. */
  submitBulk(
    events: readonly Body[],
    onError: 'rejectAll' | 'dropInvalid',
    scope: RequestScope,
  ): Promise<readonly Receipt[]>;
}

const bulkAssessedShape = z.object({
  successes: z.array(z.string()),
  failures: z.array(z.object({ eventID: z.string() })),
});

const receiptShape = z.union([
  z.object({ id: z.string().min(1), status: z.literal('accepted') }),
  z.object({ status: z.literal('rejected') }).transform(() => ({ id: null })),
]);

/** Refusals of what was asked, which say nothing about the state of the source. */
const refusals: ReadonlyMap<number, SourceErrorKind> = new Map([
  [403, 'unauthorized'],
  [404, 'not-found'],
  [412, 'rejected'],
]);

export function createArgusWritingClient(
  source: string,
  api: ArgusApi,
  http: HttpClient,
  onInvalid: (error: SourceError) => void,
): ArgusWritingClient {
  const unreadable = (): SourceError => {
    const error = new SourceError({ source, kind: 'invalid-response', status: 200 });
    onInvalid(error);
    return error;
  };

  /** What the answer holds. */
  async function change(
    method: UpstreamRequest['method'],
    path: string,
    json: Body,
    scope: RequestScope,
  ): Promise<unknown> {
    const answer = await http.request(
      { method, path, json, read: false, expect: [...refusals.keys()] },
      scope,
    );
    const { status, body } = answer;
    const kind = refusals.get(status);
    if (kind !== undefined) {
      throw new SourceError({ source, kind, status, ...(status === 412 ? { cause: refusalOf(body) } : {}) });
    }
    try {
      return openEnvelope(source, body).data;
    } catch {
      throw unreadable();
    }
  }

  async function changeAndRead<T>(shape: z.ZodType<T>, ...request: Parameters<typeof change>): Promise<T> {
    const read = shape.safeParse(await change(...request));
    if (!read.success) throw unreadable();
    return read.data;
  }

  return {
    async assess(id, assessment, scope) {
      const path = api === 'v1' ? paths.v2.assessmentByV1Id(id) : paths.v2.assessment(id);
      const event = await change('PUT', path, assessment, scope);
      // The other way to say 404 (contract sheet argus, section 2).
      if (event === null) throw new SourceError({ source, kind: 'not-found', status: 404 });
    },
    async assessBulk(assessment, search, scope) {
      const body = { assessment, search };
      const told = await changeAndRead(bulkAssessedShape, 'PUT', paths.v2.assessmentBulk, body, scope);
      return { successes: told.successes, failures: told.failures.map(({ eventID }) => eventID) };
    },
    submit: (event, scope) => changeAndRead(receiptShape, 'POST', paths.v2.submission, event, scope),
    async submitBulk(events, onError, scope) {
      const body = { events, onError };
      const shape = z.object({ events: z.array(receiptShape).length(events.length) });
      return (await changeAndRead(shape, 'POST', paths.v2.submissionBulk, body, scope)).events;
    },
  };
}
