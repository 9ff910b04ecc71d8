/** What a mutation comes to whose requests were all sent by somebody who never heard the end of it. */
import type { RunState } from '../audit/runs.ts';
import { OutcomeUnknownError, SourceError } from '../model/errors.ts';
import type { Call } from '../model/source.ts';
import type { Write, WriteCall } from '../model/writes.ts';
import { keepError, keepResult } from './outcomes.ts';

const sameIds = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, place) => id === b[place]);

/**
 * Goes through the write again without sending anything: where it would make a request, it is told how that request ended,
 * and that those which were never made were not. Gives the text to keep, undefined when the source could not be read.
 *
 * The write may not ask for a request again whose effect it sees (an alert that it has opened). When it leaves out others,
 * or the last one, nobody can tell what it came to.
 */
export async function replay<I extends object>(
  { source, requests }: RunState,
  input: I,
  write: Pick<Write<I, unknown>, 'send'>,
  call: Call,
): Promise<string | undefined> {
  const left = [...requests];
  const told = new Set<unknown>();
  const once: WriteCall['once'] = async (ids, _request, step = '') => {
    const place = left.findIndex((made) => made.step === step && sameIds(made.ids, ids));
    const [made] = place === -1 ? [] : left.splice(place, 1);
    if (made?.outcome === 'DONE') return undefined;
    const error = new SourceError({ source, kind: 'unavailable', undelivered: made === undefined });
    told.add(error);
    throw error;
  };
  const unknown = keepError(new OutcomeUnknownError(source));
  try {
    const result = await write.send(input, { ...call, once });
    const whole = left.every((made) => made.outcome === 'DONE' && made !== requests.at(-1));
    return whole ? keepResult(result) : unknown;
  } catch (error) {
    if (told.has(error)) return keepError(error);
    if (error instanceof SourceError) return undefined;
    return left.length === 0 ? keepError(error) : unknown;
  }
}
