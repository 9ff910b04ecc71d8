/** A source in front of a real simulator, and an oracle that walks it and compares with what the simulator holds. */
import type { Page, PageRequest } from '../../../src/model/page.ts';
import { pageRequest, type PageArguments } from '../../../src/model/page.ts';
import type { Call, Source } from '../../../src/model/source.ts';
import { startArgusSim, type ArgusSim, type ArgusSimOptions } from '../../../src/simulators/argus/index.ts';
import type { SimArgusEvent } from '../../../src/simulators/argus/types.ts';
import { argus } from '../../../src/vendors/argus/index.ts';

export interface Bench {
  readonly sim: ArgusSim;
  readonly source: Source;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function bench(
  options: ArgusSimOptions = {},
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Bench> {
  const sim = await startArgusSim(options);
  const parsed = argus.settings.parse({
    name: 'argus',
    url: `${sim.url}/`,
    apiKey: sim.apiKey,
    timeout: 20_000,
    ...settings,
  });
  const source = argus.create(parsed, { now: () => Date.now(), random: () => 0 });
  return {
    sim,
    source,
    async [Symbol.asyncDispose]() {
      await source.close();
      await sim.close();
    },
  };
}

/** A call that selects the given fields. */
export const call = (...fields: readonly string[]): Call => ({
  signal: AbortSignal.timeout(20_000),
  selects: (field) => fields.includes(field),
  sent: () => undefined,
});

export type Ask<T> = (page: PageRequest) => Promise<Page<T>>;

/** Goes through a whole connection, page by page; `between` runs after each page. */
export async function walkAll<T>(
  ask: Ask<T>,
  direction: 'forward' | 'backward',
  size: number,
  between: (pages: number) => void = () => undefined,
): Promise<T[]> {
  const items: T[] = [];
  let args: PageArguments = direction === 'forward' ? { first: size } : { last: size };
  for (let pages = 1; pages < 10_000; pages += 1) {
    const page = await ask(pageRequest(args));
    if (direction === 'forward') items.push(...page.items);
    else items.unshift(...page.items);
    if (!(direction === 'forward' ? page.hasNextPage : page.hasPreviousPage)) return items;
    const cursor =
      page.items.length === 0
        ? page.resumeCursor
        : page.cursorAt(direction === 'forward' ? page.items.length - 1 : 0);
    if (cursor === undefined) throw new Error('a page that goes on has nothing to go on from');
    args = direction === 'forward' ? { first: size, after: cursor } : { last: size, before: cursor };
    between(pages);
  }
  throw new Error('the connection never ends');
}

/** Newest first, ties by id. */
type Ordered = Pick<SimArgusEvent, 'created' | 'id'>;
export const newestFirst = (a: Ordered, b: Ordered): number =>
  b.created - a.created || (a.id < b.id ? -1 : 1);

/** What lists may show of the simulator's events, in order. */
export const listed = (
  sim: ArgusSim,
  test: (event: SimArgusEvent) => boolean = () => true,
): SimArgusEvent[] =>
  [...sim.events.values()]
    .filter((event) => event.type !== 'attack' && !event.flags.includes('SNAPSHOT') && test(event))
    .toSorted(newestFirst);

export const isAlert = (event: SimArgusEvent): boolean =>
  event.type === 'aggregated' && event.alarmID !== null;

export const isDetection = (event: SimArgusEvent): boolean =>
  event.type === 'aggregated' &&
  (event.flags.includes('IDENTIFIED_THREAT') || event.flags.includes('THREAT_CANDIDATE')) &&
  !event.flags.includes('FALSE_POSITIVE') &&
  !event.flags.includes('NOT_A_THREAT');

export const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);
export const nativeIds = (list: readonly { readonly nativeId: string }[]): string[] =>
  list.map(({ nativeId }) => nativeId);

/** Runs what must fail and gives what it threw. */
export async function thrown(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
