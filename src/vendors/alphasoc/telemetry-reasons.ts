/** What became of the events that were not accepted, in our words: the vendor's text may quote what was sent. */
import { AuditError, SourceError } from '../../model/errors.ts';
import type { UploadAnswer } from './wire.ts';
import type { TelemetryKind } from './telemetry-grammar.ts';
import type { Stretch } from './telemetry-uploads.ts';

/** JSON. The events it is said of are among those of the list `kind` from `from` (inclusive) to `to` (exclusive). */
export interface TelemetryReason extends Stretch {
  readonly kind: TelemetryKind;
  readonly count: number;
  readonly reason: string;
  /** When the rest may be sent again, RFC 3339, if the source said so. */
  readonly retryAt?: string;
}

/** All fields of all kinds (contract sheet alphasoc, section 6): the only words that are taken from the vendor's text. */
const fields =
  /\b(ts|srcIP|srcPort|srcHost|srcMac|srcUser|srcID|query|qtype|destIP|destPort|proto|bytesIn|bytesOut|app|action|duration|url|method|status|contentType|referrer|userAgent|certHash|issuer|subject|validFrom|validTo|ja3s?|type|termination)\b/;

const faults: readonly (readonly [RegExp, string])[] = [
  [/missing|required|empty|absent/i, 'is missing'],
  [/unknown|unexpected/i, 'is not known to the source'],
  [/invalid|malformed|bad|wrong|pars|range/i, 'cannot be read by the source'],
];

const unsaid = 'the source does not say why';

/** The vendor counts reasons in free text, if at all (section 4.3). */
function worded(text: string): string {
  const field = fields.exec(text)?.[1];
  if (field === undefined) return unsaid;
  const fault = faults.find(([pattern]) => pattern.test(text))?.[1] ?? 'was not accepted';
  return `${field} ${fault}`;
}

/** Why not all of an upload was accepted. The vendor tells counts and never which events. */
export function reasonsOf(kind: TelemetryKind, stretch: Stretch, answer: UploadAnswer): TelemetryReason[] {
  const { received, accepted, rejected } = answer;
  const counts = new Map<string, number>();
  const add = (reason: string, count: number): void => {
    if (count > 0) counts.set(reason, (counts.get(reason) ?? 0) + count);
  };
  let explained = 0;
  for (const [text, count] of rejected) {
    explained += count;
    add(worded(text), count);
  }
  add(unsaid, received - accepted - explained);
  add('the source has not received them', stretch.to - stretch.from - received);
  return [...counts].map(([reason, count]) => ({ kind, ...stretch, count, reason }));
}

/** Says for certain that an upload was not made. Its message is ours. */
export type NotUploaded = SourceError | AuditError;

/** Throws what says something else. */
export function notUploaded(error: unknown): NotUploaded {
  if (error instanceof SourceError || error instanceof AuditError) return error;
  throw error;
}

export function reasonOfFault(kind: TelemetryKind, stretch: Stretch, error: NotUploaded): TelemetryReason {
  const retryAt = error instanceof SourceError ? error.retryAt : undefined;
  return {
    kind,
    ...stretch,
    count: stretch.to - stretch.from,
    reason: `not uploaded: ${error.message}`,
    ...(retryAt === undefined ? {} : { retryAt: new Date(retryAt).toISOString() }),
  };
}
