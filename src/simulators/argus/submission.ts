/** The collector: submitting events, one or many (contract sheet argus, section 12). */
import { z } from 'zod';
import { storyUuid } from '../story.ts';
import type { SimAnswer } from '../kit.ts';
import { locations } from './catalogue.ts';
import { accumulateFlags } from './flags.ts';
import {
  count,
  eventIdText,
  faultsOf,
  idOrName,
  listOf,
  network,
  parseEventID,
  read,
  severity,
  text,
  timeSchema,
  v1Flag,
} from './input.ts';
import { alarmOfSignature, makeEvent, type EventParts } from './make.ts';
import { eventID } from './store.ts';
import { ArgusRefusal, fieldError, refuse, type ArgusMessage } from './wire.ts';
import type { ArgusWorld, Ask, Route } from './world.ts';
import type { SimArgusEndpoint, SimArgusProperty } from './types.ts';

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

const submissionShape = (time: ReturnType<typeof timeSchema>) =>
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

type Submission = z.output<ReturnType<typeof submissionShape>>;

/** A submission whose references have been resolved: what the queue holds. */
interface Queued {
  readonly applyAt: number;
  readonly id: string;
  readonly type: 'aggregated' | 'raw';
  readonly customerID: number;
  readonly created: number;
  readonly uuid: string;
  readonly given: Submission;
  readonly locationID: number | undefined;
}

type Checked = { readonly queued: Queued } | { readonly status: 403 | 412; readonly fault: ArgusMessage };

const propertiesOf = (given: Record<string, readonly string[]>): SimArgusProperty[] =>
  Object.entries(given).map(([key, values]) => ({ key, type: 'string', values }));

const endpointOf = (
  given: Submission['source'],
  before: SimArgusEndpoint | null,
): SimArgusEndpoint | null => {
  if (!given) return before;
  const whole = { host: null, port: null, user: null, ...given };
  const { address, host, port, user } = whole;
  return { address, host: host ?? null, port: port ?? null, user: user ?? null, geo: null };
};

export interface Collector {
  readonly routes: readonly Route[];
  /** Stores what has waited long enough. */
  drain(): void;
}

export function createCollector(world: ArgusWorld): Collector {
  const { clock, store, switches, customers } = world;
  const shape = submissionShape(timeSchema(() => clock.now()));
  const bulkShape = z
    .object({ events: z.array(z.unknown()), onError: z.enum(['rejectAll', 'dropInvalid']).nullish() })
    .strict();
  const queue: Queued[] = [];
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

  /** Resolves what a submission refers to: faults here are the ones `dropInvalid` may drop. */
  function check(ask: Ask, given: Submission, place: string): Checked {
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
  }

  /** What the submission says of the event beside its identity; members it does not have are left out. */
  function partsOf({ given, created, locationID }: Queued): EventParts {
    const cut = (at: number): number => Math.min(at, clock.now());
    const alarm = given.signature ? alarmOfSignature(given.signature) : undefined;
    return {
      ...(given.startTimestamp ? { firstEvent: cut(given.startTimestamp) } : {}),
      ...(given.endTimestamp ? { lastEvent: cut(given.endTimestamp) } : {}),
      ...(given.signature
        ? {
            signature: given.signature,
            alarmID: alarm?.id ?? null,
            attackCategoryID: alarm?.attackCategoryID ?? null,
          }
        : {}),
      ...(given.domain ? { domain: given.domain } : {}),
      ...(given.uri ? { uri: given.uri } : {}),
      ...(given.protocol ? { protocol: given.protocol } : {}),
      ...(locationID === undefined ? {} : { locationID }),
      ...(given.severity ? { severity: given.severity } : {}),
      ...(typeof given.count === 'number' ? { count: given.count } : {}),
      enginePersisted: Math.max(created, clock.now()),
    };
  }

  function apply(queued: Queued): void {
    const { id, type, customerID, created, uuid, given } = queued;
    const now = clock.now();
    const existing = store.events.get(id);
    const properties = propertiesOf(given.properties ?? {});
    if (existing === undefined) {
      const own = propertiesOf({
        'agent.id': ['crosswatch'],
        'agent.timestamp': [String(now)],
        'engine.timestamp': [String(now)],
      });
      const event = makeEvent(
        {
          ...partsOf(queued),
          type,
          customerID,
          created,
          uuid,
          lastUpdated: now,
          source: endpointOf(given.source, null),
          destination: endpointOf(given.destination, null),
          flags: accumulateNew(given.flags ?? []),
          properties: [...own.filter(({ key }) => properties.every((one) => one.key !== key)), ...properties],
        },
        now,
        serial,
      );
      store.add([event]);
      return;
    }
    // What comes after the final word is dropped without a word: the sender was told "accepted" long before.
    if (existing.flags.includes('FINALIZED')) return;
    store.change(id, {
      ...partsOf(queued),
      enginePersisted: existing.enginePersisted,
      source: endpointOf(given.source, existing.source),
      destination: endpointOf(given.destination, existing.destination),
      flags: accumulateFlags(existing.flags, given.flags ?? []),
      properties: [
        ...existing.properties.filter(({ key }) => properties.every((one) => one.key !== key)),
        ...properties,
      ],
      changes: [...existing.changes, { type: 'updated', timestamp: now, user: 'crosswatch', comment: null }],
    });
  }

  function drain(): void {
    const now = clock.now();
    while (queue[0] !== undefined && queue[0].applyAt <= now) {
      const next = queue.shift();
      if (next !== undefined) apply(next);
    }
  }

  const accept = (queued: Queued): Record<string, unknown> => {
    queue.push(queued);
    return { id: queued.id, status: 'accepted', message: null };
  };

  function submitOne(ask: Ask): SimAnswer {
    ask.access.mayWrite();
    const checked = check(ask, read(shape, ask.body()), '');
    if ('fault' in checked) {
      throw checked.status === 403 ? refuse(403) : new ArgusRefusal(412, [checked.fault]);
    }
    return ask.accepted(accept(checked.queued));
  }

  function submitMany(ask: Ask): SimAnswer {
    ask.access.mayWrite();
    const body = read(bulkShape, ask.body());
    if (body.events.length > switches.bulkCap) {
      const told = `At most ${switches.bulkCap} events`;
      throw new ArgusRefusal(412, [
        fieldError('invalid.json.field.value', 'events', told, body.events.length),
      ]);
    }
    const parsed = body.events.map((given) => shape.safeParse(given));
    const faults = parsed.flatMap((one, i) =>
      one.success ? [] : faultsOf(one.error, body.events[i], ['events', i]),
    );
    if (faults.length > 0) throw new ArgusRefusal(412, faults);
    const checked = parsed.flatMap((one, i) => (one.success ? [check(ask, one.data, `events[${i}].`)] : []));
    const refused = checked.flatMap((one) => ('fault' in one ? [one] : []));
    if (body.onError !== 'dropInvalid' && refused.length > 0) {
      if (refused.every(({ status }) => status === 403)) throw refuse(403);
      throw new ArgusRefusal(
        412,
        refused.map(({ fault }) => fault),
      );
    }
    const events = checked.map((one) =>
      'fault' in one ? { id: null, status: 'rejected', message: one.fault.message } : accept(one.queued),
    );
    const rejected = refused.length;
    return ask.accepted({ accepted: events.length - rejected, rejected, events });
  }

  return {
    drain,
    routes: [
      { method: 'POST', path: /^\/events\/v2\/event$/, answer: submitOne },
      { method: 'POST', path: /^\/events\/v2\/event\/bulk$/, answer: submitMany },
    ],
  };
}

/** The flags of a first submission: set as they are. */
const accumulateNew = (flags: readonly string[]): string[] => [...new Set(flags)];
