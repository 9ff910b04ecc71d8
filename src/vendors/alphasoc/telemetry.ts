/** Telemetry for AlphaSOC to analyse (contract sheet alphasoc, sections 4.3 to 4.7 and 5). */
import { cancelled, undelivered } from '../../http/failures.ts';
import { InvalidInputError, OutcomeUnknownError, type InvalidField } from '../../model/errors.ts';
import type { Telemetry, TelemetryAccepted, Write, WriteCall } from '../../model/writes.ts';
import type { AlphaSocClient } from './client.ts';
import {
  checkEvent,
  telemetryKinds,
  textOfEvent,
  UPLOAD_LIMIT,
  type TelemetryEvent,
  type TelemetryKind,
} from './telemetry-grammar.ts';
import {
  notUploaded,
  reasonOfFault,
  reasonsOf,
  type NotUploaded,
  type TelemetryReason,
} from './telemetry-reasons.ts';
import { bodyOf, cut, type Stretch } from './telemetry-uploads.ts';
import type { UploadAnswer } from './wire.ts';

/** Faults that are told one by one: a mutation of 10 000 events that are all wrong shall not be answered with as many. */
const MOST_FAULTS = 100;

const sizeOf = (event: TelemetryEvent): number => Buffer.byteLength(textOfEvent(event));

function check(input: Telemetry): readonly InvalidField[] {
  const told: InvalidField[] = [];
  let events = 0;
  let untold = 0;
  for (const kind of telemetryKinds)
    for (const [n, event] of (input[kind] ?? []).entries()) {
      events += 1;
      for (const fault of checkEvent(kind, event, `${kind}[${n}]`))
        if (told.length < MOST_FAULTS) told.push(fault);
        else untold += 1;
    }
  if (events === 0)
    return [
      {
        path: '',
        message: 'there is no event',
        expected: `at least one of ${telemetryKinds.join(', ')}`,
      },
    ];
  return untold === 0 ? told : [...told, { path: '', message: `there are ${untold} more faults` }];
}

interface Upload extends Stretch {
  readonly kind: TelemetryKind;
  readonly events: readonly TelemetryEvent[];
}

/** One kind an upload, in the order of the input. */
function* uploadsOf(input: Telemetry): Generator<Upload> {
  for (const kind of telemetryKinds) {
    const events: readonly TelemetryEvent[] = input[kind] ?? [];
    for (const { from, to } of cut(events, sizeOf, UPLOAD_LIMIT)) yield { kind, events, from, to };
  }
}

/**
 * Uploads follow each other, and one body is held at a time. The first that fails ends it:
 *
 * - its answer was lost: OutcomeUnknownError, whatever came before. Nothing can be read back, and neither "accepted" nor
 *   "failed" would be true of the whole; the audit has each upload with its own outcome;
 * - it was certainly not taken, and nothing was taken before it: its error;
 * - it was certainly not taken, but others were: what the vendor said of those, and a reason for every stretch of the input
 *   that was not uploaded. Sending all of it again would double the rest.
 */
export function createTelemetry(
  source: string,
  client: Pick<AlphaSocClient, 'upload'>,
): Write<Telemetry, TelemetryAccepted> {
  async function make({ kind, events, from, to }: Upload, call: WriteCall): Promise<UploadAnswer> {
    let body: Uint8Array;
    try {
      body = await bodyOf(events, { from, to }, call.signal);
    } catch (error) {
      throw call.signal.aborted ? undelivered(cancelled(source, call.signal)) : error;
    }
    const answer = await call.once(
      [],
      () => client.upload(kind, body, to - from, call),
      `${kind}[${from}..${to - 1}]`,
    );
    // Nothing can be read back, so nothing but an answer says what was done.
    if (answer === undefined) throw new OutcomeUnknownError(source);
    return answer;
  }

  return {
    check,
    async send(input, call) {
      const faults = check(input);
      if (faults.length > 0) throw new InvalidInputError(faults);
      const reasons: TelemetryReason[] = [];
      let [uploads, received, accepted] = [0, 0, 0];
      let ended: NotUploaded | undefined;
      for (const upload of uploadsOf(input)) {
        const { kind, from, to } = upload;
        const outcome = ended ?? (await make(upload, call).catch(notUploaded));
        if (outcome instanceof Error) {
          if (uploads === 0) throw outcome;
          ended = outcome;
          reasons.push(reasonOfFault(kind, { from, to }, outcome));
          continue;
        }
        uploads += 1;
        received += outcome.received;
        accepted += outcome.accepted;
        reasons.push(...reasonsOf(kind, { from, to }, outcome));
      }
      return {
        received,
        accepted,
        rejected: received - accepted,
        uploads,
        ...(reasons.length === 0 ? {} : { reasons }),
      };
    },
  };
}
