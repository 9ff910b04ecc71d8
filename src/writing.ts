/** Makes every write once, on record, and reports it as it was. */
import type { Audit } from './audit/audit.ts';
import { InvalidInputError } from './model/errors.ts';
import type { Source } from './model/source.ts';
import type { Write, Writes } from './model/writes.ts';
import { createKeys, digestOf } from './writing/keys.ts';
import { settleLater } from './writing/later.ts';
import { perform } from './writing/perform.ts';
import { createPersist } from './writing/persist.ts';
import type { Desk, Order, WritingOptions } from './writing/types.ts';

export type { Order, WritingOptions } from './writing/types.ts';

/** What was not even tried. */
export interface Refusal {
  readonly mutation: keyof Writes;
  readonly actor: string;
  /** The source's name. */
  readonly source: string;
  readonly ids: readonly string[];
}

export interface Writing {
  /**
   * Does one mutation on one source. `R` has to be plain JSON: it is kept for the key. Rejects with InvalidInputError
   * (before anything is recorded), ConflictError (the key was used for something else), AuditError (nothing was sent),
   * OutcomeUnknownError (it is being found out), and what the write rejects with.
   */
  run<I extends object, R>(order: Order<I, R>): Promise<R>;
  /** Puts on record that something was not permitted. */
  refused(refusal: Refusal): void;
  /**
   * Takes up what a former process left open: its requests are UNKNOWN when this returns, and then read back in the
   * background until `close`. Throws AuditError.
   */
  recover(sources: ReadonlyMap<string, Pick<Source, 'writes'>>): void;
  readonly entries: Audit['entries'];
  readonly verify: Audit['verifyChain'];
  /** Ends waits and requests, waits until they have ended, and closes the audit journal. */
  close(): Promise<void>;
}

/** Throws AuditFileError. */
export function createWriting(options: WritingOptions): Writing {
  const { audit, now, log } = options;
  const closing = new AbortController();
  const works = new Set<Promise<unknown>>();
  const former = audit.runs();
  const track = (work: Promise<unknown>): void => {
    const tracked = work.catch((error: unknown) =>
      log?.error({ err: error }, 'a write was not followed to its end'),
    );
    works.add(tracked);
    void tracked.finally(() => works.delete(tracked));
  };
  const attend = <T>(work: Promise<T>): Promise<T> => {
    track(work.catch(() => undefined));
    return work;
  };
  const desk: Desk = {
    ...options,
    closing: closing.signal,
    underWay: new Set(),
    track,
    persist: createPersist({ ...options, closing: closing.signal, track }),
    async tellChanged({ changed }, ids) {
      try {
        if (ids.length > 0) await changed?.(ids);
      } catch (error) {
        log?.warn({ err: error }, 'what a write has changed could not be read again');
      }
    },
  };
  const useKey = createKeys(audit, now);

  return {
    async run<I extends object, R>(order: Order<I, R>): Promise<R> {
      const { actor, mutation, source, input, write, call, given, idempotencyKey: key } = order;
      const faults = write.check(input);
      if (faults.length > 0) throw new InvalidInputError(faults);
      if (key === undefined) return attend(perform(desk, order, undefined));
      const digest = digestOf(given);
      return useKey({ actor, mutation, source: source.name, key, digest, signal: call.signal }, () =>
        attend(perform(desk, order, { key, digest })),
      );
    },
    refused(refusal) {
      try {
        audit.refuse({ ...refusal, at: now() });
      } catch (error) {
        // It stays refused.
        log?.error({ err: error }, 'a refusal cannot be put on record');
      }
    },
    recover(sources) {
      const states = former.flatMap((run) => audit.run(run) ?? []);
      const pending = states.flatMap(({ requests }) =>
        requests.flatMap(({ intent, outcome }) => (outcome === 'PENDING' ? [intent] : [])),
      );
      if (pending.length > 0) audit.settle(pending, 'UNKNOWN', now());
      for (const { id, source, mutation } of states) {
        const writes: Readonly<Record<string, Write<object, unknown> | undefined>> = {
          ...sources.get(source)?.writes,
        };
        track(settleLater(desk, { run: id, write: writes[mutation] }, 0));
      }
    },
    entries: audit.entries,
    verify: audit.verifyChain,
    async close() {
      closing.abort();
      while (works.size > 0) await Promise.all(works);
      audit.close();
    },
  };
}
