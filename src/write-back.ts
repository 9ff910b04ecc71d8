/** Writing back for the whole gateway: the audit journal, the coordinator, and what sees that changes are shown. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openAudit } from './audit/audit.ts';
import type { Following } from './following.ts';
import { AuditError, UnsupportedError } from './model/errors.ts';
import type { Reading } from './model/feed.ts';
import type { RecordKind } from './model/records.ts';
import type { Call, Source } from './model/source.ts';
import { createWriting, type Writing, type WritingOptions } from './writing.ts';

export interface WriteBack {
  readonly writing: Pick<Writing, 'run' | 'refused' | 'entries'>;
  /**
   * Reads objects again that may have been changed, and has the journal take what they are now. Takes up to the source's
   * timeout, whatever is left of the operation's; `call` only counts. What cannot be read is left out: that is logged, and
   * the source's feeds bring it.
   */
  show(source: Source, kind: RecordKind, ids: readonly string[], call: Call): Promise<Reading>;
  /** Ends what is under way and closes the audit journal. */
  close(): Promise<void>;
}

export interface WriteBackOptions {
  /** `journal.path` of the configuration. */
  readonly journal: string;
  readonly following: Pick<Following, 'reader' | 'absorb'>;
  readonly sources: ReadonlyMap<string, Source>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: NonNullable<WritingOptions['log']>;
}

const nothing: Reading = { records: [], removed: [] };

/** Objects that are read, and stored in one transaction, at a time: the feeds wait no longer than for a page. */
const AT_ONCE = 1_000;

/** Opens the audit journal and takes up what a former process left open. Throws AuditFileError, AuditError. */
function openWriting({ journal, sources, now, log }: WriteBackOptions): Writing {
  const audit = openAudit({ journal });
  try {
    const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal });
    const writing = createWriting({ audit, now, sleep: pause, log });
    writing.recover(sources);
    return writing;
  } catch (error) {
    audit.close();
    // What the file's failure was says more than that nothing can be recorded.
    throw error instanceof AuditError && error.cause instanceof Error ? error.cause : error;
  }
}

/** Throws AuditFileError. */
export function openWriteBack(options: WriteBackOptions): WriteBack {
  const { following, log } = options;
  const writing = openWriting(options);
  const closing = new AbortController();
  const works = new Set<Promise<unknown>>();

  /** Some objects; what the journal does not take, it takes with the next read of the feeds. */
  async function showSome(
    { name, reread }: Pick<Required<Source>, 'name' | 'reread'>,
    kind: RecordKind,
    ids: readonly string[],
    call: Call,
  ): Promise<Reading> {
    const since = following.reader.lastSequence();
    const reading = await reread(kind, ids, call);
    await following.absorb(name, reading, since).catch((error: unknown) => {
      log.warn({ err: error, source: name }, 'what a write has changed is not in the journal yet');
    });
    return reading;
  }

  async function show(
    { name, timeout, reread }: Source,
    kind: RecordKind,
    ids: readonly string[],
    call: Call,
  ): Promise<Reading> {
    if (reread === undefined) return nothing;
    const readings: Reading[] = [];
    const own: Call = {
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeout)]),
      selects: (field) => call.selects(field),
      sent: () => call.sent(),
    };
    try {
      for (let at = 0; at < ids.length; at += AT_ONCE)
        readings.push(await showSome({ name, reread }, kind, ids.slice(at, at + AT_ONCE), own));
    } catch (error) {
      log.warn({ err: error, source: name }, 'what a write has changed could not be read again');
    }
    return {
      records: readings.flatMap(({ records }) => records),
      removed: readings.flatMap(({ removed }) => removed),
    };
  }

  return {
    writing,
    show(source, kind, ids, call) {
      const work = show(source, kind, ids, call);
      works.add(work);
      void work.finally(() => works.delete(work));
      return work;
    },
    async close() {
      closing.abort();
      await writing.close();
      while (works.size > 0) await Promise.all(works);
    },
  };
}

const notStarted = (): never => {
  throw new UnsupportedError('journal', 'Nothing is written before the gateway has started.');
};

/** What there is before the gateway has started. */
export const noWriteBack: WriteBack = {
  writing: { run: async () => notStarted(), refused: notStarted, entries: notStarted },
  show: async () => nothing,
  close: async () => undefined,
};
