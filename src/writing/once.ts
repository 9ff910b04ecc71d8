/** One run of a mutation: its requests, each recorded before it is sent and after it has ended. */
import type { RunStart } from '../audit/runs.ts';
import { OutcomeUnknownError, SourceError } from '../model/errors.ts';
import type { Call } from '../model/source.ts';
import type { Settled, Write, WriteCall } from '../model/writes.ts';
import { isDefinite } from './outcomes.ts';
import type { Patience } from './patience.ts';
import { readBack } from './read-back.ts';
import type { Desk } from './types.ts';

/** What became of a request. */
type Fate<T> =
  | { readonly type: 'done'; readonly value: T | undefined }
  | { readonly type: 'failed'; readonly error: unknown }
  | { readonly type: 'unknown' };

export interface Run {
  readonly call: WriteCall;
  /** Its number; undefined while no request was made. */
  readonly number: () => number | undefined;
  /** The ids of each request that was or may have been done. */
  readonly touched: () => readonly (readonly string[])[];
}

export interface RunOptions<I extends object> {
  readonly desk: Desk;
  readonly start: RunStart;
  readonly write: Pick<Write<I, unknown>, 'settle'>;
  readonly input: I;
  readonly call: Call;
  readonly patience: Patience;
}

export function createRun<I extends object>(options: RunOptions<I>): Run {
  const { desk, start, write, input, call, patience } = options;
  const { audit, now } = desk;
  const touched = new Map<number, readonly string[]>();
  let run: number | undefined;

  const unknown = (): OutcomeUnknownError => new OutcomeUnknownError(start.source);
  const tooLate = (): SourceError =>
    new SourceError({ source: start.source, kind: 'timeout', undelivered: true });

  async function lookFor(since: number, ids: readonly string[], step: string): Promise<Settled> {
    if (write.settle === undefined) return 'unknown';
    const settle = write.settle.bind(write);
    const reading: Call = {
      selects: (field) => call.selects(field),
      sent: () => call.sent(),
      signal: patience.answer,
    };
    return readBack(desk, patience.answer, () => settle(input, ids, since, reading, step));
  }

  async function follow<T>(
    intent: { readonly number: number; readonly at: number },
    ids: readonly string[],
    step: string,
    request: () => Promise<T>,
  ): Promise<Fate<T>> {
    const record = (outcome: 'DONE' | 'FAILED' | 'UNKNOWN'): void =>
      desk.persist(() => audit.settle([intent.number], outcome, now()));
    const failed = (error: unknown): Fate<T> => {
      touched.delete(intent.number);
      record('FAILED');
      return { type: 'failed', error };
    };
    let lost: unknown;
    try {
      const value = await patience.during(request);
      record('DONE');
      return { type: 'done', value };
    } catch (error) {
      if (isDefinite(error)) return failed(error);
      lost = error;
    }
    const verdict = await lookFor(intent.at, ids, step);
    if (verdict === 'not-done') return failed(lost);
    record(verdict === 'done' ? 'DONE' : 'UNKNOWN');
    return verdict === 'done' ? { type: 'done', value: undefined } : { type: 'unknown' };
  }

  return {
    number: () => run,
    touched: () => [...touched.values()],
    call: {
      selects: (field) => call.selects(field),
      sent: () => call.sent(),
      signal: patience.work,
      async once<T>(ids: readonly string[], request: () => Promise<T>, step = ''): Promise<T | undefined> {
        if (patience.answer.aborted) throw tooLate();
        const at = now();
        const { run: number, intent } = audit.intend(start, run, { ids, step, at });
        run = number;
        touched.set(intent, ids);
        desk.underWay.add(intent);
        const fate = follow({ number: intent, at }, ids, step, request).finally(() =>
          desk.underWay.delete(intent),
        );
        desk.track(fate);
        const met = await beforeEndOf(patience.answer, fate);
        if (met === undefined) desk.persist(() => audit.settle([intent], 'UNKNOWN', now()));
        if (met === undefined || met.type === 'unknown') throw unknown();
        if (met.type === 'failed') throw met.error;
        return met.value;
      },
    },
  };
}

/** What `promise` gives, or undefined when `signal` ends before it does. */
function beforeEndOf<T>(signal: AbortSignal, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const leave = (): void => resolve(undefined);
    signal.addEventListener('abort', leave, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
