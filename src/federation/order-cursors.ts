/** Cursors of federated connections: the order key and the id of an item, sealed to kind, filter and order. */
import { z } from 'zod';
import { canonicalJson, openCursor, sealCursor } from '../model/cursor.ts';
import { InvalidCursorError } from '../model/errors.ts';
import { decodeGlobalId } from '../model/ids.ts';
import type { OrderKey, RecordOrder } from '../model/order.ts';
import type { PageRequest } from '../model/page.ts';
import type { RecordKind } from '../model/records.ts';
import { severities } from '../model/severity.ts';

const key = z.tuple([
  z.int(),
  z.int().min(0).max(999_999),
  z.string().refine((id) => decodeGlobalId(id) !== null),
  z
    .int()
    .min(0)
    .max(severities.length - 1),
]);

export interface OrderCursors {
  seal(place: OrderKey): string;
  /** The place that a page goes on from. Throws InvalidCursorError for what was not sealed under the same binding. */
  open(page: PageRequest): OrderKey | undefined;
}

export function createOrderCursors(
  kind: RecordKind,
  filter: object | undefined,
  order: RecordOrder,
): OrderCursors {
  const binding = `federated ${kind} ${order.field} ${order.direction} ${canonicalJson(filter ?? {})}`;
  return {
    seal: ({ at, fraction, id, severity }) => sealCursor(binding, [at, fraction, id, severity]),
    open({ cursor, direction }) {
      if (cursor === undefined) return undefined;
      const path = direction === 'forward' ? 'after' : 'before';
      const parsed = key.safeParse(openCursor(binding, cursor, path));
      if (!parsed.success) throw new InvalidCursorError(path);
      const [at, fraction, id, severity] = parsed.data;
      return { at, fraction, id, severity };
    },
  };
}
