/** Reading back what an assessment whose answer was lost has done. */
import type { Call, Source } from '../../model/source.ts';
import type { Assessment, Settled } from '../../model/writes.ts';
import type { ArgusClient } from './client.ts';
import { ArgusRefusal } from './envelope.ts';
import { bareSelection } from './event.ts';
import { parseEventId } from './ids.ts';
import { inLanes, SINGLE_GETS } from './lookup.ts';
import { readV2Event } from './wire-v2.ts';
import { isRepeatable, showsAssessment } from './writes-assessment.ts';

/** How far the vendor's clock may be behind ours without making us take what was done for what was not. */
const CLOCK_SKEW_MS = 60_000;

const withComments = { ...bareSelection, comments: true };

/** Text as it may come back: blanks are not held to be kept. */
const squeezed = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');

/** Markup may come back cleaned (contract sheet argus, section 1), and is then not known again. */
const mayBeCleaned = (text: string): boolean => /[<>&]/.test(text);

export interface SettlingContext {
  readonly client: ArgusClient;
  readonly lineage: NonNullable<Source['argus']>['lineage'];
}

/** Whether the assessment of one event, sent at `since`, was done. Throws SourceError. */
export type SettleAssessment = (
  assessment: Assessment,
  eventId: string,
  since: number,
  call: Call,
) => Promise<Settled>;

/**
 * What can be repeated without effect counts by the event's state: whoever brought that about, there is nothing left to
 * do. A comment counts by itself (our text, not from before), a trigger by the entry that every assessment leaves in the
 * event's lineage. What may be ours and may be older is unknown. Read one by one: a search may lag behind.
 */
export function createSettling({ client, lineage }: SettlingContext): SettleAssessment {
  /** When the event was last assessed; undefined when its lineage does not say. */
  async function lastAssessed(eventId: string, call: Call): Promise<number | undefined> {
    const entries = await lineage(eventId, call);
    if (entries.length === 0) return undefined;
    return Math.max(
      ...entries.map(({ type, at }) => (type === 'assessed' ? (at ?? Number.NaN) : Number.NEGATIVE_INFINITY)),
    );
  }

  /** Of something that leaves a trace: done when the trace is new, unknown when it may be. */
  function byTrace(newest: number | undefined, since: number, shown: boolean): Settled {
    if (newest === undefined || Number.isNaN(newest)) return 'unknown';
    if (newest >= since) return shown ? 'done' : 'unknown';
    return newest >= since - CLOCK_SKEW_MS ? 'unknown' : 'not-done';
  }

  return async (assessment, eventId, since, call) => {
    const id = parseEventId(eventId);
    if (id === null) return 'not-done';
    let raw: unknown;
    try {
      raw = await client.eventV2(id, withComments, call);
    } catch (error) {
      // The form of the id is right, so a refusal only says that there is no such event.
      if (error instanceof ArgusRefusal) return 'not-done';
      throw error;
    }
    // What this key does not see it cannot have changed.
    if (raw === null) return 'not-done';
    const event = readV2Event(raw, withComments);
    if (event === null) return 'unknown';
    const shown = showsAssessment(assessment, event);
    const { comment } = assessment;
    if (comment !== undefined) {
      const same = (event.comments ?? []).filter(({ text }) => squeezed(text) === squeezed(comment));
      const newest = Math.max(Number.NEGATIVE_INFINITY, ...same.map(({ at }) => at));
      const settled = byTrace(newest, since, shown);
      if (settled !== 'not-done' || !mayBeCleaned(comment)) return settled;
      return byTrace(await lastAssessed(eventId, call), since, false);
    }
    if (!isRepeatable(assessment)) return byTrace(await lastAssessed(eventId, call), since, shown);
    if (shown) return 'done';
    const last = await lastAssessed(eventId, call);
    // Somebody assessed it since: us and then another, or another alone.
    return last !== undefined && last < since ? 'not-done' : 'unknown';
  };
}

/** The same for the events of one request: done when each was, not done when none was. */
export async function settleAll(
  ids: readonly string[],
  settle: (id: string) => Promise<Settled>,
): Promise<Settled> {
  const found = new Set<Settled>();
  await inLanes(ids, SINGLE_GETS, async (id) => {
    // One that contradicts the others is enough to know that nothing is known.
    if (found.size < 2 && !found.has('unknown')) found.add(await settle(id));
  });
  const [only = 'unknown', ...others] = found;
  return others.length > 0 ? 'unknown' : only;
}
