/** Calls that may write: `once` as the coordinator of writes has it, in memory and without its waiting. */
import {
  AuditError,
  InvalidInputError,
  OutcomeUnknownError,
  SourceError,
} from '../../../src/model/errors.ts';
import type { Write, WriteCall } from '../../../src/model/writes.ts';
import { call } from './support.ts';

export interface Recorded {
  readonly ids: readonly string[];
  readonly outcome: 'done' | 'failed' | 'settled-done' | 'settled-not-done' | 'unknown';
}

export interface DeskOptions {
  /** Requests that can be put on record; the disk is full then. */
  readonly room?: number;
  readonly signal?: AbortSignal;
  /** Runs between the loss of an answer and its settling. */
  readonly meanwhile?: () => void;
}

export interface Desk<I, R> {
  readonly recorded: readonly Recorded[];
  /** Checks and sends. Throws InvalidInputError with what the check finds. */
  run(input: I): Promise<R>;
}

/** Whether nothing can have been done. */
const isDefinite = (error: unknown): boolean =>
  error instanceof SourceError &&
  (error.undelivered || (error.status !== undefined && error.status >= 400 && error.status < 500));

/** Where one kind of write is asked for. */
export function deskFor<I extends object, R>(
  write: Write<I, R> | undefined,
  { room = Number.POSITIVE_INFINITY, signal, meanwhile }: DeskOptions = {},
): Desk<I, R> {
  if (write === undefined) throw new Error('there is no such write');
  const recorded: Recorded[] = [];
  const record = (ids: readonly string[], outcome: Recorded['outcome']): void =>
    void recorded.push({ ids, outcome });

  /** The input goes through JSON before it is settled, for that is how it outlives the process. */
  function callFor(input: I): WriteCall {
    const scope = signal === undefined ? call() : { ...call(), signal };
    return {
      ...scope,
      async once(ids, request, step = '') {
        if (recorded.length >= room) throw new AuditError();
        const since = Date.now();
        try {
          const answer = await request();
          record(ids, 'done');
          return answer;
        } catch (error) {
          if (isDefinite(error)) {
            record(ids, 'failed');
            throw error;
          }
          meanwhile?.();
          const kept: { input: I; ids: string[] } = JSON.parse(JSON.stringify({ input, ids }));
          const settled = (await write?.settle?.(kept.input, kept.ids, since, call(), step)) ?? 'unknown';
          record(ids, settled === 'unknown' ? 'unknown' : `settled-${settled}`);
          if (settled === 'done') return undefined;
          throw settled === 'not-done' ? error : new OutcomeUnknownError('argus');
        }
      },
    };
  }

  return {
    recorded,
    async run(input) {
      const faults = write.check(input);
      if (faults.length > 0) throw new InvalidInputError(faults);
      return write.send(input, callFor(input));
    },
  };
}

/** The paths of what an InvalidInputError names. */
export const pathsOf = (error: unknown): readonly string[] =>
  error instanceof InvalidInputError ? error.fields.map(({ path }) => path) : [];

export const ASSESSMENT = /\/assessment(\/bulk)?$/;
export const SUBMISSION = /^\/events\/v2\/event(\/bulk)?$/;
