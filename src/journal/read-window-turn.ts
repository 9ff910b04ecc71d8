/** One turn of a walk: which candidates it looks at, and where the next one begins. */
import type { OrderKey } from '../model/order.ts';
import { candidates, narrowed, type Scope } from './predicate-part.ts';
import { isAlways, type Sql } from './predicate-sql.ts';
import { reach, type Plan } from './read-window-plan.ts';
import { placeColumns, type Walk } from './read-window-rows.ts';

/** Where a walk stands. */
export interface Position {
  /** Everything up to here was looked at. */
  readonly after?: OrderKey | undefined;
  /** Nothing before this severity and, within it, this time (inclusive) is left. Undefined: the beginning. */
  readonly severity?: number | undefined;
  readonly at?: number | undefined;
}

/** A place that no record of its time comes after leads to the next time at once. */
export function positionAfter(key: OrderKey | undefined, { down, compare, endOf }: Walk): Position {
  if (key === undefined) return {};
  const { severity, at } = key;
  const isEnd = compare(key, endOf(severity, at)) >= 0;
  return { after: key, severity, at: isEnd ? beyond(at, down) : at };
}

const beyond = (at: number, down: boolean): number => (down ? at - 1 : at + 1);

export interface Turn {
  readonly candidates: Sql;
  /** The times that they have, where the order goes by time. */
  readonly stretch?: { readonly from: number; readonly to: number } | undefined;
  /** Undefined: that is all. A set is looked at as a whole each time. */
  readonly next: Position | undefined;
}

/** The times of a severity that are still to come; undefined when there are none. */
function whatIsLeft(
  { from, to }: Plan,
  severity: number,
  position: Position,
  down: boolean,
): { readonly from: number; readonly to: number } | undefined {
  if (position.severity !== undefined && severity !== position.severity)
    return severity < position.severity === down ? { from, to } : undefined;
  const { at = down ? to : from } = position;
  const left = down ? { from, to: Math.min(to, at) } : { from: Math.max(from, at), to };
  return left.from > left.to ? undefined : left;
}

/** Undefined when there is nothing left. `size`: about how many candidates to look at. */
export function turnOf(
  plan: Plan,
  walk: Walk,
  position: Position,
  size: number,
  scope: Scope,
): Turn | undefined {
  if (plan.mode === 'never') return undefined;
  if (plan.mode === 'set')
    return { candidates: candidates(plan.lanes.flatMap(({ arms }) => arms)), next: undefined };
  const { down } = walk;
  const [lane, following] = plan.lanes.flatMap((one) => {
    const within = whatIsLeft(plan, one.severity, position, down);
    return within === undefined ? [] : [{ ...one, ...within }];
  });
  if (lane === undefined) return undefined;
  const { from, to } = lane;
  const end = reach(scope, lane.arms, { from, to, down }, size);
  const last = end ?? (down ? from : to);
  const within = down ? { from: last, to } : { from, to: last };
  const after = walk.endOf(lane.severity, last);
  const next =
    end !== undefined
      ? { after, severity: lane.severity, at: beyond(last, down) }
      : following && { after, severity: following.severity };
  const stretch = walk.order.field === 'MODIFIED' ? undefined : within;
  return { candidates: candidates(lane.arms, within), stretch, next };
}

const leftOf = ({ rest }: Plan, { stretch }: Turn): Sql =>
  stretch === undefined ? rest : narrowed(rest, stretch);

/** The places of the candidates that the plan leaves, some of them more than once. */
export function placesOf(plan: Plan, turn: Turn): Sql {
  const { candidates: given } = turn;
  const rest = leftOf(plan, turn);
  return {
    sql: `SELECT ${placeColumns} FROM (${given.sql}) AS candidate CROSS JOIN record ON record.id = candidate.id
      WHERE ${rest.sql}`,
    params: [...given.params, ...rest.params],
  };
}

/** How many they are, each once. */
export function countOf(plan: Plan, turn: Turn): Sql {
  const { candidates: given } = turn;
  const rest = leftOf(plan, turn);
  if (isAlways(rest)) return { sql: `SELECT count(DISTINCT id) FROM (${given.sql})`, params: given.params };
  return {
    sql: `SELECT count(DISTINCT record.id) FROM (${given.sql}) AS candidate
      CROSS JOIN record ON record.id = candidate.id WHERE ${rest.sql}`,
    params: [...given.params, ...rest.params],
  };
}
