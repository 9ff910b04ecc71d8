/** The dictionaries of threats and flags: one call serves any number of ids (contract sheet alphasoc, section 12.4). */
import type { AlphaSocFlag } from '../../model/details.ts';
import type { Threat } from '../../model/records.ts';
import type { Call, Lookup } from '../../model/source.ts';
import type { Raw } from './fields.ts';
import { threatOf } from './map.ts';
import { flagEntry } from './wire.ts';

/** Milliseconds after which an inventory is asked for anew. */
export const INVENTORY_AGE = 10 * 60 * 1_000;

/** Milliseconds between two calls for ids that are only looked up: whoever makes ids up must not make calls with them. */
const LOOKUP_PAUSE = 60 * 1_000;

export interface Inventory<T> {
  /** The newest that was heard of an id. */
  get(id: string): T | undefined;
  /** Takes entries that came by another way, such as a page of alerts. */
  merge(entries: Raw): void;
  /** Whether the whole inventory is worth a call: it is old, or does not explain one of the ids and was not asked since. */
  isDue(ids: Iterable<string>): boolean;
  /** Reads the whole inventory; callers at the same time share one call. Throws SourceError. */
  refresh(call: Call, ids?: Iterable<string>): Promise<readonly T[]>;
  readonly lookup: Lookup<T>;
}

/**
 * An entry that the vendor has withdrawn stays as it was last: old alerts go on naming it. `now` gives milliseconds since
 * the epoch. That callers share one call is the HTTP client's doing: equal reads in flight are one.
 */
function createInventory<T>(options: {
  readonly read: (call: Call) => Promise<Raw>;
  readonly entryOf: (id: string, raw: unknown) => T;
  readonly now: () => number;
}): Inventory<T> {
  const { read, entryOf, now } = options;
  const entries = new Map<string, T>();
  /** Ids that no inventory of late has explained. */
  let unexplained = new Set<string>();
  let readAt: number | undefined;

  const isOlder = (age: number): boolean => readAt === undefined || now() - readAt >= age;

  function isDue(ids: Iterable<string>): boolean {
    if (isOlder(INVENTORY_AGE)) return true;
    for (const id of ids) if (!entries.has(id) && !unexplained.has(id)) return true;
    return false;
  }
  function merge(raw: Raw): void {
    for (const [id, entry] of Object.entries(raw)) if (id !== '') entries.set(id, entryOf(id, entry));
  }
  async function refresh(call: Call, ids: Iterable<string> = []): Promise<readonly T[]> {
    const raw = await read(call);
    const before = isOlder(INVENTORY_AGE) ? [] : unexplained;
    readAt = now();
    merge(raw);
    unexplained = new Set([...before, ...ids].filter((id) => !entries.has(id)));
    return Object.keys(raw).flatMap((id) => entries.get(id) ?? []);
  }

  return {
    get: (id) => entries.get(id),
    merge,
    isDue,
    refresh,
    async lookup(ids, call) {
      if (isOlder(LOOKUP_PAUSE) && isDue(ids)) await refresh(call, ids);
      const found = new Map<string, T>();
      for (const id of ids) {
        const entry = entries.get(id);
        if (entry !== undefined) found.set(id, entry);
      }
      return found;
    },
  };
}

type Read = (call: Call) => Promise<Raw>;

export const createThreats = (source: string, read: Read, now: () => number): Inventory<Threat> =>
  createInventory({ read, entryOf: (id, raw) => threatOf(source, id, raw), now });

export const createFlags = (read: Read, now: () => number): Inventory<AlphaSocFlag> =>
  createInventory({
    read,
    entryOf: (id, raw) => ({ id, ...flagEntry.safeParse(raw).data }),
    now,
  });
