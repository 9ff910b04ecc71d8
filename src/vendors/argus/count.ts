/**
 * Counts made by Argus itself. Its times are those of an event's start and a record's is its creation, so what is bounded
 * or told apart by time it cannot count; nor does v1 (no filters but the customer, and no documented way to raw events).
 */
import type { AlertFilter, EventFilter } from '../../model/filters.ts';
import type {
  Call,
  CountLive,
  Counted,
  Source,
  StatisticsGroup,
  StatisticsKey,
  StatisticsQuery,
} from '../../model/source.ts';
import type { BrowseContext } from './browse.ts';
import { countKeys, type CountKey, type FieldKey, type Value } from './count-keys.ts';
import type { Pushdown } from './criteria.ts';
import { SINCE_EVER } from './endpoints.ts';
import { ArgusRefusal } from './envelope.ts';
import type { EventLikeFilter } from './event-filter.ts';
import { pushdownFor } from './pushdown.ts';
import type { Branch } from './statistics.ts';

/** Branches that are asked for at each level; more than that are cut off. */
const MOST_BRANCHES = 1_000;

/** An alert is an aggregate with an alarm, so what stands in no branch of this level is none. */
const ALARM = 'alarm';

const isField = (key: CountKey): key is FieldKey => 'field' in key;

const isBounded = ({ time, changed }: Pushdown): boolean =>
  [time.from, time.to, changed.from, changed.to].some((bound) => bound !== undefined);

/** The fields of a tree from its root on: those that all records have first, so that none is missing above another one. */
const byPresence = ['severity', 'customer', 'protocol', 'signature'];

/** The levels of the tree for some keys, each field once. */
function levelsOf(keys: readonly CountKey[]): readonly FieldKey[] {
  const fields = new Map(keys.filter(isField).map((key) => [key.field, key]));
  return byPresence.flatMap((field) => fields.get(field) ?? []);
}

/** What a leaf stands for, by field. */
type Path = ReadonlyMap<string, Value>;

/** Adds up the leaves of a tree by their values. */
function createTally(keys: readonly CountKey[]) {
  const groups = new Map<string, StatisticsGroup>();
  let complete = true;

  function add(path: Path, count: number): void {
    if (count === 0) return;
    const values = keys.map((key) => (isField(key) ? path.get(key.field) : { value: key.constant }));
    const name = JSON.stringify(values.map((one) => one?.value));
    groups.set(name, {
      values: values.map((one) => one?.value ?? ''),
      labels: values.map((one) => (one?.label === one?.value ? undefined : one?.label)),
      count: (groups.get(name)?.count ?? 0) + count,
      windows: [],
    });
  }

  function visit(branch: Branch, [level, ...below]: readonly FieldKey[], path: Path): void {
    if (level === undefined) {
      add(path, branch.count);
      return;
    }
    const { field, without } = level;
    for (const bucket of branch.buckets)
      visit(bucket, below, new Map([...path, [field, level.valueOf(bucket)]]));
    const rest = branch.count - branch.buckets.reduce((sum, { count }) => sum + count, 0);
    if (rest === 0) return;
    // Records without a value, if all branches are there; nobody says what these have at the levels below.
    const known = rest > 0 && branch.buckets.length < MOST_BRANCHES && below.length === 0;
    if (known && without !== undefined) add(new Map([...path, [field, { value: without }]]), rest);
    else complete = false;
  }

  return {
    visit,
    counted: (total: number): Counted => ({ groups: [...groups.values()], total, complete }),
    cut: () => {
      complete = false;
    },
  };
}

export function createStatistics({ source, api, client }: BrowseContext): NonNullable<Source['statistics']> {
  async function count<F>(
    records: 'event' | 'alert',
    query: StatisticsQuery<F>,
    filter: EventLikeFilter | undefined,
    call: Call,
  ): Promise<Counted | undefined> {
    const { groupBy, windows, interval } = query;
    const keyOf = (key: StatisticsKey): CountKey | undefined =>
      key === 'SOURCE' ? { constant: source } : countKeys[records][key];
    const keys = groupBy.map(keyOf).filter((key) => key !== undefined);
    if (keys.length < groupBy.length || windows.length > 0 || interval !== undefined) return undefined;
    const pushdown = pushdownFor('event', filter, { source, api });
    const tally = createTally(keys);
    if (pushdown.never) return tally.counted(0);
    if (api === 'v1' || !pushdown.exact || isBounded(pushdown)) return undefined;
    const levels = levelsOf(keys);
    const [type, ...otherTypes] = pushdown.types;
    const fields = [...(records === 'alert' ? [ALARM] : []), ...levels.map(({ field }) => field)];
    const tree = await client.statisticsV2(
      {
        startTimestamp: SINCE_EVER,
        ...pushdown.criteria,
        ...(otherTypes.length > 0 ? {} : { type: [type === 'RAW' ? 'raw' : 'aggregated'] }),
        ...(fields.length > 0
          ? { fieldAggregation: fields.map((field) => ({ field, limit: MOST_BRANCHES })) }
          : {}),
      },
      call,
    );
    const roots = records === 'alert' ? tree.buckets : [tree];
    if (records === 'alert' && roots.length >= MOST_BRANCHES) tally.cut();
    for (const root of roots) tally.visit(root, levels, new Map());
    return tally.counted(roots.reduce((sum, root) => sum + root.count, 0));
  }

  /** A value of the filter that Argus refuses is none that it could count by. */
  async function forgiving(work: Promise<Counted | undefined>): Promise<Counted | undefined> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof ArgusRefusal) return undefined;
      throw error;
    }
  }

  const events: CountLive<EventFilter> = (query, call) =>
    forgiving(count('event', query, query.filter, call));
  const alerts: CountLive<AlertFilter> = (query, call) =>
    forgiving(count('alert', query, { ...query.filter, argus: { type: 'AGGREGATED' } }, call));
  return { events, alerts };
}
