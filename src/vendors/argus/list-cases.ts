/** The list of cases. */
import { BACKEND_WINDOW, caseSort, caseTimeField, CHUNK, type SortedBy } from './endpoints.ts';
import type { Pushdown } from './criteria.ts';
import { hiddenRow, rowsOf, withinWindow, type ListContext } from './lists.ts';
import { readCase, type ArgusCase } from './map-case.ts';
import { placeRows } from './order.ts';
import type { Chunk, Range, ReadList } from './rows.ts';

/** Bounds on one of a case's times, in the words of a search: `from` and `to` inclusive. */
function bounds(by: SortedBy, from: number, to: number): Readonly<Record<string, unknown>> {
  if (from <= 0 && !Number.isFinite(to)) return {};
  return {
    ...(from > 0 ? { startTimestamp: from } : {}),
    ...(Number.isFinite(to) ? { endTimestamp: to } : {}),
    // Left open, a case would match by any of its times.
    timeFieldStrategy: [caseTimeField[by]],
  };
}

/**
 * Cases, which take exact bounds on the time that they are listed by. `placed`: a case that does not say where it
 * stands is hidden, and not shown where its neighbours are.
 */
export function cases(
  context: ListContext,
  { criteria, time, changed }: Pushdown,
  { by = 'created', placed = false }: { readonly by?: SortedBy; readonly placed?: boolean } = {},
): ReadList<ArgusCase> {
  const window = by === 'created' ? time : changed;
  async function read(range: Range): Promise<Chunk<ArgusCase>> {
    const { offset, limit, newestFirst, bound } = range;
    const newest = Math.min(
      window.to ?? Number.POSITIVE_INFINITY,
      (newestFirst ? bound : undefined) ?? Number.POSITIVE_INFINITY,
    );
    const oldest = Math.max(window.from ?? 0, (newestFirst ? undefined : bound) ?? 0);
    const body = {
      ...criteria,
      ...bounds(by, oldest, newest),
      sortBy: caseSort[by][newestFirst ? 'newestFirst' : 'oldestFirst'],
      offset,
      limit,
    };
    const list = await withinWindow(() => context.client.searchCases(body, context.scope));
    const rows = rowsOf<ArgusCase>(context, list, (raw) => {
      const made = readCase(context.source, raw);
      const at = by === 'created' ? made?.at : made?.record.modifiedAt;
      if (made === null) return null;
      if (placed && at === undefined) return hiddenRow;
      return { at, id: made.record.nativeId, value: made };
    });
    const most = Math.min(CHUNK, BACKEND_WINDOW - offset);
    // Where not one row says where it stands, those further on have to.
    if (rows.length >= limit && limit < most && rows.every(({ at }) => at === undefined)) {
      return read({ ...range, limit: most });
    }
    return { rows: placeRows(rows, newestFirst, oldest), count: list.count };
  }
  return read;
}
