/** What a submission may say, and whether what it refers to exists (contract sheet argus, section 12). */
import { z } from 'zod';
import { storyUuid } from '../story.ts';
import { locations } from './catalogue.ts';
import {
  count,
  eventIdText,
  idOrName,
  listOf,
  network,
  parseEventID,
  severity,
  text,
  timeSchema,
  v1Flag,
} from './input.ts';
import { eventID } from './store.ts';
import { fieldError, type ArgusMessage } from './wire.ts';
import type { ArgusWorld, Ask } from './world.ts';

const endpoint = z.union([
  network.transform((address) => ({ address })),
  z
    .object({
      address: network,
      host: text.nullish(),
      port: z.int().min(0).max(65_535).nullish(),
      user: text.nullish(),
    })
    .strict(),
]);

/** The body of a submission. */
export const submissionShape = (time: ReturnType<typeof timeSchema>) =>
  z
    .object({
      id: z
        .union([
          eventIdText.refine((id) => !id.startsWith('AGGRATTACK'), { error: 'Invalid event type' }),
          z
            .object({
              type: z.enum(['aggregated', 'raw']).nullish(),
              customer: idOrName.nullish(),
              customerID: z.int().nullish(),
              timestamp: time.nullish(),
              uuid: z.guid().nullish(),
            })
            .strict(),
        ])
        .nullish(),
      startTimestamp: time.nullish(),
      endTimestamp: time.nullish(),
      signature: text.nullish(),
      source: endpoint.nullish(),
      destination: endpoint.nullish(),
      domain: text.nullish(),
      uri: text.nullish(),
      protocol: z.enum(['tcp', 'udp', 'icmp', 'ip', 'esp', 'unknown']).nullish(),
      location: idOrName.nullish(),
      severity: severity.nullish(),
      count: count.nullish(),
      properties: z.record(text, listOf(text)).nullish(),
      flags: listOf(v1Flag).nullish(),
      finalized: z.boolean().nullish(),
    })
    .strict();

export type Submission = z.output<ReturnType<typeof submissionShape>>;

/** A submission whose references have been resolved: what the queue holds. */
export interface Queued {
  readonly applyAt: number;
  readonly id: string;
  readonly type: 'aggregated' | 'raw';
  readonly customerID: number;
  readonly created: number;
  readonly uuid: string;
  readonly given: Submission;
  readonly locationID: number | undefined;
}

/** Resolved, or what stands against it. */
type Checked = { readonly queued: Queued } | { readonly status: 403 | 412; readonly fault: ArgusMessage };

/** Resolves what a submission refers to: the faults found here are the ones that `dropInvalid` may drop. */
export function createSubmissionCheck({
  customers,
  switches,
}: ArgusWorld): (ask: Ask, given: Submission, place: string) => Checked {
  let serial = 0;

  function identify({ id }: Submission, { access, now }: Ask) {
    const parsed = typeof id === 'string' ? parseEventID(id) : undefined;
    const parts = typeof id === 'object' && id !== null ? id : {};
    const customer = parsed?.customerID ?? parts.customerID ?? parts.customer ?? access.ownCustomerID;
    const found = customers.find((one) => one.id === customer || one.shortName === customer);
    const wanted = parsed?.created ?? parts.timestamp ?? now;
    serial += 1;
    return {
      type:
        parsed === undefined ? (parts.type ?? 'aggregated') : parsed.code === 'NIDS' ? 'raw' : 'aggregated',
      customer,
      found,
      created: Math.min(wanted, now),
      late: wanted > now,
      uuid: (parsed?.uuid ?? parts.uuid ?? storyUuid('argus-submission', now, serial)).toLowerCase(),
    } as const;
  }

  return (ask, given, place) => {
    const { type, customer, found, created, late, uuid } = identify(given, ask);
    const invalid = (field: string, value: unknown): Checked => ({
      status: 412,
      fault: fieldError(
        'invalid.json.field.value',
        `${place}${field}`,
        `Invalid ${field}: ${String(value)}`,
        value,
      ),
    });
    if (found === undefined) return invalid(typeof given.id === 'string' ? 'id' : 'customer', customer);
    if (!ask.access.customer(found.id)) {
      const fault = fieldError(
        'access.denied',
        `${place}customer`,
        `Access denied to customer: ${customer}`,
        customer,
      );
      return { status: 403, fault };
    }
    const location = locations.find(
      ({ id, shortName }) => id === given.location || shortName === given.location,
    );
    if (given.location !== null && given.location !== undefined && location === undefined) {
      return invalid('location', given.location);
    }
    const flags = [
      ...(given.flags ?? []),
      ...(late ? ['CLOCK_OUT_OF_SYNC'] : []),
      ...(given.finalized === true ? ['FINALIZED'] : []),
    ];
    return {
      queued: {
        applyAt: ask.now + switches.submitDelayMs,
        id: eventID(type, created, found.id, uuid),
        type,
        customerID: found.id,
        created,
        uuid,
        given: { ...given, flags },
        locationID: location?.id,
      },
    };
  };
}
