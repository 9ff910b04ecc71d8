/**
 * Walks while the vendor's data moves: between two pages items are updated (an event gets a new number and goes to the
 * end), added and removed. Cursors are taken anywhere on a page, not only at its end.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Page } from '../../../src/model/page.ts';
import type { CiscoGtaSim } from '../../../src/simulators/cisco-gta/index.ts';
import { newCall, start, type Harness } from './harness.ts';

interface Seen {
  readonly nativeId: string;
  readonly raw: unknown;
}

/** What happens between two pages; `place` picks an item relative to the cursor. */
interface Move {
  readonly what: 'update' | 'remove' | 'add' | 'raise' | 'lower';
  readonly place: number;
}

interface Step {
  /** Where on the page the walk goes on from, in thousandths. */
  readonly cut: number;
  readonly limit: number;
  readonly moves: readonly Move[];
}

const steps = (what: readonly Move['what'][], most: number) =>
  fc.array(
    fc.record({
      cut: fc.integer({ min: 0, max: 999 }),
      limit: fc.integer({ min: 1, max: 30 }),
      moves: fc.array(
        fc.record({ what: fc.constantFrom(...what), place: fc.integer({ min: -12, max: 12 }) }),
        {
          maxLength: most,
        },
      ),
    }),
    { minLength: 1, maxLength: 12 },
  );

type Apply = (move: Move, around: readonly string[], at: number) => void;

/** Walks as the steps say, then to the end in pages of 30 with nothing moving. Gives what was kept of each page. */
async function walk(
  read: (cursor: string | undefined, limit: number) => Promise<Page<Seen>>,
  script: readonly Step[],
  order: () => string[],
  apply: Apply,
  direction: 'forward' | 'backward' = 'forward',
  from?: string,
): Promise<Seen[]> {
  const kept: Seen[] = [];
  let cursor = from;
  for (let i = 0; ; i++) {
    const step = script[i];
    const page = await read(cursor, step?.limit ?? 30);
    const { items } = page;
    const more = direction === 'forward' ? page.hasNextPage : page.hasPreviousPage;
    if (items.length === 0) {
      if (!more) return kept;
      throw new Error('an unfiltered page is only empty at the end');
    }
    const taken = step === undefined ? items.length : 1 + Math.floor((step.cut * items.length) / 1_000);
    const part =
      direction === 'forward' ? items.slice(0, taken) : items.slice(items.length - taken).toReversed();
    kept.push(...part);
    cursor = page.cursorAt(direction === 'forward' ? taken - 1 : items.length - taken);
    const ids = order();
    const at = ids.indexOf(part.at(-1)?.nativeId ?? '');
    for (const move of step?.moves ?? []) apply(move, ids, at);
  }
}

const sequence = (sim: CiscoGtaSim) => (): string[] =>
  [...sim.events.keys()].toSorted((a, b) => (sim.sequenceOf(a) ?? 0) - (sim.sequenceOf(b) ?? 0));

function moveEvents(sim: CiscoGtaSim): Apply {
  let count = 0;
  return ({ what, place }, ids, at) => {
    const id = ids[at + place];
    if (what === 'add') sim.addEvent({ id: `new-${count++}` });
    else if (id !== undefined && sim.events.has(id)) {
      if (what === 'remove') sim.removeEvent(id);
      else sim.updateEvent(id, { subtitle: `change ${count++}` });
    }
  };
}

async function eventWorld(): Promise<Harness> {
  const harness = await start({ firstSequence: 960 });
  harness.sim.generate({ events: 60, spacing: 0 });
  return harness;
}

const readEvents =
  ({ source }: Harness, direction: 'forward' | 'backward' = 'forward') =>
  async (cursor: string | undefined, limit: number) => {
    const page = await source.browse.events?.(
      { page: { direction, limit, cursor }, countTotal: false },
      newCall(),
    );
    if (page === undefined) throw new Error('no events');
    return page;
  };

describe('a walk over events by sequence number', () => {
  test('misses no version of any event, however they move', async () => {
    await fc.assert(
      fc.asyncProperty(steps(['update', 'remove', 'add'], 25), async (script) => {
        await using harness = await eventWorld();
        const { sim } = harness;
        const seen = await walk(readEvents(harness), script, sequence(sim), moveEvents(sim));
        const last = new Map(seen.map(({ nativeId, raw }) => [nativeId, raw]));
        for (const [id, event] of sim.events) expect(last.get(id)).toEqual(event);
      }),
      { numRuns: 60 },
    );
  });

  test('shows no version twice while some of the eight items up to the cursor stay where they are', async () => {
    await fc.assert(
      fc.asyncProperty(steps(['update', 'remove', 'add'], 7), async (script) => {
        await using harness = await eventWorld();
        const { sim } = harness;
        const seen = await walk(readEvents(harness), script, sequence(sim), moveEvents(sim));
        const versions = seen.map(({ raw }) => JSON.stringify(raw));
        expect(new Set(versions).size).toBe(versions.length);
      }),
      { numRuns: 60 },
    );
  });

  test('backwards misses no event that stays where it is', async () => {
    await fc.assert(
      fc.asyncProperty(steps(['update', 'remove', 'add'], 25), async (script) => {
        await using harness = await eventWorld();
        const { sim } = harness;
        const before = sequence(sim)();
        const numbers = new Map(before.map((id) => [id, sim.sequenceOf(id)]));
        const page = await readEvents(harness)(undefined, 60);
        const seen = await walk(
          readEvents(harness, 'backward'),
          script,
          sequence(sim),
          moveEvents(sim),
          'backward',
          page.cursorAt(59),
        );
        const ids = new Set(seen.map(({ nativeId }) => nativeId));
        const still = before.slice(0, -1).filter((id) => sim.sequenceOf(id) === numbers.get(id));
        expect(still.filter((id) => !ids.has(id))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('begins the page anew when nothing of it is left where it was: a repeat beats a loss', async () => {
    await using harness = await eventWorld();
    const { sim } = harness;
    const read = readEvents(harness);
    const page = await read(undefined, 20);
    const cursor = page.cursorAt(10);
    for (const id of sequence(sim)()) sim.updateEvent(id, { subtitle: 'again' });
    const onwards = await read(cursor, 1_000);
    expect(onwards.items).toHaveLength(60);
  });

  test('backwards finds the item that a stretch began behind when nothing else is left', async () => {
    await using harness = await eventWorld();
    const { sim } = harness;
    const ids = sequence(sim)();
    const first = await readEvents(harness)(undefined, 10);
    const page = await readEvents(harness)(first.cursorAt(9), 10);
    const cursor = page.cursorAt(5);
    for (const id of ids.slice(11)) sim.removeEvent(id);
    const back = await readEvents(harness, 'backward')(cursor, 3);
    expect(back.items.map(({ nativeId }) => nativeId)).toEqual(ids.slice(8, 11));
    expect([back.hasPreviousPage, back.hasNextPage]).toEqual([true, false]);
  });
});

describe('a walk over alerts by risk', () => {
  const risks = ['Critical', 'High', 'Medium', 'Low'];
  const order = (sim: CiscoGtaSim) => (): string[] =>
    [...sim.alerts.values()]
      .toSorted((a, b) => risks.indexOf(a.risk) - risks.indexOf(b.risk) || (a.id < b.id ? -1 : 1))
      .map(({ id }) => id);

  for (const direction of ['forward', 'backward'] as const) {
    test(`${direction} misses no alert that keeps its risk, and doubles none`, async () => {
      await fc.assert(
        fc.asyncProperty(steps(['update', 'remove', 'add', 'raise', 'lower'], 7), async (script) => {
          await using harness = await start();
          const { sim, source } = harness;
          sim.generate({ events: 1, detections: 60, alerts: 60, spacing: 0 });
          const moved = new Set<string>();
          let count = 0;
          const apply: Apply = ({ what, place }, ids, at) => {
            const id = ids[at + place];
            const alert = id === undefined ? undefined : sim.alerts.get(id);
            if (what === 'add') {
              const added = sim.addAlert({
                id: `a${(count * 7) % 10}-${count++}`,
                risk: risks[count % 4] ?? 'Low',
              });
              moved.add(added.id);
            } else if (alert !== undefined && what === 'update') {
              sim.updateAlert(alert.id, { note: `note ${count++}` });
            } else if (alert !== undefined) {
              moved.add(alert.id);
              if (what === 'remove') sim.removeAlert(alert.id);
              else sim.updateAlert(alert.id, { risk: what === 'raise' ? 'Critical' : 'Low' });
            }
          };
          const before = order(sim)();
          const read = async (cursor: string | undefined, limit: number, way = direction) => {
            const page = await source.browse.alerts?.(
              { page: { direction: way, limit, cursor }, countTotal: false },
              newCall(),
            );
            if (page === undefined) throw new Error('no alerts');
            return page;
          };
          const from =
            direction === 'forward' ? undefined : (await read(undefined, 60, 'forward')).cursorAt(59);
          const seen = (await walk(read, script, order(sim), apply, direction, from)).map(
            (one) => one.nativeId,
          );
          const still = (direction === 'forward' ? before : before.slice(0, -1)).filter(
            (id) => !moved.has(id),
          );
          expect(still.filter((id) => !seen.includes(id))).toEqual([]);
          const doubled = seen.filter((id, i) => !moved.has(id) && seen.indexOf(id) !== i);
          expect(doubled).toEqual([]);
        }),
        { numRuns: 60 },
      );
    });
  }
});
