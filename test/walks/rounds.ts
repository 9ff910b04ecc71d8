/** Many walks, counts and pivots from one seed, in worlds of both kinds, still and moving. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { countings } from './counting.ts';
import { filtersOver } from './filters.ts';
import { followMoving, movements } from './moving.ts';
import { checkPivot, pivots } from './pivots.ts';
import { truthOf } from './truth.ts';
import { follow, walks } from './walk.ts';
import { startWorld, type WorldOptions } from './world.ts';

export interface Round {
  readonly seed: number;
  readonly followed: WorldOptions['followed'];
  readonly walks: number;
  readonly countings: number;
  readonly pivots: number;
}

/** What was done; figures of rounds can be added up. */
export interface Done {
  walks: number;
  pages: number;
  items: number;
  /** Pages for which a source was asked itself. */
  live: number;
  countings: number;
  /** Counts that were of everything, not of a part. */
  whole: number;
  pivots: number;
  /** Walks while records moved, and how many records were touched or came. */
  moving: number;
  touched: number;
}

export const nothing = (): Done => ({
  walks: 0,
  pages: 0,
  items: 0,
  live: 0,
  countings: 0,
  whole: 0,
  pivots: 0,
  moving: 0,
  touched: 0,
});

/** Throws an Error with seed, path and counterexample. */
async function hold<T>(
  what: string,
  arbitrary: fc.Arbitrary<T>,
  { seed, numRuns }: { readonly seed: number; readonly numRuns: number },
  check: (value: T) => Promise<void>,
): Promise<void> {
  if (numRuns === 0) return;
  const details = await fc.check(fc.asyncProperty(arbitrary, check), { seed, numRuns });
  if (!details.failed) return;
  const { message, cause } = details.errorInstance instanceof Error ? details.errorInstance : {};
  throw new Error(
    `${what}\n${fc.defaultReportMessage(details) ?? ''}\n${message ?? String(details.errorInstance)}`,
    { cause },
  );
}

/** Everything of a round in one world in which nothing moves. */
export async function stillRound(round: Round, done: Done): Promise<void> {
  const { seed, followed } = round;
  await using rig = await startWorld({ followed });
  const truth = await truthOf(rig);
  const filters = filtersOver(truth);
  await hold(`walks, ${followed}`, walks(filters), { seed, numRuns: round.walks }, async (walk) => {
    const { pages, items, live } = await follow(walk, rig, truth);
    done.walks += 1;
    done.pages += pages;
    done.items += items;
    done.live += live;
  });
  const counted = countings(filters, truth);
  await hold(`counts, ${followed}`, counted, { seed, numRuns: round.countings }, async (counting) => {
    const { whole } = await counting.check(rig, truth);
    done.countings += 1;
    done.whole += whole ? 1 : 0;
  });
  await hold(`pivots, ${followed}`, pivots(truth), { seed, numRuns: round.pivots }, async (pivot) => {
    await checkPivot(pivot, rig, truth, followed === 'all');
    done.pivots += 1;
  });
}

/** Walks side by side in one world, so many a go, while records move and gateways come after each other. */
export async function movingRound(
  { seed, followed, goes, aGo }: Pick<Round, 'seed' | 'followed'> & { goes: number; aGo: number },
  done: Done,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'crosswatch-walks-'));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rm(folder, { recursive: true }));
  await using rig = await startWorld({ followed, journal: join(folder, 'journal.sqlite'), every: '50ms' });
  let truth = await truthOf(rig);
  for (let go = 0; go < goes; go += 1) {
    const one = { seed: seed + go, numRuns: 1 };
    const moves = fc.sample(movements, one).flat();
    const side = fc.sample(walks(filtersOver(truth)), { ...one, numRuns: aGo });
    try {
      const { pages, items, touched, after } = await followMoving(side, moves, rig, truth);
      truth = after;
      done.walks += aGo;
      done.moving += aGo;
      done.pages += pages;
      done.items += items;
      done.touched += touched;
    } catch (error) {
      throw new Error(`moving, ${followed}, seed ${seed}, go ${go}, ${JSON.stringify(moves)}`, {
        cause: error,
      });
    }
  }
}
