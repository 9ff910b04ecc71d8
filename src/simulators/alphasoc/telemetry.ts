/** The five uploads (contract sheet alphasoc, sections 4.3 to 4.7 and 5). */
import { json, type RecordedRequest, type SimAnswer } from '../kit.ts';
import { reasonAgainst } from './acceptance.ts';
import { inflated } from './encoding.ts';
import { readJsonStream } from './json-stream.ts';
import { badRequest } from './problems.ts';
import type { AlphaSocSwitches } from './switches.ts';
import type { TelemetryBatch, TelemetryType } from './types.ts';
import type { Watch } from './watch.ts';

export const telemetryTypes: readonly TelemetryType[] = ['dns', 'ip', 'tls', 'http', 'lease'];

export interface TelemetryParts {
  readonly switches: AlphaSocSwitches;
  readonly watch: Watch;
  readonly batches: TelemetryBatch[];
  /** Called with every accepted event. */
  readonly analyse: (type: TelemetryType, event: Readonly<Record<string, unknown>>, at: number) => void;
}

export function createTelemetryRoute({ switches, watch, batches, analyse }: TelemetryParts) {
  function ingest(
    type: TelemetryType,
    request: RecordedRequest,
    size: number,
    events: readonly Readonly<Record<string, unknown>>[],
  ): TelemetryBatch {
    const judged = events.map((event) => ({ event, reason: reasonAgainst(type, event, switches) }));
    const batch: TelemetryBatch = {
      type,
      at: request.at,
      encoding: request.headers['content-encoding'] ?? 'identity',
      sent: request.body.length,
      size,
      accepted: judged.filter(({ reason }) => reason === undefined).map(({ event }) => event),
      rejected: judged.flatMap(({ event, reason }) => (reason === undefined ? [] : [{ event, reason }])),
    };
    batches.push(batch);
    if (type !== 'lease') for (const event of batch.accepted) analyse(type, event, request.at);
    return batch;
  }

  return async (type: TelemetryType, request: RecordedRequest): Promise<SimAnswer> => {
    const body = await inflated(request, switches, watch);
    const { objects, fault } = readJsonStream(body);
    if (fault !== undefined) {
      watch.note(fault === 'array' ? 'array' : 'broken-stream', request.path);
      if (switches.brokenStream === 'partial') ingest(type, request, body.length, objects);
      throw badRequest('the body is not a row of JSON objects');
    }
    const { accepted, rejected } = ingest(type, request, body.length, objects);
    const reasons = Map.groupBy(rejected, ({ reason }) => reason);
    return json(200, {
      received: objects.length,
      accepted: accepted.length,
      ...(switches.rejectedReasons
        ? { rejected: Object.fromEntries([...reasons].map(([reason, list]) => [reason, list.length])) }
        : {}),
    });
  };
}
