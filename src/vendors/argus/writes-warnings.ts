/** What the collector accepts and does not do: it drops without a word what comes after an event's final one. */
import { SourceError } from '../../model/errors.ts';
import type { Call } from '../../model/source.ts';
import type { SubmittedEvent } from '../../model/writes.ts';
import { bareSelection } from './event.ts';
import { v2Flag } from './flags.ts';
import type { Prepared } from './writes-submission.ts';
import type { ReadSubmitted } from './writes-submitted.ts';

const finalizes = ({ finalized, flags = [] }: SubmittedEvent): boolean =>
  finalized === true || flags.some((flag) => v2Flag(flag) === 'finalized');

/** What can be told of the updates before they are sent, in one search: of those whose event is final, or is none yet. */
export async function warningsBefore(
  events: readonly Prepared[],
  submitted: ReadSubmitted,
  call: Call,
): Promise<ReadonlyMap<Prepared, string>> {
  const updates = events.filter(({ event }) => event.id !== undefined);
  const warnings = new Map<Prepared, string>();
  if (updates.length === 0) return warnings;
  try {
    const found = await submitted(updates, bareSelection, call);
    const sent = new Set<string>();
    for (const one of updates) {
      const event = found.get(one);
      const name = `events[${one.place}]`;
      if (event === undefined && !sent.has(one.uuid)) {
        warnings.set(one, `${name}: there was no event with this id that we may see; Argus makes a new one.`);
      } else if (event?.flags.includes('finalized') === true) {
        warnings.set(one, `${name}: the event is finalized, so Argus ignores this although it accepts it.`);
      }
      sent.add(one.uuid);
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    for (const one of updates) {
      warnings.set(one, `events[${one.place}]: whether the event is finalized could not be read.`);
    }
  }
  return warnings;
}

/** Every warning about what was accepted, in the order of the input: also of what follows the final word in itself. */
export function warningsAfter(
  events: readonly Prepared[],
  before: ReadonlyMap<Prepared, string>,
  isAccepted: (place: number) => boolean,
): string[] {
  const final = new Map<string, number>();
  return events.flatMap((one) => {
    if (!isAccepted(one.place)) return [];
    const name = one.id ?? one.uuid;
    const ended = final.get(name);
    if (ended === undefined && finalizes(one.event)) final.set(name, one.place);
    const warning =
      before.get(one) ??
      (ended === undefined
        ? undefined
        : `events[${one.place}]: events[${ended}] finalizes the event, so Argus ignores this although it accepts it.`);
    return warning === undefined && !one.early
      ? []
      : [
          ...(warning === undefined ? [] : [warning]),
          ...(one.early
            ? [`events[${one.place}]: its time had not come yet; the event has the time of its submission.`]
            : []),
        ];
  });
}
