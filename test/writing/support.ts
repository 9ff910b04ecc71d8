import { setImmediate as turn } from 'node:timers/promises';
import { openAudit, type Audit } from '../../src/audit/audit.ts';
import type { AuditEntry } from '../../src/audit/entries.ts';
import { OutcomeUnknownError } from '../../src/model/errors.ts';
import type { Call, Source } from '../../src/model/source.ts';
import { LINGER } from '../../src/writing/patience.ts';
import { createWriting, type Order, type Writing } from '../../src/writing.ts';
import { changeAt, SOURCE, type Change, type Changed } from './client.ts';

export interface Time {
  now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A clock that only pauses move: a pause is over at once, and it is later then. What lingers does so until it has ended. */
export function createTime(begin = Date.now()): Time {
  let time = begin;
  return {
    now: () => time,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      if (ms === LINGER)
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('ended')), { once: true });
        });
      time += ms;
      await turn();
      signal.throwIfAborted();
    },
  };
}

export interface Bench extends AsyncDisposable {
  readonly audit: Audit;
  readonly writing: Writing;
  readonly time: Time;
  /** Every entry, oldest first. */
  entries(): readonly AuditEntry[];
  /** The newest entry about an id. */
  outcomeOf(id: string): AuditEntry['outcome'] | undefined;
}

export function bench(journal = ':memory:', wrap: (audit: Audit) => Audit = (audit) => audit): Bench {
  const audit = openAudit({ journal });
  const time = createTime();
  const writing = createWriting({ audit: wrap(audit), now: () => time.now(), sleep: time.sleep });
  const entries = (): readonly AuditEntry[] => {
    const found: AuditEntry[] = [];
    for (let after: string | undefined; ;) {
      const { edges, hasNextPage } = writing.entries(1_000, after);
      found.push(...edges.map(({ node }) => node));
      if (!hasNextPage) return found;
      after = edges.at(-1)?.cursor;
    }
  };
  return {
    audit,
    writing,
    time,
    entries,
    outcomeOf: (id) => entries().findLast(({ ids }) => ids.includes(id))?.outcome,
    [Symbol.asyncDispose]: () => writing.close(),
  };
}

export const callWith = (signal: AbortSignal = new AbortController().signal): Call => ({
  signal,
  selects: () => false,
  sent: () => undefined,
});

/** A change of an alert's note at the vendor in small. */
export const order = (
  origin: string,
  id: string,
  more: Partial<Order<Change, Changed>> = {},
): Order<Change, Changed> => ({
  mutation: 'setAlertNote',
  actor: 'ana',
  source: { name: SOURCE },
  write: changeAt(origin),
  input: { id },
  given: { id },
  call: callWith(),
  ...more,
});

/** Waits until it holds; the test's own time limit bounds it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}

/** The sources as they are after a restart. */
export const sourcesAt = (origin: string): ReadonlyMap<string, Pick<Source, 'writes'>> =>
  new Map([[SOURCE, { writes: { setAlertNote: changeAt(origin) } }]]);

/** What a key's use comes to, once somebody can tell. */
export async function known<T>(use: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await use();
    } catch (error) {
      if (!(error instanceof OutcomeUnknownError)) throw error;
    }
    await turn();
  }
}

export const timeIsUp = (): DOMException => new DOMException('late', 'TimeoutError');
