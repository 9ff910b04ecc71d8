/** One turn of a walk: which candidates it looks at, and where the next one begins. */
import type { OrderKey } from '../model/order.ts';
import { candidates, type Scope } from './predicate-part.ts';
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

export const positionAfter = (key: OrderKey | undefined): Position => ({
  after: key,
  severity: key?.severity,
  at: key?.at,
});

export interface Turn {
  readonly candidates: Sql;
  /** Undefined: that is all. A set is looked at as a whole each time. */
  readonly next: Position | undefined;
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
  const isLeft = (severity: number): boolean => {
    if (position.severity === undefined) return true;
    return down ? severity <= position.severity : severity >= position.severity;
  };
  const [lane, following] = plan.lanes.filter(({ severity }) => isLeft(severity));
  if (lane === undefined) return undefined;
  const start = lane.severity === position.severity ? position.at : undefined;
  const [from, to] = down
    ? [plan.from, Math.min(plan.to, start ?? plan.to)]
    : [Math.max(plan.from, start ?? plan.from), plan.to];
  const end = reach(scope, lane.arms, { from, to, down }, size);
  const last = end ?? (down ? from : to);
  const within = down ? { from: last, to } : { from, to: last };
  const after = walk.endOf(lane.severity, last);
  const onward = down ? last - 1 : last + 1;
  const next =
    end !== undefined
      ? { after, severity: lane.severity, at: onward }
      : following && { after, severity: following.severity };
  return { candidates: candidates(lane.arms, within), next };
}

/** The places of the candidates that the plan leaves, some of them more than once. */
export const placesOf = ({ rest }: Plan, given: Sql): Sql => ({
  sql: `SELECT ${placeColumns} FROM (${given.sql}) AS candidate CROSS JOIN record ON record.id = candidate.id
    WHERE ${rest.sql}`,
  params: [...given.params, ...rest.params],
});

/** How many they are, each once. */
export const countOf = ({ rest }: Plan, given: Sql): Sql =>
  isAlways(rest)
    ? { sql: `SELECT count(DISTINCT id) FROM (${given.sql})`, params: given.params }
    : {
        sql: `SELECT count(DISTINCT record.id) FROM (${given.sql}) AS candidate
          CROSS JOIN record ON record.id = candidate.id WHERE ${rest.sql}`,
        params: [...given.params, ...rest.params],
      };
