/** The collector: submitting events, one or many (contract sheet argus, section 12). */
import { z } from 'zod';
import type { SimAnswer } from '../kit.ts';
import { accumulateFlags } from './flags.ts';
import { faultsOf, read, timeSchema } from './input.ts';
import { alarmOfSignature, makeEvent, type EventParts } from './make.ts';
import { createSubmissionCheck, submissionShape, type Queued, type Submission } from './submission-check.ts';
import { ArgusRefusal, refuse, refuseField } from './wire.ts';
import type { ArgusWorld, Ask, Route } from './world.ts';
import type { SimArgusEndpoint, SimArgusProperty } from './types.ts';

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

interface Collector {
  readonly routes: readonly Route[];
  /** Stores what has waited long enough. */
  drain(): void;
}

export function createCollector(world: ArgusWorld): Collector {
  const { clock, store, switches } = world;
  const shape = submissionShape(timeSchema(() => clock.now()));
  const bulkShape = z
    .object({ events: z.array(z.unknown()), onError: z.enum(['rejectAll', 'dropInvalid']).nullish() })
    .strict();
  const queue: Queued[] = [];
  const check = createSubmissionCheck(world);

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
          firstEvent: now,
          lastEvent: now,
          ...partsOf(queued),
          type,
          customerID,
          created,
          uuid,
          lastUpdated: now,
          source: endpointOf(given.source, null),
          destination: endpointOf(given.destination, null),
          flags: [...new Set(given.flags)],
          properties: [...own.filter(({ key }) => properties.every((one) => one.key !== key)), ...properties],
        },
        now,
        0,
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
      throw refuseField('events', `At most ${switches.bulkCap} events`, body.events.length);
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
