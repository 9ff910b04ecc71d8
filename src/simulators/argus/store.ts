/** Where the simulator keeps its events: by id, by case, and in the two orders that clients page through. */
import type { SimClock } from '../clock.ts';
import { sortedList, type SortedList } from './sorted.ts';
import type { ArgusSwitches } from './switches.ts';
import type { Mutable, SimArgusCase, SimArgusEvent, SimArgusEventType } from './types.ts';

/** What of an event may change after it was made. */
export type EventChange = Partial<Omit<SimArgusEvent, 'id' | 'uuid' | 'type' | 'customerID' | 'created'>>;

export interface ArgusStore {
  /** What lives; deleted events are only in the sorted lists. */
  readonly events: Map<string, SimArgusEvent>;
  readonly cases: Map<number, Mutable<SimArgusCase>>;
  readonly byCreated: SortedList<SimArgusEvent>;
  readonly byUpdated: SortedList<SimArgusEvent>;
  readonly byStart: SortedList<SimArgusEvent>;
  /** Deleted events, snapshots and attacks: what searches leave out unless told otherwise. Most stores have none. */
  readonly special: ReadonlySet<SimArgusEvent>;
  add(events: readonly SimArgusEvent[]): void;
  /** Changes a live event in place; `lastUpdated` is now unless the change brings one. Throws when there is none. */
  change(id: string, change: EventChange): SimArgusEvent;
  /** The events of a case, without those of cases merged into it. */
  ofCase(caseID: number): Iterable<SimArgusEvent>;
  find(
    code: SimArgusEventType | undefined,
    created: string,
    customerID: string,
    uuid: string,
  ): SimArgusEvent | undefined;
  /**
   * What searches see instead of the lists while rows are late: undefined when none is, so that the ordered lists
   * may be used.
   */
  lateView(): SimArgusEvent[] | undefined;
}

export const typeCodes = { aggregated: 'AGGR', raw: 'NIDS', attack: 'AGGRATTACK' } as const;

export const eventID = (
  type: SimArgusEventType,
  created: number | string,
  customerID: number | string,
  uuid: string,
): string => `${typeCodes[type]}/${created}/${customerID}/${uuid}`;

/** A number in [0, 1) that is fixed for this text. */
function textShare(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32;
}

export function createStore(clock: SimClock, switches: ArgusSwitches): ArgusStore {
  const events = new Map<string, Mutable<SimArgusEvent>>();
  const byCase = new Map<number, Set<SimArgusEvent>>();
  const byCreated = sortedList<SimArgusEvent>((event) => event.created);
  const byUpdated = sortedList<SimArgusEvent>((event) => event.lastUpdated);
  const byStart = sortedList<SimArgusEvent>((event) => event.firstEvent);
  const special = new Set<SimArgusEvent>();
  const late = new Map<
    SimArgusEvent,
    { readonly until: number; readonly before: SimArgusEvent | undefined }
  >();

  function linkCases(event: SimArgusEvent): void {
    for (const caseID of event.caseIDs) {
      const members = byCase.get(caseID);
      if (members === undefined) byCase.set(caseID, new Set([event]));
      else members.add(event);
    }
  }

  function classify(event: SimArgusEvent): void {
    if (event.deleted || event.type === 'attack' || event.flags.includes('SNAPSHOT')) special.add(event);
    else special.delete(event);
  }

  function delay(event: SimArgusEvent, before: SimArgusEvent | undefined): void {
    const until = event.lastUpdated + switches.lateVisibilityMs;
    if (switches.lateVisibilityMs <= 0 || until <= clock.now()) return;
    if (textShare(`${event.id}${event.lastUpdated}`) >= switches.lateVisibilityShare) return;
    const waiting = late.get(event);
    late.set(event, { until, before: waiting === undefined ? before : waiting.before });
  }

  return {
    events,
    cases: new Map(),
    byCreated,
    byUpdated,
    byStart,
    special,
    add(added) {
      for (const event of added) {
        if (events.has(event.id)) throw new Error(`the simulator already holds ${event.id}`);
        events.set(event.id, event);
        linkCases(event);
        classify(event);
        delay(event, undefined);
      }
      byCreated.add(added);
      byUpdated.add(added);
      byStart.add(added);
    },
    change(id, change) {
      const event = events.get(id);
      if (event === undefined) throw new Error(`the simulator holds no ${id}`);
      const before = { ...event };
      byUpdated.remove(event);
      const moves = change.firstEvent !== undefined && change.firstEvent !== event.firstEvent;
      if (moves) byStart.remove(event);
      for (const caseID of event.caseIDs) byCase.get(caseID)?.delete(event);
      Object.assign(event, { lastUpdated: clock.now() }, change);
      byUpdated.add([event]);
      if (moves) byStart.add([event]);
      if (event.deleted) events.delete(id);
      else linkCases(event);
      classify(event);
      delay(event, before);
      return event;
    },
    ofCase: (caseID) => byCase.get(caseID) ?? [],
    find(type, created, customerID, uuid) {
      const types: SimArgusEventType[] = type === undefined ? ['aggregated', 'raw', 'attack'] : [type];
      return types
        .map((one) => events.get(eventID(one, created, customerID, uuid)))
        .find((event) => event !== undefined);
    },
    lateView() {
      const now = clock.now();
      for (const [event, { until }] of late) if (until <= now) late.delete(event);
      if (late.size === 0) return undefined;
      return byCreated.items().flatMap((event) => {
        const waiting = late.get(event);
        return waiting === undefined ? [event] : (waiting.before ?? []);
      });
    },
  };
}
