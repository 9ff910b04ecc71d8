/** Cases by their last change (contract sheet argus, section 14). */
import { z } from 'zod';
import type { Feed, Quarantined } from '../../model/feed.ts';
import type { BrowseContext } from './browse.ts';
import { createUpdateFeed, type UpdateRow } from './feed-updates.ts';
import { readCase, type ArgusCase } from './map-case.ts';
import { number } from './wire.ts';

interface Row extends UpdateRow {
  readonly found: ArgusCase | null;
}

export interface CaseFeedOptions {
  readonly context: BrowseContext;
  readonly every: number;
  readonly timeout: number;
  readonly from: number;
}

const lastChange = z.object({ lastUpdatedTimestamp: number });

export function createCaseFeed({ context, every, timeout, from }: CaseFeedOptions): Feed {
  const { source, client, now } = context;
  return createUpdateFeed<Row>({
    source,
    name: 'cases',
    kinds: ['CASE'],
    every,
    timeout,
    from,
    now: () => now(),
    async rows({ since, offset, limit }, call) {
      const body = {
        startTimestamp: since,
        // Left open, a case would match by any of its times.
        timeFieldStrategy: ['lastUpdatedTimestamp'],
        includeDescription: true,
        includeDeleted: true,
        sortBy: ['lastUpdatedTimestamp'],
        offset,
        limit,
      };
      return (await client.searchCases(body, call)).rows.map((raw) => ({
        raw,
        found: readCase(source, raw),
        at: lastChange.safeParse(raw).data?.lastUpdatedTimestamp ?? undefined,
      }));
    },
    async take(rows) {
      const cases = rows.flatMap(({ found }) => found ?? []);
      const quarantined: Quarantined[] = rows
        .filter(({ found }) => found === null)
        .map(({ raw }) => ({ text: JSON.stringify(raw), reason: 'data[].id: expected the id of a case' }));
      return {
        records: cases.filter((one) => !one.deleted).map(({ record }) => record),
        removed: cases
          .filter((one) => one.deleted)
          .map(({ record }) => ({ kind: 'CASE', nativeId: record.nativeId })),
        quarantined,
      };
    },
  });
}
