/** How queries do while a burst is read into the journal, against how they do when nothing happens. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createAsker, type Asker, type Question } from './asking.ts';
import { PATIENCE } from './ingest.ts';
import { makeJournalFolder, total, watchJournal } from './journal-folder.ts';
import { startProgram, startVendor } from './processes.ts';
import { mix } from './questions.ts';

export const BESIDE = 'queries-beside';
/** The 99th percentile while a burst is read, as a multiple of the idle one. */
export const BESIDE_AIM = 2;

export interface BesideSizes {
  /** What is in the journal before, and one burst, in events of KATA. */
  readonly before: number;
  readonly burst: number;
  /** One burst after the other: a single one is over before a 99th percentile means anything. */
  readonly bursts: number;
  /** Milliseconds of asking while nothing happens. */
  readonly idle: number;
}

export const besideSizes: BesideSizes = { before: 50_000, burst: 50_000, bursts: 4, idle: 15_000 };
export const besideQuick: BesideSizes = { before: 5_000, burst: 10_000, bursts: 2, idle: 3_000 };

/** Milliseconds that each query took, by the question's name. */
export type Took = ReadonlyMap<string, readonly number[]>;

export interface Beside {
  readonly sizes: BesideSizes;
  readonly stored: number;
  readonly idle: Took;
  readonly busy: Took;
  /** How long the bursts took, in milliseconds, and how many records they came to. */
  readonly burstMs: number;
  readonly burstRecords: number;
}

/** Milliseconds from the start of one query to the next: far from what the gateway could answer. */
const EVERY = 40;

/** Asks the questions by turns, one at a time, for as long as `going` says. */
async function askWhile(asker: Asker, questions: readonly Question[], going: () => boolean): Promise<Took> {
  const took = new Map<string, number[]>(questions.map(({ name }) => [name, []]));
  for (let turn = 0; going(); turn += 1) {
    const question = questions[turn % questions.length];
    if (question === undefined) throw new Error('there is a question');
    const started = performance.now();
    await asker.ask(question);
    const ms = performance.now() - started;
    took.get(question.name)?.push(ms);
    await sleep(Math.max(0, EVERY - ms));
  }
  return took;
}

const WARM_UP = 100;

export async function beside(sizes: BesideSizes): Promise<Beside> {
  await using journal = await makeJournalFolder();
  await using kata = await startVendor({ vendor: 'kata', count: sizes.before });
  await using alpha = await startVendor({ vendor: 'alphasoc', count: 2_000 });
  const follow = { every: '100ms', from: '90d' };
  const sources = [
    { name: 'kata', ...kata.entry, follow },
    { name: 'alpha', ...alpha.entry, follow: { ...follow, every: '1d' } },
  ];
  await using gateway = await startProgram({ journal: journal.settings, sources });
  using watch = watchJournal(journal.settings.path);
  await watch.until('kata', kata.offered, PATIENCE);
  await watch.until('alpha', alpha.offered, PATIENCE);
  const asker = createAsker(gateway.url);
  const questions = await mix(asker);

  let warm = 0;
  await askWhile(asker, questions, () => (warm += 1) <= WARM_UP);
  const until = performance.now() + sizes.idle;
  const idle = await askWhile(asker, questions, () => performance.now() < until);

  const before = total(watch.stored('kata'));
  const busy = new Map<string, number[]>(questions.map(({ name }) => [name, []]));
  let burstMs = 0;
  for (let burst = 1; burst <= sizes.bursts; burst += 1) {
    await kata.make(sizes.burst);
    const started = performance.now();
    let reading = true;
    const complete = watch
      .until('kata', { EVENT: sizes.before + burst * sizes.burst }, PATIENCE)
      .finally(() => (reading = false));
    const took = await askWhile(asker, questions, () => reading);
    await complete;
    burstMs += performance.now() - started;
    for (const [name, times] of took) busy.get(name)?.push(...times);
  }
  const after = total(watch.stored('kata'));
  await asker.close();
  return { sizes, stored: before, idle, busy, burstMs, burstRecords: after - before };
}
