/**
 * What is read of the vendor's answers (contract sheet cisco-gta, sections 5 and 10). Tolerant: a field that is null,
 * absent or of another type is undefined, and only an item without id cannot be read at all.
 */
import { z } from 'zod';

const id = z.string().min(1);
/** Null is as usual as absent: it must not take the way of a fault, which makes an issue and catches it. */
const absent = <T>(value: T | null | undefined): T | undefined => value ?? undefined;
const text = z.string().nullish().catch(undefined).transform(absent);
const filledText = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((value) => (value === '' ? undefined : absent(value)));
const textList = z
  .array(z.string().catch(''))
  .nullish()
  .catch(undefined)
  .transform((list) => list?.filter((entry) => entry !== ''));

export const alertRow = z.object({
  id,
  risk: text,
  status: z.object({ value: text, closingReasons: textList }).nullish().catch(undefined).transform(absent),
  etaFlag: filledText,
  note: text,
  triggeredAt: text,
  modifiedAt: text,
});

export const detectionRow = z.object({
  id,
  affectedAssetId: filledText,
  threatIntelRecordId: filledText,
  confidence: text,
  detectedAt: text,
  modifiedAt: text,
  /** Only the enriched resource has it. */
  alertIds: textList,
});

export const eventRow = z.object({
  id,
  title: text,
  subtitle: text,
  securityEventTypeId: text,
  affectedAssetId: filledText,
  detectedAt: text,
  modifiedAt: text,
  securityAnnotation: z
    .object({ requiredAttributes: z.unknown() })
    .loose()
    .nullish()
    .catch(undefined)
    .transform(absent),
  /** Only the enriched resources have it. */
  threatDetectionIds: textList,
});

/** An open object beyond these three: map-flow.ts looks for what else may be there. */
export const flowRow = z.object({ id, timeStamp: text, networkSecurityEventId: filledText }).loose();

export const assetRow = z.object({ id, assumedOwner: filledText });

export const recordRow = z.object({ id, title: text, category: text, subcategory: text, severity: text });

export const assignmentRow = z.object({ ipAddress: z.string().min(1) });

const cursor = z.string().min(1).nullish().catch(null);

export const collection = z.object({
  items: z.array(z.unknown()),
  pageInfo: z.object({
    hasNextPage: z.boolean(),
    hasPreviousPage: z.boolean().catch(false),
    startCursor: cursor,
    endCursor: cursor,
  }),
});

export const identity = z.object({ identity: z.object({ customerId: z.string().min(1) }) });
