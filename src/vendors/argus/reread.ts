import { UnsupportedError } from '../../model/errors.ts';
import type { Reread } from '../../model/source.ts';
import { followedEvents, followedSelection, isFollowed, type FollowedTypes } from './feed-records.ts';
import type { EventsById } from './lookup.ts';
import { translateRefusal } from './refusal.ts';

/**
 * Events, and alerts, which are events: one search for a thousand. One that is not found may still be in the collector's
 * queue, or is not for this key to see: nothing is said of it.
 */
export function createReread(source: string, eventsById: EventsById, types: FollowedTypes): Reread {
  return async (kind, ids, call) => {
    if (kind !== 'EVENT' && kind !== 'ALERT')
      throw new UnsupportedError(source, `Source "${source}" reads events and alerts again, nothing else.`);
    try {
      const found = await eventsById([...new Set(ids)], followedSelection, call);
      return followedEvents(
        source,
        [...found.values()].filter((event) => isFollowed(event, types)),
      );
    } catch (error) {
      throw translateRefusal(source, error);
    }
  };
}
