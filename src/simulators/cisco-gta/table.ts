/** One kind of item: by id, and in every order a collection of it can have. */
import { byId, isPlainId, type Order } from './orders.ts';
import { createSortedList, type SortedList } from './sorted.ts';
import type { Row } from './types.ts';

export interface Table<T> {
  /** The truth, for oracles. */
  readonly values: ReadonlyMap<string, T>;
  get(id: string): Row<T> | undefined;
  /** Adds the row, or puts it in the place of the one with the same id. */
  put(row: Row<T>): void;
  delete(id: string): Row<T> | undefined;
  /** Lays `fields` over the item's JSON on the wire; false when there is no such item. */
  bend(id: string, fields: Readonly<Record<string, unknown>>): boolean;
  /** Rows in this order; throws when the table does not keep it. */
  inOrder(order: Order): readonly Row<T>[];
  rows(): IterableIterator<Row<T>>;
}

export function createTable<T>(...orders: readonly Order[]): Table<T> {
  const rows = new Map<string, Row<T>>();
  const values = new Map<string, T>();
  const lists = new Map<Order, SortedList<Row<T>>>(
    [byId, ...orders].map((order) => [order, createSortedList<Row<T>>(order.compare)]),
  );

  function put(row: Row<T>): void {
    if (!isPlainId(row.id)) throw new Error(`the id ${JSON.stringify(row.id)} does not fit into a cursor`);
    const old = rows.get(row.id);
    for (const list of lists.values()) {
      if (old !== undefined) list.remove(old);
      list.add(row);
    }
    rows.set(row.id, row);
    values.set(row.id, row.value);
  }

  return {
    values,
    get: (id) => rows.get(id),
    put,
    bend(id, fields) {
      const row = rows.get(id);
      if (row === undefined) return false;
      const { text: _stale, ...rest } = row;
      put({ ...rest, bent: { ...row.bent, ...fields } });
      return true;
    },
    delete(id) {
      const old = rows.get(id);
      if (old === undefined) return undefined;
      for (const list of lists.values()) list.remove(old);
      rows.delete(id);
      values.delete(id);
      return old;
    },
    inOrder(order) {
      const list = lists.get(order);
      if (list === undefined) throw new Error(`the simulator keeps no order by ${order.name} here`);
      return list.rows();
    },
    rows: () => rows.values(),
  };
}

/** Many ids behind one id: the reverse of a reference. */
export interface Links {
  of(id: string): ReadonlySet<string>;
  link(id: string, to: string): void;
  unlink(id: string, to: string): void;
}

const none: ReadonlySet<string> = new Set();

export function createLinks(): Links {
  const links = new Map<string, Set<string>>();
  return {
    of: (id) => links.get(id) ?? none,
    link(id, to) {
      const known = links.get(id);
      if (known === undefined) links.set(id, new Set([to]));
      else known.add(to);
    },
    unlink(id, to) {
      const known = links.get(id);
      known?.delete(to);
      if (known?.size === 0) links.delete(id);
    },
  };
}
