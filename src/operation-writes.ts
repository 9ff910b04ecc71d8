import type { Viewer } from './model/access.ts';
import type { AnyRecord, RecordKind, RecordOfKind } from './model/records.ts';
import type { Call, Lookup, Source } from './model/source.ts';
import type { Writes } from './model/writes.ts';
import type { Context } from './schema/context.ts';
import type { WriteBack } from './write-back.ts';

/** What the ids of a write name; nothing comes of telemetry that could be read. */
const written: { readonly [M in keyof Writes]-?: RecordKind | undefined } = {
  assessEvents: 'EVENT',
  assessMatchingEvents: 'EVENT',
  submitEvents: 'EVENT',
  setAlertStatus: 'ALERT',
  setAlertNote: 'ALERT',
  submitTelemetry: undefined,
};

/** On record when no keys are configured. */
const LOCAL = 'local';

const keyOf = (source: string, kind: RecordKind, nativeId: string): string =>
  JSON.stringify([source, kind, nativeId]);

/** What `promise` gives, or undefined when `signal` ends before; then it goes on by itself. */
async function before<T>(signal: AbortSignal, promise: Promise<T>): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  const left = Promise.withResolvers<undefined>();
  const leave = (): void => left.resolve(undefined);
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([promise, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

export interface OperationWritesOptions {
  readonly writeBack: WriteBack;
  readonly viewer: Viewer;
  call(source: Source): Call;
}

/** The writes of one operation. What was read again after them is kept for it, so that it is read once. */
export function createOperationWrites({
  writeBack,
  viewer,
  call,
}: OperationWritesOptions): Pick<Context, 'write' | 'readAgain' | 'refused' | 'audit'> {
  const { writing } = writeBack;
  const actor = viewer.name ?? LOCAL;
  /** Null for what is not there any more. */
  const seen = new Map<string, AnyRecord | null>();
  const asked = new Set<string>();

  /** Whoever waits does so no longer than the operation's deadline; the journal gets it all the same. */
  async function show(source: Source, kind: RecordKind, ids: readonly string[]): Promise<void> {
    for (const id of ids) asked.add(keyOf(source.name, kind, id));
    const use = call(source);
    const reading = await before(use.signal, writeBack.show(source, kind, ids, use));
    for (const gone of reading?.removed ?? []) seen.set(keyOf(source.name, gone.kind, gone.nativeId), null);
    for (const record of reading?.records ?? [])
      seen.set(keyOf(source.name, record.recordKind, record.nativeId), record);
  }

  async function lookUp(source: Source, kind: 'EVENT' | 'ALERT', ids: readonly string[]): Promise<void> {
    const { events, alerts } = source.lookup;
    const lookup: Lookup<AnyRecord> | undefined = kind === 'EVENT' ? events : alerts;
    if (lookup === undefined || ids.length === 0) return;
    try {
      for (const [id, record] of await lookup(ids, call(source)))
        seen.set(keyOf(source.name, kind, id), record);
    } catch {
      // The write was done all the same: its payload lacks the object then.
    }
  }

  return {
    write: ({ source, ...order }) => {
      const kind = written[order.mutation];
      const changed = kind && ((ids: readonly string[]) => show(source, kind, ids));
      return writing.run({ ...order, source, actor, changed });
    },
    async readAgain(source, kind, nativeIds) {
      const ids = [...new Set(nativeIds)];
      const isUnseen = (id: string): boolean => !seen.has(keyOf(source.name, kind, id));
      // Those of an outcome that an idempotency key remembered, or whose id came with the answer.
      const fresh = ids.filter((id) => isUnseen(id) && !asked.has(keyOf(source.name, kind, id)));
      if (fresh.length > 0) await show(source, kind, fresh);
      await lookUp(source, kind, ids.filter(isUnseen));
      return new Map(
        ids.flatMap((id) => {
          const record = seen.get(keyOf(source.name, kind, id));
          return record && isOfKind(record, kind) ? [[id, record] as const] : [];
        }),
      );
    },
    refused: (refusal) => writing.refused({ ...refusal, actor }),
    audit: { entries: (first, after) => writing.entries(first, after) },
  };
}

const isOfKind = <K extends RecordKind>(record: AnyRecord, kind: K): record is RecordOfKind[K] =>
  record.recordKind === kind;
