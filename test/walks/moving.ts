/**
 * Walks while records come and change, and while the gateway is started anew. What was not touched is given as if nothing
 * had happened: none missing, none twice, in order.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matching, idOf, type Truth, truthOf } from './truth.ts';
import type { Rig } from '../support/rig.ts';
import { meteredCall, type Shown } from './ask.ts';
import { sourceNames } from './world.ts';
import type { Walk } from './walk.ts';
import { recordKinds, type AnyRecord, type RecordKind } from '../../src/model/records.ts';

/** What happens between two pages. */
export interface Movement {
  /** Picks which records change. */
  readonly pick: number;
  readonly restarts: boolean;
}

/** With one restart in most of them, wherever. */
export const movements: fc.Arbitrary<readonly Movement[]> = fc
  .tuple(fc.array(fc.nat(10_000), { minLength: 2, maxLength: 4 }), fc.nat(4))
  .map(([picks, at]) => picks.map((pick, i) => ({ pick, restarts: i === at })));

const severities = ['low', 'medium', 'high', 'critical'];

const some = <T>(list: readonly T[], pick: number, step: number): T[] =>
  list.filter((_, i) => i % step === pick % step);

/** New records now and long ago, and changes of old ones, at every source. */
function move({ argus, gta, alpha, kata, clock }: Rig, pick: number): void {
  const now = clock.now();
  const oldest = Math.min(...[...argus.events.values()].map(({ created }) => created));
  for (const { id } of some([...argus.events.values()], pick, 60))
    argus.updateEvent(id, {
      severity: severities[pick % 4] ?? 'low',
      flags: ['IDENTIFIED_THREAT', 'FOLLOWUP'],
    });
  argus.addEvent({ created: now, alarmID: 58_001, flags: ['IDENTIFIED_THREAT'] });
  // Into what only Argus itself knows, and changed since: the journal gets it, too.
  argus.addEvent({ created: oldest + (pick % 600_000), lastUpdated: now, alarmID: 58_002 });
  for (const id of some([...gta.events.keys()], pick, 50))
    gta.updateEvent(id, { subtitle: `moved ${pick} ${now}` });
  gta.generate({
    events: 3,
    detections: 1,
    alerts: 1,
    assets: 1,
    spacing: 0,
    start: now - (pick % 3_600_000),
  });
  alpha.generate(2, { start: now, spacing: 0, threatsPerAlert: 1 });
  kata.generate(2, { ioaEvery: 1 });
}

/** The gateway of a world is begun by hand, after its records were made. */
async function restart(rig: Rig): Promise<void> {
  await rig.restart();
  await rig.gateway.start();
}

/** Waits until every feed was begun and ended anew. */
async function followed(rig: Rig): Promise<void> {
  for (const _ of [1, 2]) {
    const since = rig.clock.now();
    await rig.until(async () => {
      const { parts } = await rig.gateway.federated.records('EVENT', {
        sources: [...rig.gateway.sources.values()],
        page: { direction: 'forward', limit: 0 },
        order: { field: 'TIME', direction: 'DESC' },
        countTotal: false,
        lookBack: false,
        signal: new AbortController().signal,
        call: meteredCall,
      });
      return parts.every(({ completeUntil = 0 }) => completeUntil > since);
    });
  }
}

/** A walk on its way, a page now and then. */
interface Walker {
  readonly walk: Walk;
  readonly found: string[];
  cursor: string | undefined;
  isDone: boolean;
}

async function step(walker: Walker, rig: Rig, size: number): Promise<void> {
  const { walk, cursor } = walker;
  const page: Shown | 'INVALID_CURSOR' = await walk.reader(rig)(
    walk.beginsAtTheEnd ? { last: size, before: cursor } : { first: size, after: cursor },
    false,
  );
  if (page === 'INVALID_CURSOR') throw new Error('a cursor of this very question was refused');
  if (!page.partial) assert.deepEqual(page.failing, [], 'no source fails');
  const { ids, cursors, next, previous } = page;
  // Backwards a page shows its items in the order of the list.
  walker.found.push(...(walk.beginsAtTheEnd ? ids.toReversed() : ids));
  walker.cursor = (walk.beginsAtTheEnd ? cursors[0] : cursors.at(-1)) ?? page.resume ?? cursor;
  walker.isDone = !(walk.beginsAtTheEnd ? previous : next);
}

const content = (record: AnyRecord): string => JSON.stringify(record);

/** The ids of records of a kind that are in both, with nothing about them changed. */
function untouched(before: Truth, after: Truth, kind: RecordKind): ReadonlySet<string> {
  const records = (truth: Truth): readonly AnyRecord[] => truth[kind];
  const contents = new Map(records(after).map((record) => [idOf(record), content(record)]));
  return new Set(
    records(before)
      .filter((record) => contents.get(idOf(record)) === content(record))
      .map(idOf),
  );
}

export interface Moved {
  readonly pages: number;
  readonly items: number;
  readonly touched: number;
}

/** All walks side by side: some pages each, then everything moves, and so on to their ends. */
export async function followMoving(
  walks: readonly Walk[],
  moves: readonly Movement[],
  rig: Rig,
  before: Truth,
): Promise<Moved & { readonly after: Truth }> {
  const walkers = walks.map((walk): Walker => ({ walk, found: [], cursor: undefined, isDone: false }));
  let pages = 0;
  const all = async (count: number, sizeOf: (size: number) => number): Promise<void> => {
    for (const walker of walkers)
      for (let n = 0; n < count && !walker.isDone; n += 1) {
        const size = walker.walk.sizes[pages % walker.walk.sizes.length] ?? 1;
        await step(walker, rig, sizeOf(size));
        pages += 1;
      }
  };
  for (const { pick, restarts } of moves) {
    await all(2, (size) => Math.min(size, 1 + (pick % 40)));
    move(rig, pick);
    if (restarts) await restart(rig);
    await followed(rig);
  }
  await all(Number.POSITIVE_INFINITY, (size) => Math.max(size, 60));
  const after = await truthOf(rig);
  const still = new Map(recordKinds.map((kind) => [kind, untouched(before, after, kind)]));
  for (const { walk, found } of walkers) {
    const ids = still.get(walk.kind) ?? new Set();
    const wanted = walk.expected(before).filter((id) => ids.has(id));
    assert.deepEqual(
      found.filter((id) => ids.has(id)),
      walk.beginsAtTheEnd ? wanted.toReversed() : wanted,
      `what did not move: ${walk.text}`,
    );
  }
  const touched = recordKinds.reduce(
    (sum, kind) => sum + matching(after, kind, undefined).length - (still.get(kind)?.size ?? 0),
    0,
  );
  assert.ok(
    touched > 0 && sourceNames.every((name) => matching(after, 'EVENT', { sources: [name] }).length > 0),
  );
  return { pages, items: walkers.reduce((sum, { found }) => sum + found.length, 0), touched, after };
}
