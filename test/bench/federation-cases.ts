/** What is asked of all sources at once, each with the statements that a person would write for just that answer. */
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { kindCodes, states, termCodes } from '../../src/journal/codes.ts';
import type { Question } from './asking.ts';
import { createPages, pageOf, SIZE } from './federation-pages.ts';
import { countsIn, timesIn } from './federation-answers.ts';

export interface FederationCase {
  readonly question: Question;
  /** How its p50 should be: as a multiple of the bare statements' and in milliseconds; none for counts. */
  readonly aim?: { readonly ratio: number; readonly ms: number };
  /** Runs the statements, and gives what the answer must agree with. */
  bare(): unknown;
  /** The same, as the answer has it. */
  shown(data: unknown): unknown;
}

const aim = { ratio: 3, ms: 50 };
const present = `record.state = ${states.PRESENT}`;

const pivot = /* GraphQL */ `
  query Pivot($value: String!) {
    observable(type: HOST, value: $value) {
      firstSeen
      lastSeen
      sources { name }
      events(first: ${SIZE}) { ${pageOf('title')} }
      alerts(first: ${SIZE}) { ${pageOf('title')} }
      threatDetections(first: ${SIZE}) { ${pageOf()} }
    }
  }
`;

const statistics = /* GraphQL */ `
  query Counts($since: DateTime!) {
    eventStatistics(groupBy: [SOURCE, SEVERITY], filter: { time: { from: $since } }) {
      rows {
        keys {
          value
        }
        count
      }
      total
    }
  }
`;

const histogram = /* GraphQL */ `
  query Day($from: DateTime!, $to: DateTime!) {
    eventHistogram(interval: "PT1H", filter: { time: { from: $from, to: $to } }) {
      buckets {
        from
        count
      }
      total
    }
  }
`;

const DAY = 86_400_000;
const HOUR = 3_600_000;

export function createCases(database: DatabaseSync): FederationCase[] {
  const all = (statement: string, ...params: SQLInputValue[]) => {
    const prepared = database.prepare(statement);
    return (): Record<string, SQLOutputValue>[] => prepared.all(...params);
  };

  /** What a person has to look for: Cisco's alerts and detections mention what their events mention. */
  const seen = (host: string): FederationCase => {
    const terms = `(SELECT id FROM term WHERE type = ${termCodes.HOST} AND value = ?1)`;
    const mentioned = (kind: number): string =>
      `SELECT record FROM mention WHERE term IN ${terms} AND kind = ${kind}`;
    const beside = (ids: string, kind: number): string =>
      `SELECT id FROM record WHERE +kind = ${kind} AND source = (SELECT id FROM source WHERE vendor = 'cisco-gta') AND id IN
       (SELECT owner FROM link WHERE target IN (${ids}) UNION SELECT target FROM link WHERE owner IN (${ids}))`;
    const [event, alert, detection] = [kindCodes.EVENT, kindCodes.ALERT, kindCodes.THREAT_DETECTION];
    const detections = beside(mentioned(event), detection);
    const found = [
      [event, mentioned(event)],
      [alert, `${mentioned(alert)} UNION ${beside(detections, alert)}`],
      [detection, `${mentioned(detection)} UNION ${detections}`],
    ] as const;
    const pages = found.map(([kind, ids]) =>
      all(
        `SELECT record.*, content.body FROM record JOIN content ON content.record = record.id
         WHERE record.id IN (${ids}) AND +record.kind = ${kind} AND ${present}
         ORDER BY record.time DESC, record.fraction DESC LIMIT ${SIZE + 1}`,
        host,
      ),
    );
    const about = all(
      `SELECT min(mention.time) AS first, max(mention.time) AS last, count(DISTINCT record.source) AS sources
       FROM mention JOIN record ON record.id = mention.record WHERE mention.term IN ${terms}`,
      host,
    );
    return {
      question: { name: `pivot on ${host}`, query: pivot, variables: { value: host } },
      aim,
      bare: () => {
        about();
        return pages.map((read) => timesOf(read()));
      },
      shown: (data) => timesIn(data),
    };
  };

  const bySource = all(
    `SELECT source.name, record.severity, count(*) AS count FROM record JOIN source ON source.id = record.source
     WHERE record.kind = ${kindCodes.EVENT} AND ${present} GROUP BY 1, coalesce(record.severity, 0)`,
  );
  const pages = createPages(database);
  const to = pages.newest;
  const from = to - DAY;
  const byHour = all(
    `SELECT time / ${HOUR} AS hour, count(*) AS count FROM record
     WHERE kind = ${kindCodes.EVENT} AND ${present} AND time >= ? AND time < ? GROUP BY 1 ORDER BY 1`,
    from,
    to,
  );
  const counts = (read: () => Record<string, SQLOutputValue>[]) => (): unknown =>
    read()
      .map(({ count }) => Number(count))
      .toSorted((a, b) => a - b);
  return [
    ...pages.cases,
    ...pages.pivots.map(seen),
    {
      question: {
        name: 'statistics by source and severity',
        query: statistics,
        variables: { since: new Date(pages.since).toISOString() },
      },
      bare: counts(bySource),
      shown: countsIn,
    },
    {
      question: {
        name: "a day's histogram by hour",
        query: histogram,
        variables: { from: new Date(from).toISOString(), to: new Date(to).toISOString() },
      },
      bare: counts(byHour),
      shown: countsIn,
    },
  ];
}

const timesOf = (rows: readonly Record<string, SQLOutputValue>[]): number[] =>
  rows.slice(0, SIZE).map(({ time }) => Number(time));
