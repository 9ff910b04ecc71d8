/** A source on a simulator of its own, and what the walks have in common. */
import { ciscoGta } from '../../../src/vendors/cisco-gta/index.ts';
import type { Page } from '../../../src/model/page.ts';
import type { Call, Source } from '../../../src/model/source.ts';
import {
  startCiscoGtaSim,
  type CiscoGtaSim,
  type CiscoGtaSimOptions,
} from '../../../src/simulators/cisco-gta/index.ts';

export interface TestCall extends Call {
  /** Requests that went upstream for it. */
  readonly calls: number;
}

export function newCall(selected: readonly string[] = [], signal = new AbortController().signal): TestCall {
  let calls = 0;
  return {
    signal,
    selects: (field) => selected.includes(field),
    sent: () => void calls++,
    get calls() {
      return calls;
    },
  };
}

export interface Harness {
  readonly sim: CiscoGtaSim;
  readonly source: Source;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function start(
  options: CiscoGtaSimOptions = {},
  extra: Readonly<Record<string, unknown>> = {},
): Promise<Harness> {
  const sim = await startCiscoGtaSim(options);
  const settings = ciscoGta.settings.parse({
    name: 'gta',
    url: sim.url,
    tokenUrl: sim.tokenUrl,
    clientId: sim.clientId,
    clientSecret: sim.clientSecret,
    customerId: sim.customerId,
    ...extra,
  });
  const source = ciscoGta.create(settings, { now: () => sim.clock.now(), random: () => 0 });
  return {
    sim,
    source,
    async [Symbol.asyncDispose]() {
      await source.close();
      await sim.close();
    },
  };
}

/** API requests, the token's left out. */
export const apiCalls = (sim: CiscoGtaSim): number => sim.requests.length - sim.tokenRequests;

type Ids = { readonly nativeId: string };
export type Read<T extends Ids> = (page: {
  readonly direction: 'forward' | 'backward';
  readonly limit: number;
  readonly cursor?: string | undefined;
}) => Promise<Page<T>>;

export const idsOf = (page: Page<Ids>): string[] => page.items.map(({ nativeId }) => nativeId);

/** Reads to the end; `between` runs after every page. Each page's flags have to agree with what came and comes. */
export async function walkForward<T extends Ids>(
  read: Read<T>,
  limit: number,
  between: (page: Page<T>) => void = () => undefined,
  from?: string,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor = from;
  for (let pages = 0; pages < 5_000; pages++) {
    const page = await read({ direction: 'forward', limit, cursor });
    ids.push(...idsOf(page));
    const last = page.items.length > 0 ? page.cursorAt(page.items.length - 1) : page.resumeCursor;
    if (!page.hasNextPage) return ids;
    if (last === undefined || last === cursor) throw new Error('a page with a next one has to lead there');
    cursor = last;
    between(page);
  }
  throw new Error('the walk never ends');
}

export async function walkBackward<T extends Ids>(
  read: Read<T>,
  limit: number,
  from: string,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor = from;
  for (let pages = 0; pages < 5_000; pages++) {
    const page = await read({ direction: 'backward', limit, cursor });
    ids.unshift(...idsOf(page));
    const first = page.items.length > 0 ? page.cursorAt(0) : page.resumeCursor;
    if (!page.hasPreviousPage) return ids;
    if (first === undefined || first === cursor)
      throw new Error('a page with a previous one has to lead there');
    cursor = first;
  }
  throw new Error('the walk never ends');
}
