/** The newer form of the feed: OCSF Detection Finding 1.2 (contract sheet alphasoc, sections 4.10 and 9). */
import { storyUuid } from '../story.ts';
import type { AlphaSocAlert, AlphaSocThreat } from './types.ts';

const words = ['Unknown', 'Informational', 'Low', 'Medium', 'High', 'Critical'];

function eventTime({ event, createdAt }: AlphaSocAlert): number {
  const ts = event?.['ts'];
  return (typeof ts === 'string' && Date.parse(ts)) || createdAt;
}

/** One record with the source data and one for each threat, tied by a correlation id. */
export function findingsOf(
  alert: AlphaSocAlert,
  threats: ReadonlyMap<string, AlphaSocThreat>,
): readonly Readonly<Record<string, unknown>>[] {
  const parts = alert.threats.map((id) => ({
    uid: storyUuid('asoc', 'finding', alert.id, id),
    id,
    title: threats.get(id)?.title ?? id,
    severity: threats.get(id)?.severity ?? 0,
  }));
  const common = (code: string, severity: number) => ({
    class_uid: 2004,
    category_uid: 2,
    type_uid: 200_401,
    activity_id: 1,
    time: eventTime(alert),
    severity_id: severity,
    severity: words[severity] ?? 'Other',
    metadata: {
      version: '1.2.0',
      product: { vendor_name: 'AlphaSOC' },
      event_code: code,
      correlation_uid: alert.id,
    },
  });
  return [
    {
      ...common('finding-raw', Math.max(0, ...parts.map(({ severity }) => severity))),
      count: 1,
      evidences: [{ data: { eventType: alert.eventType, ...alert.event } }],
      finding_info: {
        uid: alert.id,
        title: parts[0]?.title ?? '',
        related_events: parts.map(({ uid, id }) => ({ uid, type: id })),
      },
    },
    ...parts.map(({ uid, id, title, severity }) => ({
      ...common('finding', severity),
      finding_info: { uid, title, types: [id] },
    })),
  ];
}
