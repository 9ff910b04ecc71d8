/** Reaching a case as the key that asks. */
import { refuse } from './wire.ts';
import type { Ask } from './world.ts';
import type { Mutable, SimArgusCase } from './types.ts';

const isDeleted = (one: SimArgusCase): boolean => one.flags.includes('DELETED');

/** The case if it is there and the key may read it. */
export function readableCase({ world, access }: Ask, id: number): Mutable<SimArgusCase> | undefined {
  const found = world.store.cases.get(id);
  return found !== undefined && !isDeleted(found) && access.case(found) ? found : undefined;
}

/** The case, undefined when there is none; throws 403 (or 404, by the switch) when the key may not read it. */
export function visibleCase(ask: Ask, id: number): Mutable<SimArgusCase> | undefined {
  const { cases } = ask.world.store;
  const found = readableCase(ask, id);
  const stored = cases.get(id);
  if (found === undefined && stored !== undefined && !isDeleted(stored))
    throw refuse(ask.world.switches.hiddenCase);
  return found;
}

/** The case as `visibleCase`, with a 404 when there is none. */
export function caseOf(ask: Ask, id: number): Mutable<SimArgusCase> {
  const found = visibleCase(ask, id);
  if (found === undefined) throw refuse(404, `No such case: ${id}`);
  return found;
}

/** The ids of a readable case and of the cases that were merged into it; throws like `caseOf`. */
export function casesOf(ask: Ask, id: number): number[] {
  caseOf(ask, id);
  const found = [id];
  for (const one of found) {
    for (const other of ask.world.store.cases.values()) if (other.mergedInto === one) found.push(other.id);
  }
  return found;
}
