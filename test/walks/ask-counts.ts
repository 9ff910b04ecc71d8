/** Statistics and histograms, asked for straight at the federation or as a client does. */
import assert from 'node:assert/strict';
import type { CountFilterOf } from '../../src/federation/counts.ts';
import type { TimeWindow } from '../../src/model/filters.ts';
import type { StatisticsKey } from '../../src/model/source.ts';
import type { ClientError, Rig } from '../support/rig.ts';
import { asWritten, gaveAll, meteredCall, type SourceAnswer } from './ask.ts';

export type CountedKind = keyof CountFilterOf;

export interface CountingQuestion<K extends CountedKind> {
  readonly kind: K;
  readonly filter: CountFilterOf[K] | undefined;
  readonly groupBy: readonly StatisticsKey[];
  readonly windows: readonly TimeWindow[];
  /** Milliseconds; undefined: not told apart by time. */
  readonly interval: number | undefined;
}

interface Group {
  readonly count: number;
  readonly windows: readonly number[];
}
/** Groups by what tells them apart: values and, if asked for, the beginning of a stretch of time. */
export type Groups = Readonly<Record<string, Group>>;
export const groupName = (values: readonly string[], from: number | undefined): string =>
  JSON.stringify([values, from]);

export interface CountedAnswer {
  readonly groups: Groups;
  readonly total: number;
  readonly sources: readonly string[];
  /** Names of those of which only a part was counted. */
  readonly failing: readonly string[];
}

export async function countedStraight<K extends CountedKind>(
  { gateway }: Rig,
  { kind, ...question }: CountingQuestion<K>,
): Promise<CountedAnswer> {
  const { groups, total, parts } = await gateway.federated.counts(kind, {
    ...question,
    sources: [...gateway.sources.values()],
    signal: new AbortController().signal,
    call: meteredCall,
  });
  return {
    groups: Object.fromEntries(
      groups.map(({ values, from, count, windows }) => [groupName(values, from), { count, windows }]),
    ),
    total,
    sources: parts.map(({ source }) => source.name),
    failing: parts
      .filter(({ part, failure, partial }) => part === 'asked' && (failure !== undefined || partial))
      .map(({ source }) => source.name),
  };
}

interface Row {
  readonly keys: readonly { readonly key: StatisticsKey; readonly value: string }[];
  readonly count: string | number;
  readonly windows: readonly (string | number)[];
}
interface Results {
  readonly total: string | number;
  readonly sourceResults: readonly SourceAnswer[];
}
interface Statistics extends Results {
  readonly rows: readonly Row[];
  readonly remainder: string | number;
}
interface Histogram extends Results {
  readonly buckets: readonly {
    readonly from: string;
    readonly to: string;
    readonly count: string | number;
    readonly rows: readonly Row[];
  }[];
}

const names = { EVENT: ['event', 'EventFilter'], ALERT: ['alert', 'AlertFilter'] } as const;
const row = 'keys { key value } count windows';
const results = 'total sourceResults { source { name } outcome error { code } }';

const answerOf = <T>({
  data,
  errors,
}: {
  readonly data: { readonly counted: T } | null | undefined;
  readonly errors: readonly ClientError[];
}): T => {
  if (errors.length > 0 || !data) throw new Error(`the gateway answered with ${JSON.stringify(errors)}`);
  return data.counted;
};

const told = ({ total, sourceResults }: Results) => ({
  total: Number(total),
  sources: sourceResults.map(({ source }) => source.name),
  failing: sourceResults.filter((result) => !gaveAll(result)).map(({ source }) => source.name),
});

const groupsOf = (rows: readonly Row[], from?: number) =>
  rows.map(({ keys, count, windows }) => [
    groupName(
      keys.map(({ value }) => value),
      from,
    ),
    { count: Number(count), windows: windows.map(Number) },
  ]);

async function statistics<K extends CountedKind>(
  rig: Rig,
  { kind, filter, groupBy, windows }: CountingQuestion<K>,
): Promise<CountedAnswer> {
  const [name, type] = names[kind];
  const counted = answerOf(
    await rig.ask<{ readonly counted: Statistics }>(
      `query ($filter: ${type}, $groupBy: [StatisticsKey!]!, $windows: [TimeWindowInput!]) {
        counted: ${name}Statistics(filter: $filter, groupBy: $groupBy, windows: $windows, top: 10000) {
          rows { ${row} } remainder ${results}
        }
      }`,
      { filter: asWritten(filter), groupBy, windows: asWritten(windows) },
    ),
  );
  const counts = counted.rows.map(({ count }) => Number(count));
  assert.deepEqual(
    counts,
    counts.toSorted((a, b) => b - a),
    'the largest first',
  );
  assert.equal(Number(counted.remainder), 0, 'nothing remains');
  return { groups: Object.fromEntries(groupsOf(counted.rows)), ...told(counted) };
}

/** Also: stretches without a hole, each with the sum of what stands in it. */
async function histogram<K extends CountedKind>(
  rig: Rig,
  { kind, filter, groupBy }: CountingQuestion<K>,
  interval: number,
): Promise<CountedAnswer> {
  const [name, type] = names[kind];
  const answer = await rig.ask<{ readonly counted: Histogram }>(
    `query ($filter: ${type}, $interval: Duration!, $groupBy: StatisticsKey) {
      counted: ${name}Histogram(filter: $filter, interval: $interval, groupBy: $groupBy) {
        buckets { from to count rows { ${row} } } ${results}
      }
    }`,
    { filter: asWritten(filter), interval: `PT${interval / 1_000}S`, groupBy: groupBy[0] ?? null },
  );
  const counted = answerOf(answer);
  const { buckets } = counted;
  for (const [i, { from, to }] of buckets.entries()) {
    assert.equal(Date.parse(from) % interval, 0, 'stretches begin at the epoch');
    assert.equal(Date.parse(to) - Date.parse(from), interval, 'stretches are as long as was asked');
    if (i > 0) assert.equal(from, buckets[i - 1]?.to, 'there is no hole');
  }
  const total = buckets.reduce((sum, { count }) => sum + Number(count), 0);
  assert.equal(total, Number(counted.total), 'the stretches hold them all');
  const groups = buckets.flatMap(({ from, count, rows }) => {
    const at = Date.parse(from);
    if (groupBy.length > 0) return groupsOf(rows, at);
    return Number(count) > 0 ? [[groupName([], at), { count: Number(count), windows: [] }]] : [];
  });
  return { groups: Object.fromEntries(groups), ...told(counted) };
}

export const countedAsClient = <K extends CountedKind>(
  rig: Rig,
  question: CountingQuestion<K>,
): Promise<CountedAnswer> =>
  question.interval === undefined ? statistics(rig, question) : histogram(rig, question, question.interval);
