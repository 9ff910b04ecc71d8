/** Argus alerts with their cases by hand. */
import { asker, byId, globalId } from './fan-out-asking.ts';
import type { Upstreams } from './messages.ts';

interface Event {
  readonly id: string;
  readonly timestamps: { readonly created: number };
  readonly severity: string;
  readonly alarm: { readonly description: string } | null;
  readonly associatedCases: readonly { readonly id: number }[];
  readonly flags: readonly string[];
}
interface Case {
  readonly id: number;
  readonly subject: string;
  readonly status: string;
  readonly priority: string;
}
interface List<T> {
  readonly data: readonly T[];
  readonly count: number;
}

/** `workingSOC` or `pendingVendor` in capitals and underscores. */
const capitals = (word: string): string =>
  word.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

const opening = new Set(['partiallyAcknowledged', 'followup', 'handledByAnalyst']);

function statusOf({ flags, associatedCases }: Event): string {
  if (flags.includes('acknowledged')) return 'CLOSED';
  return associatedCases.length > 0 || flags.some((flag) => opening.has(flag)) ? 'OPEN' : 'NEW';
}

export function argusAnswers({ url, apiKey }: Upstreams['argus']) {
  const ask = asker(url, { 'argus-api-key': apiKey });

  return async function alerts(first: number): Promise<object> {
    const list: List<Event> = JSON.parse(
      await ask('POST', '/events/v2/event/search', {
        startTimestamp: 0,
        excludeFlags: ['snapshot'],
        sortBy: ['-timestamp', 'eventID'],
        offset: 0,
        // Aggregates without an alarm are no alerts, and no criterion leaves them out.
        limit: Math.ceil(first * 1.6),
        type: ['aggregated'],
      }),
    );
    const all = list.data
      .filter(({ alarm }) => alarm !== null)
      .toSorted((a, b) => b.timestamps.created - a.timestamps.created || (a.id < b.id ? -1 : 1));
    const page = all.slice(0, first);
    const caseIds = [...new Set(page.flatMap((event) => event.associatedCases.map(({ id }) => id)))];
    const found: List<Case> = JSON.parse(
      await ask('POST', '/cases/v2/case/search', { caseID: caseIds, limit: caseIds.length }),
    );
    const cases = byId(found.data);
    const nodes = page.map((event) => ({
      id: globalId('Alert', 'argus', event.id),
      title: event.alarm?.description,
      time: new Date(event.timestamps.created).toISOString(),
      severity: event.severity.toUpperCase(),
      status: statusOf(event),
      cases: event.associatedCases.flatMap(({ id }) => {
        const one = cases.get(id);
        if (one === undefined) return [];
        return [
          {
            id: globalId('Case', 'argus', String(id)),
            subject: one.subject,
            status: capitals(one.status),
            priority: one.priority.toUpperCase(),
          },
        ];
      }),
    }));
    const hasNextPage = all.length > first || list.count > list.data.length;
    return { source: { alerts: { nodes, pageInfo: { hasNextPage } } } };
  };
}
