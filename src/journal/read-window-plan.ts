/** How a walk comes to its records: along an index of the order, along a driver's, or over a small set of them. */
import type { RecordKind } from '../model/records.ts';
import type { OrderKey, RecordOrder } from '../model/order.ts';
import { kindCodes, states } from './codes.ts';
import { compilePredicate, type FilterOf } from './predicate.ts';
import { candidates, countCandidates, type Arm, type Scope } from './predicate-part.ts';
import { allOf, sql, type Sql } from './predicate-sql.ts';
import { aboveFloors, boundsOf, type Walk } from './read-window-rows.ts';

/** Records of one severity (0 in the orders that do not look at it), in order of time; `Arm.time` is what the order goes by. */
export interface Lane {
  readonly severity: number;
  readonly arms: readonly Arm[];
}

export interface Plan {
  readonly mode: 'never' | 'set' | 'lanes';
  /** In the direction of the walk; a set has one. */
  readonly lanes: readonly Lane[];
  /** What is left to be asked of a candidate. */
  readonly rest: Sql;
  /** Whether `rest` is all there is to ask. */
  readonly exact: boolean;
  /** Times that a record can have, inclusive. */
  readonly from: number;
  readonly to: number;
}

export interface Planned<K extends RecordKind> {
  readonly sources: readonly string[];
  readonly filter?: FilterOf<K> | undefined;
  readonly floors?: ReadonlyMap<string, number> | undefined;
}

const atOf = ({ field }: RecordOrder): string =>
  field === 'MODIFIED' ? 'coalesce(record.modified, record.time)' : 'record.time';

function indexArm(kind: RecordKind, index: string, at: string, more = ''): Arm {
  const of = `record.kind = ${kindCodes[kind]} AND record.state = ${states.PRESENT}${more}`;
  return { from: `record INDEXED BY ${index}`, where: sql(of), id: 'record.id', time: at, ordered: true };
}

/** Everything of a kind, by the index of the order. */
export function lanesOf(kind: RecordKind, { order, down }: Walk, ranks: readonly number[]): Lane[] {
  const at = atOf(order);
  switch (order.field) {
    case 'TIME':
      return [{ severity: 0, arms: [indexArm(kind, 'record_time', at)] }];
    case 'MODIFIED':
      return [{ severity: 0, arms: [indexArm(kind, 'record_modified', at)] }];
    case 'SEVERITY':
      return ranks
        .toSorted((a, b) => (down ? b - a : a - b))
        .map((severity) => ({
          severity,
          arms: [`= ${severity}`, ...(severity === 0 ? ['IS NULL'] : [])].map((test) =>
            indexArm(kind, 'record_severity', at, ` AND record.severity ${test}`),
          ),
        }));
  }
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly down: boolean;
}

/** The time that the candidate `size` places on has; no row when there are not as many. */
export function reachOf(arms: readonly Arm[], { from, to, down }: Stretch, size: number): Sql {
  const given = candidates(arms, { from, to });
  const order = `ORDER BY time ${down ? 'DESC' : 'ASC'} LIMIT 1 OFFSET ?`;
  return sql(`SELECT time FROM (${given.sql}) ${order}`, ...given.params, size - 1);
}

export function reach(
  scope: Scope,
  arms: readonly Arm[],
  stretch: Stretch,
  size: number,
): number | undefined {
  const { sql: statement, params } = reachOf(arms, stretch, size);
  return scope.ids(statement, ...params)[0];
}

const isOrdered = ({ ordered }: Arm): boolean => ordered;

/** Of a set that lies in order already, a page is most often no more than this part. */
const WALKED = 10;

/** `small`: fewer candidates than this are sorted rather than walked. */
export function planOf<K extends RecordKind>(
  kind: K,
  { sources, filter, floors = new Map() }: Planned<K>,
  walk: Walk,
  after: OrderKey | undefined,
  scope: Scope,
  small: number,
): Plan {
  const { order, down } = walk;
  const asked = [...(filter === undefined ? [] : [filter]), { sources }];
  const whole = { and: asked };
  const first = compilePredicate<RecordKind>(kind, whole, scope);
  const bounds = boundsOf(whole, order.field === 'MODIFIED' ? 'modified' : 'time');
  const lowest = Math.min(...sources.map((name) => floors.get(name) ?? bounds.from));
  const [from, to] = [Math.max(bounds.from, lowest), bounds.to];
  const ids = new Map(scope.sources().map(({ id, name }) => [name, id]));
  const floored = aboveFloors(floors, (name) => ids.get(name), atOf(order));
  const base = { from, to };
  const left = (rest: Sql): Sql => allOf([rest, ...floored]);
  if (first.never || from > to || bounds.ranks.length === 0)
    return { ...base, mode: 'never', lanes: [], rest: sql('0'), exact: true };

  const timed = order.field === 'MODIFIED' ? {} : { from, to };
  const counted = first.drivers.map((driver) => ({
    driver,
    count: driver.arms.length === 0 ? 0 : countCandidates(scope, driver.arms, small, timed),
  }));
  const fewest = counted.toSorted((a, b) => a.count - b.count)[0];
  if (fewest !== undefined && fewest.count < small) {
    const { arms, rest, exact: all } = fewest.driver;
    const isWalked = order.field === 'TIME' && fewest.count > small / WALKED && arms.every(isOrdered);
    const mode = isWalked ? 'lanes' : 'set';
    return { ...base, mode, lanes: [{ severity: 0, arms }], rest: left(rest), exact: all };
  }
  // Each turn is one stretch of time, and what is asked may be asked of that alone.
  const narrows = !first.exact && order.field !== 'MODIFIED';
  const predicate = narrows ? compilePredicate<RecordKind>(kind, whole, { ...scope, narrows }) : first;
  const { sql: text, params, exact, drivers } = predicate;
  const lanes = lanesOf(kind, walk, bounds.ranks);
  const plain: Plan = { ...base, mode: 'lanes', lanes, rest: left({ sql: text, params }), exact };
  if (order.field !== 'TIME') return plain;
  // Whoever comes the farthest with as many candidates has the fewest of them on the way.
  const start =
    after === undefined
      ? base
      : down
        ? { from, to: Math.min(to, after.at) }
        : { from: Math.max(from, after.at), to };
  const ways: readonly Plan[] = [
    plain,
    ...drivers
      .filter(({ arms }) => arms.every(isOrdered))
      .map(({ arms, rest, exact: all }): Plan => ({
        ...plain,
        lanes: [{ severity: 0, arms }],
        rest: left(rest),
        exact: all,
      })),
  ];
  if (ways.length === 1) return plain;
  const probed = ways.map((plan) => {
    const end = reach(scope, plan.lanes[0]?.arms ?? [], { ...start, down }, small);
    return { plan, span: end === undefined ? Number.POSITIVE_INFINITY : down ? -end : end };
  });
  // Infinity less infinity is no number; the plain way comes first and stays there when it is as good.
  return probed.reduce((best, one) => (one.span > best.span ? one : best)).plan;
}
