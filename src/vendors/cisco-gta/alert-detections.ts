import { UnsupportedError } from '../../model/errors.ts';
import type { Alert } from '../../model/records.ts';
import type { Call } from '../../model/source.ts';
import type { Downwards } from './downward.ts';

/**
 * Alerts as a journal takes them: with the detections that belong to them now, as one that joins or leaves is a change of
 * the alert. Throws SourceError.
 */
export async function withDetections(
  downwards: Pick<Downwards, 'threatDetectionsOfAlert'>,
  alerts: readonly Alert[],
  call: Call,
): Promise<readonly Alert[]> {
  try {
    const ids = alerts.map(({ nativeId }) => nativeId);
    // What is found once an operation is found anew for every read: a signal of its own makes it one.
    const own: Call = {
      selects: (field) => call.selects(field),
      sent: () => call.sent(),
      signal: AbortSignal.any([call.signal]),
    };
    const found = await downwards.threatDetectionsOfAlert.ofMany(ids, own);
    return alerts.map((alert) => {
      const joined = (found.get(alert.nativeId) ?? []).map(({ nativeId }) => nativeId).toSorted();
      return { ...alert, threatDetections: joined.map((nativeId) => ({ nativeId })) };
    });
  } catch (error) {
    // Too many to find out. The detections name their alerts themselves, a little later.
    if (error instanceof UnsupportedError) return alerts;
    throw error;
  }
}
