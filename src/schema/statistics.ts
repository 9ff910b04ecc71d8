import type { Counts, CountFilterOf } from '../federation/counts.ts';
import { InvalidInputError, type InvalidField } from '../model/errors.ts';
import type { TimeWindow } from '../model/filters.ts';
import type { StatisticsGroup, StatisticsKey as Key } from '../model/source.ts';
import { builder } from './builder.ts';
import { SourceResult } from './connection-types.ts';
import type { Context } from './context.ts';
import { StatisticsKey } from './enums.ts';
import { partResult } from './federated.ts';
import { AlertFilterInput, EventFilterInput, TimeWindowInput } from './filters.ts';
import type { SourceResultValue } from './source-result.ts';

const MOST_KEYS = 3;
const MOST_WINDOWS = 50;
const MOST_ROWS = 10_000;
const MOST_BUCKETS = 10_000;

interface RowValue extends StatisticsGroup {
  readonly groupBy: readonly Key[];
}

const StatisticsValue = builder
  .objectRef<{ readonly key: Key; readonly value: string; readonly label: string | undefined }>(
    'StatisticsValue',
  )
  .implement({
    description: 'What the records of a row have in common.',
    fields: (t) => ({
      key: t.expose('key', { type: StatisticsKey, description: 'In what.' }),
      value: t.exposeString('value', { description: 'The value; empty for records without one.' }),
      label: t.exposeString('label', {
        nullable: true,
        description: 'What the value is called, where it is not a name itself.',
      }),
    }),
  });

const StatisticsRow = builder.objectRef<RowValue>('StatisticsRow').implement({
  description: 'How many records share some values.',
  fields: (t) => ({
    keys: t.field({
      type: [StatisticsValue],
      description: 'The values, in the order of groupBy.',
      resolve: ({ groupBy, values, labels }) =>
        groupBy.map((key, i) => ({ key, value: values[i] ?? '', label: labels[i] })),
    }),
    count: t.expose('count', { type: 'BigInt', description: 'Records.' }),
    windows: t.field({
      type: ['BigInt'],
      description: 'Records in each of the windows that were asked for, in their order.',
      resolve: ({ windows }) => [...windows],
    }),
  }),
});

interface StatisticsResult {
  readonly rows: readonly RowValue[];
  readonly remainder: number;
  readonly total: number;
  readonly sourceResults: readonly SourceResultValue[];
}

const sourceResultsText =
  'Who was counted, and who was not: a source that is missing is never a lower number in silence.';

const Statistics = builder.objectRef<StatisticsResult>('Statistics').implement({
  description:
    'Counts of records by what they have in common. A record with several values of a key counts in a row for each.',
  fields: (t) => ({
    rows: t.field({
      type: [StatisticsRow],
      description: 'The largest first, as many as `top` allows.',
      resolve: ({ rows }) => [...rows],
    }),
    remainder: t.expose('remainder', {
      type: 'BigInt',
      description: 'The sum of the rows that `top` left out.',
    }),
    total: t.expose('total', { type: 'BigInt', description: 'All records that match, each counted once.' }),
    sourceResults: t.field({
      type: [SourceResult],
      description: sourceResultsText,
      resolve: ({ sourceResults }) => [...sourceResults],
    }),
  }),
});

interface BucketValue {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly rows: readonly RowValue[];
}

const HistogramBucket = builder.objectRef<BucketValue>('HistogramBucket').implement({
  description: 'The records of one stretch of time.',
  fields: (t) => ({
    from: t.expose('from', {
      type: 'DateTime',
      description: 'Its first moment; stretches begin at the epoch.',
    }),
    to: t.expose('to', { type: 'DateTime', description: 'The first moment after it.' }),
    count: t.expose('count', { type: 'BigInt', description: 'Records, each counted once.' }),
    rows: t.field({
      type: [StatisticsRow],
      description: 'The same by groupBy, the largest first; empty without groupBy.',
      resolve: ({ rows }) => [...rows],
    }),
  }),
});

interface HistogramResult {
  readonly buckets: readonly BucketValue[];
  readonly total: number;
  readonly sourceResults: readonly SourceResultValue[];
}

const Histogram = builder.objectRef<HistogramResult>('Histogram').implement({
  description: 'Counts of records over time.',
  fields: (t) => ({
    buckets: t.field({
      type: [HistogramBucket],
      description: 'Oldest first and without a hole: a stretch without records has the count 0.',
      resolve: ({ buckets }) => [...buckets],
    }),
    total: t.expose('total', { type: 'BigInt', description: 'All records that match, each counted once.' }),
    sourceResults: t.field({
      type: [SourceResult],
      description: sourceResultsText,
      resolve: ({ sourceResults }) => [...sourceResults],
    }),
  }),
});

const largestFirst = (a: StatisticsGroup, b: StatisticsGroup): number => {
  const [x, y] = [a.values.join('\n'), b.values.join('\n')];
  return b.count - a.count || (x < y ? -1 : x > y ? 1 : 0);
};

type Kind = keyof CountFilterOf;

interface CountOptions<K extends Kind> {
  readonly kind: K;
  readonly filter: CountFilterOf[K] | null | undefined;
  readonly groupBy: readonly Key[];
  readonly windows?: readonly TimeWindow[];
  readonly interval?: number;
}

const count = <K extends Kind>(
  { kind, filter, groupBy, windows = [], interval }: CountOptions<K>,
  context: Context,
): Promise<Counts> =>
  context.federated.counts(kind, {
    sources: [...context.sources.values()],
    filter: filter ?? undefined,
    groupBy,
    windows,
    interval,
    signal: context.signal,
    call: context.call,
  });

const resultsOf = ({ parts }: Counts, context: Context): readonly SourceResultValue[] =>
  parts.map((part) => partResult(part, context.now()));

function refuse(faults: readonly (InvalidField | false)[]): void {
  const found = faults.filter((fault) => fault !== false);
  if (found.length > 0) throw new InvalidInputError(found);
}

const tooMany = (path: string, size: number, most: number): InvalidField | false =>
  size > most && { path, message: `${size} are too many`, expected: `at most ${most}` };

async function statistics<K extends Kind>(
  options: CountOptions<K>,
  top: number,
  context: Context,
): Promise<StatisticsResult> {
  const { groupBy, windows = [] } = options;
  refuse([
    tooMany('groupBy', groupBy.length, MOST_KEYS),
    new Set(groupBy).size < groupBy.length && { path: 'groupBy', message: 'names a key twice' },
    tooMany('windows', windows.length, MOST_WINDOWS),
    (top < 0 || top > MOST_ROWS) && {
      path: 'top',
      message: `${top} is out of range`,
      expected: `0 to ${MOST_ROWS}`,
    },
  ]);
  const counts = await count(options, context);
  const rows = counts.groups.toSorted(largestFirst);
  return {
    rows: rows.slice(0, top).map((group) => ({ ...group, groupBy })),
    remainder: rows.slice(top).reduce((sum, group) => sum + group.count, 0),
    total: counts.total,
    sourceResults: resultsOf(counts, context),
  };
}

/** Keys of which a record has one value at most: the rows of a bucket are its records. */
const single: ReadonlySet<Key> = new Set([
  'SOURCE',
  'VENDOR',
  'KIND',
  'SEVERITY',
  'STATUS',
  'VERDICT',
  'CUSTOMER',
  'PROTOCOL',
  'SIGNATURE',
]);

async function histogram<K extends Kind>(
  options: CountOptions<K> & { readonly interval: number },
  context: Context,
): Promise<HistogramResult> {
  const { interval, filter, groupBy } = options;
  if (interval < 1_000) refuse([{ path: 'interval', message: 'is too short', expected: 'at least PT1S' }]);
  const floor = (time: number): number => Math.floor(time / interval) * interval;
  const { from, to } = filter?.time ?? {};
  const bound = (first: number, last: number): void =>
    refuse([
      (last - first) / interval > MOST_BUCKETS && {
        path: 'interval',
        message: `makes more than ${MOST_BUCKETS} stretches`,
        expected: 'a longer interval or a narrower filter.time',
      },
    ]);
  if (typeof from === 'number' && typeof to === 'number') bound(from, to);
  const multiple = groupBy.some((key) => !single.has(key));
  const [grouped, counted] = await Promise.all([
    count(options, context),
    multiple ? count({ ...options, groupBy: [] }, context) : undefined,
  ]);
  const counts = counted ?? grouped;
  const starts = counts.groups.flatMap(({ from: start }) => start ?? []);
  const first = typeof from === 'number' ? floor(from) : starts.reduce((a, b) => Math.min(a, b), Infinity);
  const last = typeof to === 'number' ? to : starts.reduce((a, b) => Math.max(a, b), -Infinity) + interval;
  bound(first, last);
  const totals = new Map<number, number>();
  for (const group of counts.groups)
    if (group.from !== undefined) totals.set(group.from, (totals.get(group.from) ?? 0) + group.count);
  const rows = Map.groupBy(groupBy.length === 0 ? [] : grouped.groups, (group) => group.from);
  const buckets: BucketValue[] = [];
  for (let start = first; start < last; start += interval) {
    const own = rows.get(start) ?? [];
    buckets.push({
      from: start,
      to: start + interval,
      count: totals.get(start) ?? 0,
      rows: own.toSorted(largestFirst).map((group) => ({ ...group, groupBy })),
    });
  }
  return { buckets, total: counts.total, sourceResults: resultsOf(grouped, context) };
}

const statisticsCost =
  'From the journal as far back as it is complete, at no upstream call; what is older is counted by Argus itself where it can, at a call or two.';
const whichText = 'Which of them are counted; it means the same whatever the source.';

builder.queryFields((t) => {
  const statisticsArguments = {
    groupBy: t.arg({
      type: [StatisticsKey],
      required: true,
      description: 'By what, up to three keys; none counts all in one row.',
    }),
    windows: t.arg({
      type: [TimeWindowInput],
      description: 'Stretches of time to count in besides all: a number each in every row.',
    }),
    top: t.arg.int({ defaultValue: 100, description: 'Rows at most, the largest first; 10 000 at most.' }),
  };
  const histogramArguments = {
    interval: t.arg({ type: 'Duration', required: true, description: 'How long a stretch is.' }),
    groupBy: t.arg({ type: StatisticsKey, description: 'Told apart by this in each stretch, too.' }),
  };
  return {
    eventStatistics: t.field({
      type: Statistics,
      args: { filter: t.arg({ type: EventFilterInput, description: whichText }), ...statisticsArguments },
      description: `Counts of events for dashboards. ${statisticsCost}`,
      resolve: (_root, { filter, groupBy, windows, top }, context) =>
        statistics({ kind: 'EVENT', filter, groupBy, windows: windows ?? [] }, top ?? 100, context),
    }),
    alertStatistics: t.field({
      type: Statistics,
      args: { filter: t.arg({ type: AlertFilterInput, description: whichText }), ...statisticsArguments },
      description: `Counts of alerts for dashboards. ${statisticsCost}`,
      resolve: (_root, { filter, groupBy, windows, top }, context) =>
        statistics({ kind: 'ALERT', filter, groupBy, windows: windows ?? [] }, top ?? 100, context),
    }),
    eventHistogram: t.field({
      type: Histogram,
      args: { filter: t.arg({ type: EventFilterInput, description: whichText }), ...histogramArguments },
      description: `Counts of events over time, for charts. ${statisticsCost}`,
      resolve: (_root, { filter, interval, groupBy }, context) =>
        histogram({ kind: 'EVENT', filter, interval, groupBy: groupBy ? [groupBy] : [] }, context),
    }),
    alertHistogram: t.field({
      type: Histogram,
      args: { filter: t.arg({ type: AlertFilterInput, description: whichText }), ...histogramArguments },
      description: `Counts of alerts over time, for charts. ${statisticsCost}`,
      resolve: (_root, { filter, interval, groupBy }, context) =>
        histogram({ kind: 'ALERT', filter, interval, groupBy: groupBy ? [groupBy] : [] }, context),
    }),
  };
});
