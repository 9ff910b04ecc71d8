/** Idempotency: who uses a key again gets what its first use came to. */
import { createHash } from 'node:crypto';
import type { Audit } from '../audit/audit.ts';
import { canonicalJson } from '../model/cursor.ts';
import { ConflictError, OutcomeUnknownError } from '../model/errors.ts';
import { keepResult, resultOf } from './outcomes.ts';

export interface KeyedUse {
  readonly actor: string;
  readonly mutation: string;
  readonly source: string;
  readonly key: string;
  /** Of what the client gave. */
  readonly digest: string;
  /** Ends the wait for a use that is under way. */
  readonly signal: AbortSignal;
}

/** Of the canonical JSON of an input. That of a long list is never whole in memory: telemetry comes to tens of megabytes. */
export function digestOf(given: object): string {
  const sum = createHash('sha256');
  for (const [name, value] of Object.entries(given).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (value === undefined || value === null) continue;
    sum.update(`${JSON.stringify(name)}:`);
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    sum.update(Array.isArray(value) ? `${list.length}[` : '');
    for (const item of list) sum.update(`${canonicalJson(item)},`);
  }
  return sum.digest('hex');
}

/** A use under way. Its promise gives what is kept of the result, so that everybody who waits gets one of their own. */
interface Running {
  readonly digest: string;
  readonly result: Promise<string>;
}

/**
 * Runs `first` for a key that is new, and gives every other use what that one came to.
 * Throws ConflictError when the key was used for something else, OutcomeUnknownError when nobody can tell yet what the first
 * use came to, AuditError, and what the first use threw.
 */
export function createKeys(audit: Pick<Audit, 'recall'>, now: () => number) {
  /** By actor, mutation and key; then by source. */
  const running = new Map<string, Map<string, Running>>();

  const same = (use: KeyedUse, others: Iterable<Pick<Running, 'digest'>>): void => {
    for (const { digest } of others)
      if (digest !== use.digest)
        throw new ConflictError('This idempotency key was used with another input within the last 24 hours.');
  };

  return async function use<R>(keyed: KeyedUse, first: () => Promise<R>): Promise<R> {
    // Of the same mutation with the same input, and so of the same type.
    const recalled = (text: string): R => resultOf<R>(JSON.parse(text));
    const { actor, mutation, source, key, signal } = keyed;
    const name = JSON.stringify([actor, mutation, key]);
    const uses = running.get(name) ?? new Map<string, Running>();
    same(keyed, uses.values());
    const joined = uses.get(source);
    if (joined !== undefined) return recalled(await whileWaiting(joined.result, signal, source));

    const kept = audit.recall(actor, mutation, key, now());
    same(keyed, kept);
    const mine = kept.find((one) => one.source === source);
    if (mine?.outcome === null) throw new OutcomeUnknownError(source);
    if (mine !== undefined) return recalled(mine.outcome);

    const result = first().then(keepResult);
    uses.set(source, { digest: keyed.digest, result });
    running.set(name, uses);
    try {
      return recalled(await result);
    } finally {
      uses.delete(source);
      if (uses.size === 0) running.delete(name);
    }
  };
}

/** The first use goes on when one who waits for it leaves; what it comes to is then unknown to that one. */
async function whileWaiting(result: Promise<string>, signal: AbortSignal, source: string): Promise<string> {
  const left = Promise.withResolvers<never>();
  const leave = (): void => left.reject(new OutcomeUnknownError(source));
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([result, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
