/** Ordered parts as one: a page's worth of the journal and of each source that is asked itself. */
import { compareKeys, type OrderKey, type RecordOrder } from '../model/order.ts';

export interface Placed<T> {
  readonly record: T;
  readonly key: OrderKey;
}

/** What one part gave: its next items in the direction of the walk. */
export interface Part<T> {
  readonly items: readonly Placed<T>[];
  readonly more: boolean;
  /** Set when the part ended early: it is known up to this place only. */
  readonly reached?: OrderKey | undefined;
}

export interface Direction {
  readonly order: RecordOrder;
  readonly reverse: boolean;
}

/** Negative when `a` comes first on the walk. */
export const compareOnWalk = (a: OrderKey, b: OrderKey, { order, reverse }: Direction): number =>
  reverse ? compareKeys(b, a, order) : compareKeys(a, b, order);

/** Whether time falls along the walk. */
export const isFalling = ({ order, reverse }: Direction): boolean => (order.direction === 'DESC') !== reverse;

/**
 * The first `limit` items of all parts in order. Where a part ended early nothing beyond its place is taken, as something
 * of that part may come before it: `reached` says so.
 */
export function merge<T>(parts: readonly Part<T>[], limit: number, direction: Direction): Part<T> {
  const first = (a: Placed<T>, b: Placed<T>): number => compareOnWalk(a.key, b.key, direction);
  const reached = parts
    .flatMap((part) => (part.reached === undefined ? [] : [part.reached]))
    .toSorted((a, b) => compareOnWalk(a, b, direction))[0];
  const known = parts
    .flatMap(({ items }) => items)
    .filter(({ key }) => reached === undefined || compareOnWalk(key, reached, direction) <= 0)
    .toSorted(first);
  const items = known.slice(0, limit);
  const full = items.length === limit;
  return {
    items,
    more: known.length > limit || reached !== undefined || parts.some(({ more }) => more),
    reached: full ? undefined : reached,
  };
}

/** The place before everything that is older than `until`, on a walk. */
export function beginningOfOlder(until: number, { order, reverse }: Direction): OrderKey {
  const falling = isFalling({ order, reverse });
  const bySeverity = order.field === 'SEVERITY';
  return {
    severity: bySeverity && falling ? Number.POSITIVE_INFINITY : bySeverity ? -1 : 0,
    at: falling ? until : Number.NEGATIVE_INFINITY,
    fraction: -1,
    id: '',
  };
}
