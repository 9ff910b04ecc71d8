/** Answers a request for a collection: reads its window, cuts the page, and writes the page's links and cursors. */
import { createHash } from 'node:crypto';
import type { RecordedRequest, SimAnswer } from '../kit.ts';
import { parameter, sizeOf } from './ask.ts';
import type { CursorBook } from './cursors.ts';
import type { Order } from './orders.ts';
import { takePage } from './pages.ts';
import { badRequest } from './problems.ts';
import type { CiscoGtaSwitches } from './switches.ts';
import type { Table } from './table.ts';
import type { Position, Row } from './types.ts';
import { pageAnswer, type Writer } from './wire.ts';

/** The parameters every collection takes. */
export const pageParameters = ['size', 'after', 'before'];

export interface Collection<T> {
  readonly rows: readonly Row<T>[];
  readonly order: Order;
  readonly write: Writer<T>;
  readonly keep?: (row: Row<T>) => boolean;
  /** What the filter is, in any stable wording; a cursor is bound to it. Default: no filter. */
  readonly filter?: string;
}

export type AnswerCollection = <T>(request: RecordedRequest, collection: Collection<T>) => SimAnswer;

/** The rows behind these ids, in order; ids nobody knows are left out. */
export function rowsOf<T>(table: Table<T>, ids: Iterable<string>, order: Order): Row<T>[] {
  const found: Row<T>[] = [];
  for (const id of ids) {
    const row = table.get(id);
    if (row !== undefined) found.push(row);
  }
  return found.sort(order.compare);
}

/** The same for the same ids, whatever their order. */
export const idsFilter = (ids: ReadonlySet<string>): string =>
  createHash('sha1')
    .update([...ids].sort().join('\n'))
    .digest('base64');

/** The request's own path and query with another cursor; `,` and `:` stay as they are. */
function link(request: RecordedRequest, direction: 'after' | 'before', cursor: string): string {
  const plain = (text: string): string =>
    encodeURIComponent(text).replaceAll('%2C', ',').replaceAll('%3A', ':');
  const pairs = [...request.query]
    .filter(([name, value]) => name !== 'after' && name !== 'before' && value !== '')
    .map(([name, value]) => `${plain(name)}=${plain(value)}`);
  return `${request.path}?${[...pairs, `${direction}=${plain(cursor)}`].join('&')}`;
}

export function createCollectionAnswer(switches: CiscoGtaSwitches, book: CursorBook): AnswerCollection {
  function cursorOf(request: RecordedRequest, name: string, order: Order, use: string): Position | undefined {
    const text = parameter(request, name);
    if (text === undefined) return undefined;
    const position = order.parse(text);
    if (position === undefined) throw badRequest(`${name} is no cursor of the order ${order.name}`);
    if (switches.cursorBinding && !book.fits(text, use)) {
      throw badRequest(`${name} is a cursor of another path, sort or filter`);
    }
    return position;
  }

  return (request, { rows, order, write, keep, filter = '' }) => {
    const use = `${request.path} ${order.name} ${filter}`;
    const after = cursorOf(request, 'after', order, use);
    const before = cursorOf(request, 'before', order, use);
    if (after !== undefined && before !== undefined) throw badRequest('after and before exclude each other');
    const page = takePage(
      rows,
      order,
      {
        size: sizeOf(request, switches),
        ...(after === undefined ? {} : { after }),
        ...(before === undefined ? {} : { before }),
      },
      keep,
    );
    const { hasNextPage, hasPreviousPage } = page;
    const [first, last] = [page.rows[0], page.rows.at(-1)];
    const startCursor =
      first !== undefined && (switches.edgeCursors || hasPreviousPage) ? order.cursorOf(first) : null;
    const endCursor =
      last !== undefined && (switches.edgeCursors || hasNextPage) ? order.cursorOf(last) : null;
    for (const cursor of [startCursor, endCursor]) if (cursor !== null) book.note(cursor, use);
    const linked = request.method === 'GET';
    return pageAnswer(
      page.rows.map((row) => write(row, switches)),
      {
        previous:
          linked && hasPreviousPage && startCursor !== null ? link(request, 'before', startCursor) : null,
        next: linked && hasNextPage && endCursor !== null ? link(request, 'after', endCursor) : null,
        hasNextPage,
        hasPreviousPage,
        startCursor,
        endCursor,
      },
    );
  };
}
