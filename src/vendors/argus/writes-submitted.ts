/** Reading back what was submitted. */
import type { Call } from '../../model/source.ts';
import type { SubmittedEndpoint, SubmittedEvent } from '../../model/writes.ts';
import type { Endpoint } from '../../model/values.ts';
import { parseNetwork, networkText } from '../../model/addresses.ts';
import type { ArgusClient } from './client.ts';
import { eventSort, INDEX_MARGIN_MS, indexBounds, SINCE_EVER } from './endpoints.ts';
import { ArgusRefusal } from './envelope.ts';
import { bareSelection, type ArgusEvent, type Selection } from './event.ts';
import { v1Flag, v2Flag } from './flags.ts';
import { chunks, type EventsById } from './lookup.ts';
import { SUBMISSION_PAGE } from './endpoints.ts';
import { readV2Event } from './wire-v2.ts';
import { severityWord } from './writes-assessment.ts';
import type { Prepared } from './writes-submission.ts';

/** The events that are there, by what was submitted of them. Throws SourceError. */
export type ReadSubmitted = (
  events: readonly Prepared[],
  selection: Selection,
  call: Call,
) => Promise<ReadonlyMap<Prepared, ArgusEvent>>;

export interface SubmittedContext {
  readonly client: ArgusClient;
  readonly eventsById: EventsById;
}

export function createReadSubmitted({ client, eventsById }: SubmittedContext): ReadSubmitted {
  /** By the uuid alone, which identifies an event whose customer's number is not known. */
  async function byUuid(
    events: readonly Prepared[],
    selection: Selection,
    call: Call,
  ): Promise<ReadonlyMap<string, ArgusEvent>> {
    const times = events.map(({ created }) => created);
    const { from, to } = indexBounds.v2;
    try {
      const list = await client.searchEvents(
        {
          eventID: events.map(({ uuid }) => uuid),
          startTimestamp: SINCE_EVER,
          [from]: Math.max(0, Math.min(...times) - INDEX_MARGIN_MS),
          [to]: Math.max(...times) + INDEX_MARGIN_MS,
          limit: events.length,
          offset: 0,
          sortBy: eventSort.created.newestFirst,
          ...(selection.allProperties ? { includeAllProperties: true } : {}),
        },
        call,
      );
      const read = list.rows.flatMap((raw) => readV2Event(raw, selection) ?? []);
      return new Map(read.map((event) => [event.id.uuid.toLowerCase(), event]));
    } catch (error) {
      // A search that does not take uuids finds nothing by them.
      if (error instanceof ArgusRefusal) return new Map();
      throw error;
    }
  }

  return async (events, selection, call) => {
    const found = new Map<Prepared, ArgusEvent>();
    const ids = new Set(events.flatMap(({ id }) => id ?? []));
    const byId = await eventsById([...ids], selection, call);
    for (const page of chunks(
      events.filter(({ id }) => id === undefined),
      SUBMISSION_PAGE,
    )) {
      const seen = await byUuid(page, selection, call);
      for (const one of page) {
        const event = seen.get(one.uuid);
        if (event !== undefined) found.set(one, event);
      }
    }
    for (const one of events) {
      const event = one.id === undefined ? undefined : byId.get(one.id);
      if (event !== undefined) found.set(one, event);
    }
    return found;
  };
}

/** What an update is compared in. */
export const comparedSelection: Selection = { ...bareSelection, allProperties: true };

/** Flags that a second update turns from partial into whole (contract sheet argus, section 12). */
const partialPartner = (flag: string): string | undefined => {
  const word = v1Flag(flag);
  if (word.endsWith('_IS_CUSTOMERNET')) return v2Flag(word.replace('_IS_', '_IS_PARTIAL_'));
  if (word === 'SSL_TERMINATED') return 'partialSslTerminated';
  return ['BLOCKED', 'NOTIFIED', 'ACKNOWLEDGED'].includes(word) ? v2Flag(`PARTIALLY_${word}`) : undefined;
};

const sameEndpoint = (sent: SubmittedEndpoint | undefined, stored: Endpoint | undefined): boolean => {
  if (sent === undefined) return true;
  const network = sent.address === undefined ? null : parseNetwork(sent.address);
  return (
    network !== null &&
    networkText(network) === (stored?.ip ?? stored?.network) &&
    (sent.port === undefined || sent.port === stored?.port) &&
    (sent.host === undefined || sent.host === stored?.host) &&
    (sent.user === undefined || sent.user === stored?.user)
  );
};

const sameProperties = (sent: SubmittedEvent['properties'], stored: ArgusEvent['properties']): boolean =>
  (sent ?? []).every(({ key, values }) => {
    const found = stored?.find((one) => one.key === key)?.values;
    return found?.length === values.length && values.every((value, i) => value === found[i]);
  });

/** Whether everything that was said of the event can be seen on it, in the same words. */
function showsContent(sent: SubmittedEvent, event: ArgusEvent): boolean {
  const { location, severity, domain, protocol, flags = [] } = sent;
  const pairs = [
    [sent.signature, event.signature],
    [domain?.toLowerCase(), event.domain?.toLowerCase()],
    [sent.uri, event.uri],
    [protocol?.toLowerCase(), event.protocol],
    [severity === undefined ? undefined : severityWord(severity), event.severity],
    [sent.count, event.count],
    [sent.startTime, event.firstEvent],
    [sent.endTime, event.lastEvent],
  ] as const;
  const has = (flag: string): boolean =>
    event.flags.includes(v2Flag(flag)) || event.flags.includes(partialPartner(flag) ?? v2Flag(flag));
  return (
    pairs.every(([asked, stored]) => asked === undefined || asked === stored) &&
    (location === undefined || [String(event.location?.id), event.location?.shortName].includes(location)) &&
    sameEndpoint(sent.srcEndpoint, event.source) &&
    sameEndpoint(sent.dstEndpoint, event.destination) &&
    sameProperties(sent.properties, event.properties) &&
    flags.every(has) &&
    (sent.finalized !== true || has('FINALIZED'))
  );
}

/**
 * Whether a submission of `since` has reached its event. A new event is there or not; an update shows on it, and where
 * doing it twice is not doing it once, the event has to have changed since.
 */
export function showsSubmission({ event: sent }: Prepared, event: ArgusEvent, since: number): boolean {
  if (sent.id === undefined) return true;
  const changed = event.lastUpdated !== undefined && event.lastUpdated >= since;
  const once = (sent.flags ?? []).some((flag) => partialPartner(flag) !== undefined);
  return showsContent(sent, event) && (changed || !once);
}
