import type { Count } from '../../model/page.ts';
import { BeyondWindow } from './rows.ts';
import { laneOver, type Times, type WindowList } from './window-walk.ts';

export interface TotalOptions<T> {
  /** As many were seen. */
  readonly least: number;
  /** The lists whose rows all count; undefined when part of the filter is evaluated here. */
  readonly lists: readonly WindowList<T>[] | undefined;
  /** What the walk itself came to know. */
  readonly known: number | undefined;
  readonly times: Times;
}

/** Rows older than a time, all for undefined; undefined when the vendor does not count. */
async function olderThan<T>(
  source: string,
  lists: readonly WindowList<T>[],
  time: number | undefined,
): Promise<number | undefined> {
  const start = time === undefined || !Number.isFinite(time) ? undefined : Math.ceil(time) - 1;
  if (start !== undefined && start < 0) return 0;
  const course = { newestFirst: true, upwards: true };
  const lanes = lists.map((list, i) => laneOver(source, list, i, course, { start, end: undefined }));
  try {
    await Promise.all(lanes.map((lane) => lane.advance(1)));
  } catch (error) {
    if (error instanceof BeyondWindow) return undefined;
    throw error;
  }
  let sum = 0;
  for (const { ahead } of lanes) {
    if (ahead === undefined) return undefined;
    sum += ahead;
  }
  return sum;
}

/** How many rows there are in a stretch of time, from the vendor's counts and the places of its ends. */
export async function totalOf<T>(
  source: string,
  { least, lists, known, times }: TotalOptions<T>,
): Promise<Count> {
  const atLeast: Count = { value: least, relation: 'AT_LEAST' };
  if (known !== undefined) return known < least ? atLeast : { value: known, relation: 'EXACT' };
  if (lists === undefined) return atLeast;
  const [newer, older] = await Promise.all([
    olderThan(source, lists, times.to),
    times.from === undefined ? 0 : olderThan(source, lists, times.from),
  ]);
  const total = newer === undefined || older === undefined ? undefined : newer - older;
  return total === undefined || total < least ? atLeast : { value: total, relation: 'EXACT' };
}
