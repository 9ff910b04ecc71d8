/** Running an event search: what the key may see, what matches, in which order, and which page of it. */
import type { Access } from './access.ts';
import type { Criteria } from './criteria.ts';
import { eventTest, type EventTest } from './matching.ts';
import { compareBy, createdOf, pageOf, updatedOf, type SortKey } from './ordering.ts';
import type { ArgusWorld } from './world.ts';
import { refuseField } from './wire.ts';
import type { SimArgusEvent } from './types.ts';

export interface EventQuery {
  readonly criteria: Criteria;
  /** What holds beside the criteria, such as the type that a v1 path stands for. */
  readonly also?: EventTest;
  readonly sort: readonly SortKey<SimArgusEvent>[];
  readonly offset: number;
  /** 0 is no limit. */
  readonly limit: number;
}

interface Found<T> {
  readonly rows: readonly T[];
  /** Matches before paging. */
  readonly total: number;
}

/** Everything that meets the criteria and that the key may see, in no order. */
export function matching(
  world: ArgusWorld,
  access: Access,
  criteria: Criteria,
  also?: EventTest,
): SimArgusEvent[] {
  return narrow(world, access, criteria, also)(candidates(world, criteria, undefined).list);
}

function narrow(
  world: ArgusWorld,
  access: Access,
  criteria: Criteria,
  also: EventTest | undefined,
): (list: readonly SimArgusEvent[]) => SimArgusEvent[] {
  const { switches, customers } = world;
  checkCustomers(world, criteria);
  const test = eventTest(criteria, {
    now: world.clock.now(),
    lastUpdatedBound: switches.lastUpdatedBound,
    customers,
  });
  const { special } = world.store;
  const listed: EventTest = (event) =>
    (!event.deleted || criteria.includeDeleted === true) &&
    event.type !== 'attack' &&
    (switches.snapshotsInSearch || !event.flags.includes('SNAPSHOT'));
  // A plain loop without needless tests: this runs over every event there is, and there may be hundreds of thousands.
  return (list) => {
    const found: SimArgusEvent[] = [];
    for (const event of list) {
      if (also !== undefined && !also(event)) continue;
      if (!access.customer(event.customerID) || !test(event)) continue;
      if (special.size === 0 || !special.has(event) || listed(event)) found.push(event);
    }
    return found;
  };
}

function checkCustomers({ customers, switches }: ArgusWorld, criteria: Criteria): void {
  if (switches.unknownCustomer === 'empty') return;
  for (const [i, given] of (criteria.customer ?? []).entries()) {
    if (!customers.some((customer) => customer.id === given || customer.shortName === given)) {
      throw refuseField(`customer[${i}]`, 'Unknown customer', given);
    }
  }
}

interface Candidates {
  readonly list: readonly SimArgusEvent[];
  /** The list is in the order of the first sort key. */
  readonly ordered: boolean;
}

/** As few events as the criteria allow to look at, and in the wanted order where a list in that order is at hand. */
function candidates(
  { store }: ArgusWorld,
  criteria: Criteria,
  first: SortKey<SimArgusEvent> | undefined,
): Candidates {
  const late = store.lateView();
  if (late !== undefined) return { list: late, ordered: false };
  if (criteria.includeDeleted !== true) {
    const ids = criteria.eventIdentifier ?? criteria.id;
    if (ids) return { list: [...new Set(ids)].flatMap((id) => store.events.get(id) ?? []), ordered: false };
    if (criteria.associatedCaseID) {
      const members = new Set(criteria.associatedCaseID.flatMap((caseID) => [...store.ofCase(caseID)]));
      return { list: [...members], ordered: false };
    }
  }
  const { lastUpdatedTimestamp } = criteria;
  const wantsUpdated = first?.of === updatedOf || typeof lastUpdatedTimestamp === 'number';
  const index = wantsUpdated ? store.byUpdated : store.byCreated;
  const from = typeof lastUpdatedTimestamp === 'number' ? index.lowerBound(lastUpdatedTimestamp) : 0;
  const list = from === 0 ? index.items() : index.items().slice(from);
  const window = startWindow(store.byStart, criteria);
  // Sorting a few beats looking at all of them in order.
  if (window.to - window.from < list.length / 8) {
    return { list: store.byStart.items().slice(window.from, window.to), ordered: false };
  }
  return { list, ordered: first?.of === (wantsUpdated ? updatedOf : createdOf) };
}

/** Where the events stand whose start lies in the criteria's time window. */
function startWindow(
  byStart: ArgusWorld['store']['byStart'],
  { startTimestamp, endTimestamp }: Criteria,
): { readonly from: number; readonly to: number } {
  const from = typeof startTimestamp === 'number' ? byStart.lowerBound(startTimestamp) : 0;
  const to = typeof endTimestamp === 'number' ? byStart.lowerBound(endTimestamp + 1) : byStart.items().length;
  return { from, to };
}

/** The page of matching events; 412 on `offset` beyond the backend's window. */
export function searchEvents(world: ArgusWorld, access: Access, query: EventQuery): Found<SimArgusEvent> {
  const { offset, limit, sort } = query;
  const window = world.switches.backendWindow;
  if (offset + limit > window) {
    throw refuseField('offset', `Results beyond ${window} can not be fetched`, offset);
  }
  const { list, ordered } = candidates(world, query.criteria, sort[0]);
  const found = narrow(world, access, query.criteria, query.also)(list);
  const compare = compareBy(sort);
  if (ordered && sort[0]?.descending === true) found.reverse();
  if (!ordered || sort.length > 1) found.sort(compare);
  return {
    rows: arrangedPage(world, found, offset, limit === 0 ? window - offset : limit, compare),
    total: found.length,
  };
}

/** The page of a sorted list, ties arranged as the switches say. */
export function arrangedPage<T extends { readonly id: string | number }>(
  world: ArgusWorld,
  sorted: readonly T[],
  offset: number,
  limit: number,
  compare: (a: T, b: T) => number,
): T[] {
  const byID = (a: T, b: T): number => (a.id < b.id ? -1 : 1);
  const arrange = world.switches.shuffleTies ? { random: world.random } : { tieBreak: byID };
  return pageOf(sorted, offset, limit, compare, arrange);
}
