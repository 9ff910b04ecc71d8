/**
 * What is read of the vendor's answers (contract sheet cisco-gta, sections 5 and 10). Tolerant: a field that is null,
 * absent or of another type is undefined, and only an item without id cannot be read at all, which gives undefined.
 *
 * Items are read by hand: an answer has thousands, and zod took a third of the time that a page of events takes. What
 * comes once an answer is left to zod.
 */
import { z } from 'zod';

type Fields = Readonly<Record<string, unknown>>;
type Item = Fields & { readonly id: string };

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isItem = (raw: unknown): raw is Item =>
  isObject(raw) && typeof raw['id'] === 'string' && raw['id'] !== '';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const filledText = (value: unknown): string | undefined => (value === '' ? undefined : text(value));

const fields = (value: unknown): Fields | undefined => (isObject(value) ? value : undefined);

function textList(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const entries: readonly unknown[] = value;
  return entries.filter((entry): entry is string => typeof entry === 'string' && entry !== '');
}

/** The id of any of the vendor's objects. */
export const idOf = (raw: unknown): string | undefined => (isItem(raw) ? raw.id : undefined);

export function alertRow(raw: unknown) {
  if (!isItem(raw)) return undefined;
  const status = fields(raw['status']);
  return {
    id: raw.id,
    risk: text(raw['risk']),
    status: text(status?.['value']),
    closingReasons: textList(status?.['closingReasons']),
    etaFlag: filledText(raw['etaFlag']),
    note: text(raw['note']),
    triggeredAt: text(raw['triggeredAt']),
    modifiedAt: text(raw['modifiedAt']),
  };
}

export function detectionRow(raw: unknown) {
  if (!isItem(raw)) return undefined;
  return {
    id: raw.id,
    affectedAssetId: filledText(raw['affectedAssetId']),
    threatIntelRecordId: filledText(raw['threatIntelRecordId']),
    confidence: text(raw['confidence']),
    detectedAt: text(raw['detectedAt']),
    modifiedAt: text(raw['modifiedAt']),
    /** Only the enriched resource has it. */
    alertIds: textList(raw['alertIds']),
  };
}

export function eventRow(raw: unknown) {
  if (!isItem(raw)) return undefined;
  return {
    id: raw.id,
    title: text(raw['title']),
    subtitle: text(raw['subtitle']),
    securityEventTypeId: text(raw['securityEventTypeId']),
    affectedAssetId: filledText(raw['affectedAssetId']),
    detectedAt: text(raw['detectedAt']),
    modifiedAt: text(raw['modifiedAt']),
    securityAnnotation: fields(raw['securityAnnotation']),
    /** Only the enriched resources have it. */
    threatDetectionIds: textList(raw['threatDetectionIds']),
  };
}

/** An open object beyond these three: map-flow.ts looks for what else may be there. */
export function flowRow(raw: unknown) {
  if (!isItem(raw)) return undefined;
  return {
    id: raw.id,
    timeStamp: text(raw['timeStamp']),
    networkSecurityEventId: filledText(raw['networkSecurityEventId']),
    fields: raw,
  };
}

export const assetRow = (raw: unknown) =>
  isItem(raw) ? { id: raw.id, assumedOwner: filledText(raw['assumedOwner']) } : undefined;

export function recordRow(raw: unknown) {
  if (!isItem(raw)) return undefined;
  return {
    id: raw.id,
    title: text(raw['title']),
    category: text(raw['category']),
    subcategory: text(raw['subcategory']),
    severity: text(raw['severity']),
  };
}

export const assignmentAddress = (raw: unknown): string | undefined => filledText(fields(raw)?.['ipAddress']);

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
