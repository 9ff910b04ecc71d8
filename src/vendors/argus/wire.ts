/**
 * Shapes that all of Argus' answers share. A field of a wrong type counts as absent and costs nothing but itself;
 * fields nobody names pass by; what has to be right is right or the record is unreadable.
 */
import { z } from 'zod';
import type { ArgusComment, ArgusLocation } from '../../model/details.ts';
import type { Customer } from '../../model/values.ts';

export const text = z.string().nullish().catch(undefined);
/** Degrees, and whatever else may be any finite number. */
export const number = z.number().nullish().catch(undefined);
/** How many of something. */
export const count = z.int().min(0).nullish().catch(undefined);
/** An id that is shown as a number, which clients take to have 32 bits. */
export const smallId = z.int32().nullish().catch(undefined);
/** An id that also stands inside ids of ours, which hold up to 15 digits. */
export const longId = z.int().min(0).max(999_999_999_999_999).nullish().catch(undefined);
export const port = z.int().min(0).max(65_535).nullish().catch(undefined);
/** The last millisecond that RFC 3339 can write. */
const LAST_TIME = Date.UTC(10_000, 0, 1) - 1;
/** Milliseconds since the epoch, whole ones. */
export const time = z
  .number()
  .min(0)
  .max(LAST_TIME)
  .transform((value) => Math.floor(value))
  .nullish()
  .catch(undefined);
/** An id is a number in some models and text in others. */
export const idText = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(undefined);

/** A list without those items that cannot be read. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item.nullable().catch(null))
    .transform((items) => items.filter((one) => one !== null))
    .nullish()
    .catch(undefined);

export const words = listOf(z.string());

/** Absent is `undefined` in the model, whatever the vendor wrote. */
export const given = <T>(value: T | null | undefined): T | undefined => value ?? undefined;

/** Argus writes 0 for "none" where v1 has no null (ids of alarms, categories, locations; ports). */
export const positive = (value: number | null | undefined): number | undefined =>
  typeof value === 'number' && value > 0 ? value : undefined;

export const nonEmpty = (value: string | null | undefined): string | undefined =>
  value === null || value === '' ? undefined : value;

export const customerShape = z.object({ id: idText, shortName: text, name: text }).nullish().catch(undefined);

/** The customer an info object names; its id falls back to the one inside the event's id. */
export function customerOf(info: z.output<typeof customerShape>, fallbackId?: string): Customer | undefined {
  const id = given(info?.id) ?? fallbackId;
  return id === undefined ? undefined : { id, name: given(info?.name), shortName: given(info?.shortName) };
}

export const geoShape = z
  .object({ countryCode: text, locationName: text, latitude: number, longitude: number })
  .nullish()
  .catch(undefined);

export const locationShape = z
  .object({ id: smallId, shortName: text, name: text, timeZone: text })
  .nullish()
  .catch(undefined);

export const locationOf = (found: z.output<typeof locationShape>): ArgusLocation | undefined =>
  found
    ? {
        id: given(found.id),
        shortName: given(found.shortName),
        name: given(found.name),
        timeZone: given(found.timeZone),
      }
    : undefined;

export const commentsShape = listOf(z.object({ timestamp: time, user: idText, comment: text }));

export const commentsOf = (comments: z.output<typeof commentsShape>): ArgusComment[] =>
  (comments ?? []).map(({ timestamp, user, comment }) => ({
    at: timestamp ?? 0,
    user: given(user),
    text: comment ?? '',
  }));

/** v2 says a name, v1 an object with the name in it; both accept both. */
export const domainShape = z
  .union([z.string(), z.object({ fqdn: text }).transform(({ fqdn }) => fqdn)])
  .nullish()
  .catch(undefined);
