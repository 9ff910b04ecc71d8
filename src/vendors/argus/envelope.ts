/** The envelope around every JSON answer, and the faults inside a refusal (contract sheet argus, section 2). */
import { z } from 'zod';
import { SourceError } from '../../model/errors.ts';

const envelopeShape = z.object({
  responseCode: z.number().optional(),
  /** A count that is none is none: the rows are what matters. */
  count: z.int().min(-1).catch(-1).optional(),
  data: z.unknown(),
});

/** One complaint about one field of our request. */
export interface Fault {
  /** Dotted, with list indexes: `ip[0]`, `subCriteria[1].alarmID`. */
  readonly field: string;
  /** The machine's word for what is wrong; shown to nobody. */
  readonly template: string | undefined;
}

/**
 * A 412: Argus refuses what we sent. Whoever made the request knows whether that came from the caller
 * (`refusal.ts` translates it) or is our own mistake.
 */
export class ArgusRefusal extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super('Argus refuses the request');
    this.name = 'ArgusRefusal';
    this.faults = faults;
  }
}

const messagesShape = z.object({
  messages: z.array(
    z
      .object({ field: z.string().nullish().catch(null), messageTemplate: z.string().nullish().catch(null) })
      .nullable()
      .catch(null),
  ),
});

/** The faults a refusal names. Messages whose every value is null occur, so all are looked at. */
export function refusalOf(body: unknown): ArgusRefusal {
  const messages = messagesShape.safeParse(body).data?.messages ?? [];
  return new ArgusRefusal(
    messages.flatMap((message) =>
      typeof message?.field === 'string'
        ? [{ field: message.field, template: message.messageTemplate ?? undefined }]
        : [],
    ),
  );
}

export interface List {
  readonly rows: readonly unknown[];
  /** All matches; 0 also means that Argus did not count, -1 that counting timed out. */
  readonly count: number;
}

/** Reads an envelope strictly: without it nothing else can be trusted. Throws SourceError (invalid-response). */
export function openEnvelope(
  source: string,
  body: unknown,
): { readonly data: unknown; readonly count: number } {
  const parsed = envelopeShape.safeParse(body);
  const { responseCode = 200, count = 0, data } = parsed.data ?? { data: undefined };
  // The status line may have been sent before the failure was known.
  if (!parsed.success || data === undefined || responseCode >= 300 || responseCode < 200) {
    throw new SourceError({ source, kind: 'invalid-response', status: 200 });
  }
  return { data, count };
}

/** The rows of a list answer. Throws SourceError (invalid-response). */
export function openList(source: string, body: unknown): List {
  const { data, count } = openEnvelope(source, body);
  if (!Array.isArray(data)) throw new SourceError({ source, kind: 'invalid-response', status: 200 });
  return { rows: data, count };
}
