/** The way of every mutation: may they, is it there, can it be done; then once, on record, and shown as it is now. */
import { InvalidInputError, NotFoundError, NotPermittedError, UnsupportedError } from '../../model/errors.ts';
import { decodeGlobalId, type NodeType } from '../../model/ids.ts';
import type { Source } from '../../model/source.ts';
import type { Write, Writes } from '../../model/writes.ts';
import { rootRules } from '../access.ts';
import type { Context } from '../context.ts';
import { errorValue, inInput, type ErrorValue } from './results.ts';

/** Characters of an idempotency key: it is kept for a day. */
const LONGEST_KEY = 255;
/** What a refusal puts on record of the ids that a client sent: no more than a mutation may name, and what may be an id. */
const MOST_IDS = 1_000;
const LONGEST_ID = 512;

export type Mutation = keyof Writes;

/** An object that an input names. */
export interface Named {
  readonly source: Source;
  readonly nativeId: string;
  readonly id: string;
  /** Where it stands in the input. */
  readonly path: string;
}

/**
 * The object behind an id of an input. Null when its source is not there or not to be seen: that looks the same as an
 * object that does not exist. Throws InvalidInputError for what is no id of such an object.
 */
export function namedBy(id: string, type: NodeType, path: string, { sources }: Context): Named | null {
  const found = decodeGlobalId(id);
  if (found?.type !== type)
    throw new InvalidInputError([
      { path, message: `is no id of a ${type}`, expected: `the id of a ${type}` },
    ]);
  const source = sources.get(found.source);
  return source === undefined ? null : { source, nativeId: found.nativeId, id, path };
}

/** Throws NotFoundError. */
export function sourceNamed(name: string, { sources }: Context): Source {
  const source = sources.get(name);
  if (source === undefined) throw new NotFoundError('There is no such source.');
  return source;
}

/** Throws UnsupportedError, which names the place in the input. */
export function writeOf<M extends Mutation>(
  source: Source,
  mutation: M,
  path: string,
): NonNullable<Writes[M]> {
  const write = source.writes?.[mutation];
  if (write === undefined || write === null)
    throw new UnsupportedError(source.name, `${path}: source "${source.name}" has no such operation.`);
  return write;
}

/** What is done on one source. */
export interface Part<I extends object, R> {
  readonly source: Source;
  readonly write: Write<I, R>;
  readonly input: I;
}

export interface Given {
  readonly idempotencyKey?: string | null | undefined;
}

/** Does it, once. Rejects with what `Writing.run` rejects with; paths of faults begin with `input.`. */
export async function perform<I extends object, R>(
  mutation: Mutation,
  { source, write, input }: Part<I, R>,
  given: Given,
  context: Context,
): Promise<R> {
  const { idempotencyKey, ...rest } = given;
  const length = idempotencyKey?.length ?? 1;
  if (length < 1 || length > LONGEST_KEY)
    throw new InvalidInputError([
      {
        path: 'input.idempotencyKey',
        message: length === 0 ? 'is empty' : 'is too long',
        expected: `1 to ${LONGEST_KEY} characters`,
      },
    ]);
  try {
    return await context.write({
      mutation,
      source,
      write,
      input,
      given: rest,
      idempotencyKey: idempotencyKey ?? undefined,
      call: context.call(source),
    });
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw inInput(error.fields);
  }
}

/** Runs a mutation's work; who may not do it is told so, and that is put on record. */
export async function mutate<P>(
  mutation: Mutation,
  context: Context,
  about: { readonly ids: readonly string[]; readonly source?: string | undefined },
  work: () => Promise<P>,
): Promise<P | ErrorValue> {
  try {
    const role = rootRules.Mutation[mutation];
    if (role === undefined || !context.viewer.roles.includes(role)) {
      const named = about.ids.map((id) => decodeGlobalId(id));
      const sources = new Set([about.source, ...named.map((one) => one?.source)]);
      for (const source of sources)
        // A name that is no source's is the client's own text, which the record has no room for.
        if (source !== undefined && context.sources.has(source)) {
          const ids = named
            .flatMap((one) => (one?.source === source ? [one.nativeId] : []))
            .filter((id) => id.length <= LONGEST_ID)
            .slice(0, MOST_IDS);
          context.refused({ mutation, source, ids });
        }
      throw new NotPermittedError();
    }
    return await work();
  } catch (error) {
    return errorValue(error);
  } finally {
    // Whatever was loaded before may not be so any more.
    context.forget();
  }
}
