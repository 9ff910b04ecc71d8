import type { TimeWindow } from '../../model/filters.ts';
import type { Body } from './client.ts';
import type { ArgusApi } from './config.ts';
import { searchFlag } from './flags.ts';

export type EventType = 'AGGREGATED' | 'RAW';
export type Side = 'source' | 'destination';

/** What of a filter goes upstream, and what that says about the rest. */
export interface Pushdown {
  /** Without paging, order and selection. */
  readonly criteria: Body;
  /** Which argument a field of the criteria came from: `ip[0]` -> `filter.ip[0]`. */
  readonly origins: ReadonlyMap<string, string>;
  /** Creation times that matter: `from` inclusive, `to` exclusive. */
  readonly time: { readonly from: number | undefined; readonly to: number | undefined };
  /** The same of last changes. */
  readonly changed: { readonly from: number | undefined; readonly to: number | undefined };
  /** Nothing of this source can match. */
  readonly never: boolean;
  /** With the creation times, the criteria say all that the filter says. */
  readonly exact: boolean;
  /** Part of the filter is evaluated here alone and may drop most of what comes. */
  readonly sparse: boolean;
  /** Types of events that can match; no matter for cases. */
  readonly types: ReadonlySet<EventType>;
}

/** Search criteria under construction, and the argument that each of their fields comes from. */
export interface Criteria {
  /**
   * Sends a list; `places` are the values' places in the argument. An empty list matches nothing. A field that another
   * part of the filter has taken already is left to the check on the records.
   */
  push(field: string, values: readonly unknown[], path: string, places?: readonly number[]): void;
  /** Sends one value; of two the stricter one, as `stricter` says, or the first. */
  set(field: string, value: number | string, path: string, stricter?: (a: number, b: number) => number): void;
  /** Asks for an event flag (either spelling) to be set, or not to be set. */
  flag(set: 'include' | 'exclude', word: string, path?: string): void;
  /** How wide a range may be that covers an address; of two the wider. */
  minBits(side: Side, bits: number, path: string): void;
  property(key: string, value: string, path: string): void;
  /** Any of these must hold; false when another part of the filter has alternatives already. */
  alternatives(subs: readonly Body[], paths?: readonly string[]): boolean;
  /** Narrows the creation times, or those of the last change. */
  between(times: 'time' | 'changed', window: TimeWindow): void;
  without(type: EventType): void;
  /** Part of the filter is evaluated here alone, and may drop most rows. */
  local(): void;
  /** The criteria are somewhat wider than the filter. */
  wider(): void;
  never(): void;
  finish(): Pushdown;
}

export function createCriteria(api: ArgusApi): Criteria {
  const fields = new Map<string, unknown>();
  const origins = new Map<string, string>();
  const flags = {
    include: new Map<string, string | undefined>(),
    exclude: new Map<string, string | undefined>(),
  };
  const covering = new Map<Side, { readonly bits: number; readonly path: string }>();
  const types = new Set<EventType>(['AGGREGATED', 'RAW']);
  const windows: Record<'time' | 'changed', { readonly from?: number; readonly to?: number }> = {
    time: {},
    changed: {},
  };
  let never = false;
  let exact = true;
  let sparse = false;

  const criteria: Criteria = {
    push(field, values, path, places) {
      if (values.length === 0) never = true;
      if (fields.has(field)) {
        exact = false;
        return;
      }
      fields.set(field, values);
      origins.set(field, path);
      for (const i of values.keys()) origins.set(`${field}[${i}]`, `${path}[${places?.[i] ?? i}]`);
    },
    set(field, value, path, stricter) {
      const taken = fields.get(field);
      if (taken === undefined || (stricter && typeof taken === 'number' && typeof value === 'number')) {
        const both =
          typeof taken === 'number' && typeof value === 'number' ? stricter?.(taken, value) : value;
        fields.set(field, both);
        if (both === value) origins.set(field, path);
      } else exact = false;
    },
    flag(set, word, path) {
      const known = searchFlag(api, word);
      if (known === undefined) criteria.local();
      else flags[set].set(known, path);
    },
    minBits(side, bits, path) {
      const taken = covering.get(side);
      if (taken === undefined || bits < taken.bits) covering.set(side, { bits, path });
    },
    property(key, value, path) {
      if (fields.has('properties')) {
        criteria.local();
        return;
      }
      fields.set('properties', { [key]: value });
      fields.set('exactMatchProperties', true);
      origins.set('properties', path);
    },
    alternatives(subs, paths = []) {
      if (fields.has('subCriteria')) return false;
      fields.set('subCriteria', subs);
      for (const [i, path] of paths.entries()) origins.set(`subCriteria[${i}]`, path);
      return true;
    },
    between(times, { from, to }) {
      const known = windows[times];
      windows[times] = {
        ...known,
        ...(typeof from === 'number' ? { from: Math.max(known.from ?? from, from) } : {}),
        ...(typeof to === 'number' ? { to: Math.min(known.to ?? to, to) } : {}),
      };
    },
    without: (type) => void types.delete(type),
    local() {
      exact = false;
      sparse = true;
    },
    wider() {
      exact = false;
    },
    never() {
      never = true;
    },
    finish() {
      for (const set of ['include', 'exclude'] as const) {
        const field = `${set}Flags`;
        if (flags[set].size > 0) fields.set(field, [...flags[set].keys()]);
        for (const [i, path] of [...flags[set].values()].entries()) {
          if (path !== undefined) origins.set(`${field}[${i}]`, path);
        }
      }
      for (const [side, { bits, path }] of covering) {
        if (bits !== 0) fields.set(`${side}IPMinBits`, bits);
        origins.set(`${side}IPMinBits`, path);
      }
      const { time, changed } = windows;
      const isEmpty = ({ from, to }: typeof time): boolean =>
        from !== undefined && to !== undefined && from >= to;
      return {
        criteria: Object.fromEntries(fields),
        origins,
        time: { from: time.from, to: time.to },
        changed: { from: changed.from, to: changed.to },
        never: never || isEmpty(time) || isEmpty(changed) || types.size === 0,
        exact,
        sparse,
        types,
      };
    },
  };
  return criteria;
}

/**
 * Customers as a search takes them: ids as numbers, short names in lower case.
 * [assumed] Short names are lower case at Argus, as all documented ones are; here case does not matter.
 */
export const customerValues = (customers: readonly string[]): (string | number)[] =>
  customers.map((one) => (/^\d{1,15}$/.test(one) ? Number(one) : one.toLowerCase()));
