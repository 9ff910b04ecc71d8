/**
 * What is read of the vendor's answers (contract sheet alphasoc, section 6). All is optional there; a list or dictionary
 * that is null or missing is an empty one.
 */
import { z } from 'zod';
import { isObject, textOf, type Raw } from './fields.ts';
import { instantOf } from './time.ts';

export interface AlertPage {
  /** Undefined: the answer has none, against the vendor's word. */
  readonly follow: string | undefined;
  readonly more: boolean;
  /** As they came; whether they are alerts is not looked at here. Undefined: there is something else in their place. */
  readonly alerts: readonly unknown[] | undefined;
  /** What is in the place of `alerts`. */
  readonly received: unknown;
  readonly threats: Raw;
}

/** Undefined for what is no answer of this endpoint. */
export function readAlertPage(body: unknown): AlertPage | undefined {
  if (!isObject(body)) return undefined;
  const { follow, more, alerts, threats } = body;
  const known = ['follow', 'more', 'alerts'].some((name) => name in body);
  if (!known) return undefined;
  return {
    follow: textOf(follow),
    more: more === true,
    alerts: alerts === null || alerts === undefined ? [] : Array.isArray(alerts) ? alerts : undefined,
    received: alerts,
    threats: isObject(threats) ? threats : {},
  };
}

/** A dictionary of an inventory, by id; undefined for what is no answer of this endpoint. */
export function readInventory(body: unknown, name: 'threats' | 'flags'): Raw | undefined {
  if (!isObject(body) || !(name in body)) return undefined;
  const entries = body[name] ?? {};
  return isObject(entries) ? entries : undefined;
}

export interface UploadAnswer {
  /** Events. */
  readonly received: number;
  readonly accepted: number;
  /** How many for which reason, in the vendor's text; empty when it does not say (section 4.3). */
  readonly rejected: readonly (readonly [reason: string, count: number])[];
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** The answer to an upload of `sent` events; undefined for what cannot be one, its numbers included. */
export function readUpload(body: unknown, sent: number): UploadAnswer | undefined {
  if (!isObject(body)) return undefined;
  const { received, accepted, rejected } = body;
  if (!isCount(received) || !isCount(accepted) || received > sent || accepted > received) return undefined;
  const counts: (readonly [string, number])[] = [];
  for (const [reason, count] of Object.entries(isObject(rejected) ? rejected : {}))
    if (isCount(count)) counts.push([reason, count]);
  return { received, accepted, rejected: counts };
}

const boolean = z.boolean().optional().catch(undefined);
const text = z.string().optional().catch(undefined);

/** `registered` is always sent (section 4.1): an object without it is no account status. */
export const accountStatus = z.object({
  registered: z.boolean(),
  expired: boolean,
  expirationDate: text.transform((value) => (value === undefined ? undefined : instantOf(value)?.time)),
  endpointsSeenToday: z.int().nonnegative().optional().catch(undefined),
  messages: z
    .array(
      z
        .object({ level: z.number().optional().catch(undefined), body: z.string() })
        .nullable()
        .catch(null),
    )
    .nullish()
    .catch(undefined),
});
export type AccountStatus = z.output<typeof accountStatus>;

export const threatEntry = z.object({
  title: text,
  severity: z
    .union([z.int(), z.string().min(1)])
    .optional()
    .catch(undefined),
  policy: boolean,
});

export const flagEntry = z.object({ title: text, type: text });
