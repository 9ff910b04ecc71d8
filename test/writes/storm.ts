/*
 * Many writes of every kind at once, many of them cut: before the simulator has done it, after that, or in the middle of
 * the answer. What the clients were told, what the audit log says and what the simulators did is then laid side by side.
 */
import { gunzipSync } from 'node:zlib';
import type { RecordedRequest } from '../../src/simulators/kit.ts';
import { mutation, open, recorded, type Recorded } from '../support/mutations.ts';
import type { Rig } from '../support/rig.ts';
import { plans, type Planned } from './kinds.ts';

/** How a request goes wrong; `none` does not. */
export const cuts = ['none', 'reset', 'resetAfter', 'truncate', 'truncateJson', 'status'] as const;
export type Cut = (typeof cuts)[number];
export type Told = 'done' | 'failed' | 'unknown';

export interface StormOptions {
  readonly writes: number;
  /** The same seed makes the same writes, and cuts them in the same way. */
  readonly seed: number;
  tell?(line: string): void;
}

export interface StormResult {
  /** Everything that is not as it must be; empty when all is well. */
  readonly faults: readonly string[];
  /** How many were cut in each way, and what clients were told. */
  readonly cut: Readonly<Record<Cut, number>>;
  readonly told: Readonly<Record<Told, number>>;
}

/** Writes that are under way at the same time. */
const AT_ONCE = 60;

/** Mulberry32: numbers in [0, 1). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const writePath = /\/assessment(\/bulk)?$|^\/events\/v2\/event(\/bulk)?$|\/(status|note)$|^\/v1\/events\//;

/** Path and body of a request that changes something; undefined for any other. */
function textOf({ path, headers, body }: RecordedRequest): string | undefined {
  if (!writePath.test(path)) return undefined;
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  return `${decodeURIComponent(path)} ${plain.toString()}`;
}

interface Write extends Planned {
  readonly cut: Cut;
  requests: number;
  told: Told | undefined;
}

/** Finds the write of a request, and counts it. */
function watch(rig: Rig, writes: readonly Write[]): void {
  const byMark = new Map(writes.flatMap((write) => [[write.mark, write] as const]));
  const byPath = new Map(
    writes.flatMap((write) => (write.path === undefined ? [] : [[write.path, write] as const])),
  );
  const met = new WeakMap<RecordedRequest, Cut>();
  /** The first request of a write is cut as was planned; another one there must not be. */
  function cutOf(request: RecordedRequest): Cut {
    const known = met.get(request);
    if (known !== undefined) return known;
    const text = textOf(request) ?? '';
    const mark = /\bw\d+x\b/.exec(text)?.[0] ?? '';
    const uuid = /\/([0-9a-f-]{36})\/assessment/.exec(text)?.[1] ?? '';
    const write = byMark.get(mark) ?? byPath.get(uuid);
    const cut = write === undefined || write.requests > 0 ? 'none' : write.cut;
    if (write !== undefined) write.requests += 1;
    met.set(request, cut);
    return cut;
  }
  for (const sim of [rig.argus, rig.gta, rig.alpha])
    for (const kind of cuts) {
      const when = (request: RecordedRequest): boolean => cutOf(request) === kind && kind !== 'none';
      if (kind !== 'none') sim.fault({ kind, status: 503, match: { when } });
    }
}

/** What a client makes of an answer. */
function toldBy(text: string): Told {
  if (text.includes('OUTCOME_UNKNOWN')) return 'unknown';
  return /"code"/.test(text) ? 'failed' : 'done';
}

async function ask(rig: Rig, write: Write): Promise<string> {
  const input = { ...write.input, idempotencyKey: write.mark };
  return (await mutation(rig, write.mutation, input, write.selection)).text;
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

/** Of telemetry nothing can be read; an event that is not there may still be in the collector's queue. */
const mayStayUnknown = (name: string, times: number): boolean =>
  name === 'submitTelemetry' || (name === 'submitEvents' && times === 0);

function faultsOf(rig: Rig, { mark, mutation: name, cut, told, requests, applied }: Write): string[] {
  const times = applied(rig);
  const what = `${mark} ${name} (${cut}): told ${String(told)}, sent ${requests} times, done ${times} times`;
  const wrong =
    requests !== 1 ||
    times > 1 ||
    told === undefined ||
    (told === 'done' && times !== 1) ||
    (told === 'failed' && times !== 0) ||
    (told === 'unknown' && !mayStayUnknown(name, times));
  return wrong ? [what] : [];
}

function faultsOfLog(rig: Rig, writes: readonly Write[], entries: readonly Recorded[]): string[] {
  const byId = new Map(
    writes.flatMap((write) => (write.id === undefined ? [] : [[write.id, write] as const])),
  );
  const faults: string[] = [];
  if (entries.length !== writes.length) faults.push(`${writes.length} writes, ${entries.length} entries`);
  for (const { mutation: name, ids, outcome } of entries) {
    if (name === 'submitTelemetry') continue;
    const [id = ''] = ids;
    const submitted = [...rig.argus.events.values()].some((event) => event.id === id || event.uuid === id);
    const done = name === 'submitEvents' ? submitted : (byId.get(id)?.applied(rig) ?? 0) === 1;
    const expected = outcome === 'UNKNOWN' && mayStayUnknown(name, done ? 1 : 0);
    if (ids.length !== 1 || (!expected && outcome !== (done ? 'DONE' : 'FAILED')))
      faults.push(`${name} ${ids.join(' ')}: on record as ${outcome}, ${done ? 'done' : 'not done'}`);
  }
  // Telemetry has no ids: its entries are as many of each kind as were told.
  for (const [outcome, told] of [
    ['DONE', 'done'],
    ['FAILED', 'failed'],
    ['UNKNOWN', 'unknown'],
  ] as const) {
    const of = (name: string): boolean => name === 'submitTelemetry';
    const listed = entries.filter((entry) => of(entry.mutation) && entry.outcome === outcome).length;
    const answered = writes.filter((write) => of(write.mutation) && write.told === told).length;
    if (listed !== answered) faults.push(`telemetry: ${listed} on record as ${outcome}, ${answered} told so`);
  }
  return faults;
}

export async function storm({ writes: count, seed, tell }: StormOptions): Promise<StormResult> {
  await using rig = await open();
  const random = randomOf(seed);
  const writes = Array.from({ length: count }, (_, n): Write => {
    const plan = plans[n % plans.length];
    if (plan === undefined) throw new Error('there are plans');
    const cut = cuts[Math.floor(random() * cuts.length)] ?? 'none';
    return { ...plan(rig, `w${n}x`, n), cut, requests: 0, told: undefined };
  });
  watch(rig, writes);
  let asked = 0;
  await inLanes(writes, async (write) => {
    write.told = toldBy(await ask(rig, write));
    asked += 1;
    if (asked % 100 === 0) tell?.(`${asked} of ${count} asked`);
  });

  const faults = writes.flatMap((write) => faultsOf(rig, write));
  const isOpen = ({ outcome, mutation: name }: Recorded): boolean =>
    outcome === 'PENDING' || (outcome === 'UNKNOWN' && !mayStayUnknown(name, 0));
  await rig.until(async () => !(await recorded(rig)).some(isOpen));
  faults.push(...faultsOfLog(rig, writes, await recorded(rig)));

  // The same keys again: nothing is sent, and the same is told.
  await inLanes(
    writes.filter(({ told }) => told !== 'failed'),
    async (write) => {
      const again = toldBy(await ask(rig, write));
      if (again !== write.told) faults.push(`${write.mark}: told ${String(write.told)}, then ${again}`);
    },
  );
  faults.push(...writes.flatMap(({ mark, requests }) => (requests > 1 ? [`${mark}: sent again`] : [])));
  const cut = (key: Cut): number => writes.filter((write) => write.cut === key).length;
  const told = (key: Told): number => writes.filter((write) => write.told === key).length;
  return {
    faults,
    cut: {
      none: cut('none'),
      reset: cut('reset'),
      resetAfter: cut('resetAfter'),
      truncate: cut('truncate'),
      truncateJson: cut('truncateJson'),
      status: cut('status'),
    },
    told: { done: told('done'), failed: told('failed'), unknown: told('unknown') },
  };
}
