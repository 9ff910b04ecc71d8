/** Windows against the plain sorted list of everything there is. */
import type { EventFilter } from '../../../src/model/filters.ts';
import { compareKeys, orderKeyOf, type OrderKey, type RecordOrder } from '../../../src/model/order.ts';
import type { AnyRecord } from '../../../src/model/records.ts';
import type { Window, WindowPage, WindowQuery } from '../../../src/model/source.ts';
import { call, walkAll, type Ask, type Bench } from './support.ts';

export const fields = ['events', 'alerts', 'threatDetections', 'cases'] as const;
export type Field = (typeof fields)[number];

export const orders: readonly RecordOrder[] = (['TIME', 'MODIFIED', 'SEVERITY'] as const).flatMap((field) =>
  (['ASC', 'DESC'] as const).map((direction) => ({ field, direction })),
);

const all = ['observables', 'properties', 'comments', 'subEvents'] as const;

/** One page of a window. */
export async function windowOf(
  b: Bench,
  field: Field,
  query: WindowQuery<EventFilter>,
): Promise<WindowPage<AnyRecord>> {
  const window: Window<AnyRecord, EventFilter> | undefined = b.source.window?.[field];
  if (window === undefined) throw new Error(`the source has no window of ${field}`);
  return window(query, call(...all));
}

/** Everything of a kind that the source shows, through its native connection. */
export async function everything(b: Bench, field: Field): Promise<readonly AnyRecord[]> {
  const browse = b.source.browse[field];
  if (browse === undefined) throw new Error(`the source does not list ${field}`);
  const ask: Ask<AnyRecord> = (page) => browse({ page, countTotal: false }, call(...all));
  return walkAll(ask, 'forward', 1_000);
}

export interface Stretch {
  readonly order: RecordOrder;
  readonly reverse?: boolean | undefined;
  readonly after?: OrderKey | undefined;
  readonly until?: number | undefined;
}

/** What lies in a stretch, in the order of the walk. */
export function stretchOf(
  records: readonly AnyRecord[],
  { order, reverse, after, until }: Stretch,
): AnyRecord[] {
  const sign = reverse === true ? -1 : 1;
  return records
    .map((record) => ({ record, key: orderKeyOf(record, order) }))
    .filter(({ key }) => until === undefined || key.at < until)
    .filter(({ key }) => after === undefined || compareKeys(key, after, order) * sign > 0)
    .toSorted((a, b) => compareKeys(a.key, b.key, order) * sign)
    .map(({ record }) => record);
}
