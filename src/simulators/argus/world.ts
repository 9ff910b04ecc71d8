/** What every endpoint works on: the store, the clock, the switches and the customers. */
import type { SimClock } from '../clock.ts';
import type { ArgusCustomer } from './catalogue.ts';
import type { Access } from './access.ts';
import type { ArgusStore } from './store.ts';
import type { ArgusSwitches } from './switches.ts';
import type { SimAnswer } from '../kit.ts';

export interface ArgusWorld {
  readonly clock: SimClock;
  readonly switches: ArgusSwitches;
  readonly customers: readonly ArgusCustomer[];
  readonly store: ArgusStore;
  /** A repeatable stream of numbers in [0, 1). */
  readonly random: () => number;
}

/** One request on its way through an endpoint. */
export interface Ask {
  readonly world: ArgusWorld;
  readonly access: Access;
  /** The groups of the route's pattern. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** The JSON object sent; throws 415 or 412. */
  body(): Record<string, unknown>;
  readonly now: number;
  /** A single object, 404 or `data: null` when undefined. */
  one(data: unknown): SimAnswer;
  list(
    data: readonly unknown[],
    paging: { readonly limit: number; readonly offset: number; readonly total: number },
  ): SimAnswer;
  /** 201. */
  accepted(data: unknown): SimAnswer;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Matches the whole path. */
  readonly path: RegExp;
  readonly answer: (ask: Ask) => SimAnswer;
}
