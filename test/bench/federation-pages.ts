/** Pages of `events` under filters: the first, and the thousandth (the last, where there are not as many). */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { createOrderCursors } from '../../src/federation/order-cursors.ts';
import { kindCodes, states, termCodes } from '../../src/journal/codes.ts';
import { integer, text } from '../../src/sqlite/rows.ts';
import { encodeGlobalId } from '../../src/model/ids.ts';
import { newestFirst } from '../../src/model/order.ts';
import type { EventFilter } from '../../src/model/filters.ts';
import type { FederationCase } from './federation-cases.ts';
import { timesIn } from './federation-answers.ts';

export const SIZE = 100;
const PAGES = 1_000;
/** All records are younger, in milliseconds. What is older than the journal, a source is asked that can be asked itself. */
const COVERED = 30 * 86_400_000;

/** The fields of a page. */
export const pageOf = (...more: readonly string[]): string =>
  `nodes { id time severity ${more.join(' ')} source { name } } pageInfo { hasNextPage endCursor }`;

const query = /* GraphQL */ `
  query Page($filter: EventFilter, $after: String) {
    events(first: ${SIZE}, filter: $filter, after: $after) { ${pageOf('title')} }
  }
`;

interface Filtered {
  readonly name: string;
  readonly filter: EventFilter;
  /** `FROM` and `WHERE` over `record`, as a person who knows the tables writes them for this filter. */
  readonly from: string;
  readonly where: string;
  readonly params: readonly SQLInputValue[];
}

/** Sorts before every event's id where ids fall: the place is after all records of its time. */
const FIRST_ID = encodeGlobalId('Alert', '-', '-');

export interface Pages {
  readonly cases: readonly FederationCase[];
  /** The time after that of the newest event. */
  readonly newest: number;
  /** A time before all records, in the journal's coverage. */
  readonly since: number;
  /** The hosts that the most records mention, and the fewest that still fill a page of each kind; none in a small journal. */
  readonly pivots: readonly string[];
}

export function createPages(database: DatabaseSync): Pages {
  const event = kindCodes.EVENT;
  const hosts = database
    .prepare(
      `SELECT value, min(count) AS least FROM (
         SELECT term.id, value, count(*) AS count FROM term JOIN mention ON mention.term = term.id
         WHERE type = ${termCodes.HOST} AND value LIKE 'ws-%' GROUP BY term.id, mention.kind)
       GROUP BY id HAVING count(*) = 3 ORDER BY least DESC`,
    )
    .all()
    .map((row) => ({ host: text(row.value), least: integer(row.least) }));
  const commonHost = hosts[0]?.host ?? '';
  // A source that can be asked itself is asked as soon as a page is not full.
  const full = hosts.filter(({ least }) => least > SIZE).map(({ host }) => host);
  const newest = integer(
    database.prepare(`SELECT max(time) AS time FROM record WHERE kind = ${event} AND state = 1`).get()?.time,
  );
  const since = newest - COVERED;

  const byTime = 'record INDEXED BY record_time';
  const ofText = 'SELECT rowid FROM term_text WHERE term_text MATCH ?';
  const filters: readonly Filtered[] = [
    {
      name: 'selective: a host, at least HIGH',
      filter: { hosts: [commonHost], minSeverity: 'HIGH' },
      from: `(SELECT record AS id FROM mention WHERE term = (SELECT id FROM term WHERE type = ${termCodes.HOST} AND value = ?)
        AND kind = ${event} ORDER BY time DESC) AS of CROSS JOIN record ON record.id = of.id`,
      where: 'record.severity >= 4',
      params: [commonHost],
    },
    {
      name: 'broad: at least LOW',
      filter: { minSeverity: 'LOW' },
      from: byTime,
      where: 'record.severity >= 2',
      params: [],
    },
    {
      name: 'text in a few names',
      filter: { text: 'powershell' },
      from: byTime,
      where: `EXISTS (SELECT 1 FROM mention WHERE term IN (${ofText}) AND kind = ${event} AND time = record.time
        AND record = record.id)`,
      params: ['"powershell"'],
    },
    {
      name: 'text in thousands of names',
      filter: { text: 'event' },
      from: byTime,
      where: `record.id IN (SELECT record FROM mention WHERE term IN (${ofText}) AND kind = ${event})`,
      params: ['"event"'],
    },
  ];

  const casesOf = ({ name, filter, from, where, params }: Filtered): FederationCase[] => {
    const cursors = createOrderCursors('EVENT', { ...filter, time: { from: since } }, newestFirst);
    const asked = { ...filter, time: { from: new Date(since).toISOString() } };
    const matching = `FROM ${from} JOIN content ON content.record = record.id
      WHERE record.kind = ${event} AND record.state = ${states.PRESENT} AND ${where}`;
    const ordered = `ORDER BY record.time DESC, record.fraction DESC`;
    const page = database.prepare(
      `SELECT record.*, content.body ${matching} AND record.time <= ? ${ordered} LIMIT ${SIZE + 1}`,
    );
    const matches = integer(database.prepare(`SELECT count(*) AS count ${matching}`).get(...params)?.count);
    const caseAt = (number: number): FederationCase => {
      const skipped = (number - 1) * SIZE;
      const at = database.prepare(`SELECT record.time ${matching} ${ordered} LIMIT 1 OFFSET ${skipped}`);
      const time = integer(at.get(...params)?.time);
      const after = cursors.seal({ severity: 0, at: time + 1, fraction: 0, id: FIRST_ID });
      return {
        question: {
          name: `${name} (${matches} match): page ${number}`,
          query,
          variables: number === 1 ? { filter: asked } : { filter: asked, after },
        },
        aim: { ratio: 3, ms: 50 },
        bare: () => [
          page
            .all(...params, number === 1 ? Number.MAX_SAFE_INTEGER : time)
            .slice(0, SIZE)
            .map((row) => integer(row.time)),
        ],
        shown: timesIn,
      };
    };
    const last = Math.min(PAGES, Math.floor((matches - 1) / SIZE));
    return last > 1 ? [caseAt(1), caseAt(last)] : [caseAt(1)];
  };

  return {
    cases: filters.flatMap(casesOf),
    newest: newest + 1,
    since,
    pivots: [...new Set([full[0], full.at(-1)])].filter((host) => host !== undefined),
  };
}
