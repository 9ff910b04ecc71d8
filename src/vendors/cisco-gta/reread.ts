import { UnsupportedError } from '../../model/errors.ts';
import type { Reread } from '../../model/source.ts';
import { withDetections } from './alert-detections.ts';
import type { Downwards } from './downward.ts';
import type { Lookups } from './lookup.ts';

/** Alerts: one search for a thousand, and their detections. An alert that is not found is gone. */
export function createReread(
  source: string,
  lookups: Pick<Lookups, 'alerts'>,
  downwards: Pick<Downwards, 'threatDetectionsOfAlert'>,
): Reread {
  return async (kind, ids, call) => {
    if (kind !== 'ALERT')
      throw new UnsupportedError(source, `Source "${source}" reads alerts again, nothing else.`);
    const wanted = [...new Set(ids)];
    const found = await lookups.alerts(wanted, call);
    return {
      records: await withDetections(downwards, [...found.values()], call),
      removed: wanted.filter((id) => !found.has(id)).map((nativeId) => ({ kind: 'ALERT', nativeId })),
    };
  };
}
