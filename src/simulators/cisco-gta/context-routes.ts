/** Assets, their addresses, and the threat catalogue (contract sheet cisco-gta, section 4, context objects). */
import { json, type RecordedRequest } from '../kit.ts';
import type { RouteParts } from './alert-routes.ts';
import { idsOf, parameter } from './ask.ts';
import { idsFilter, pageParameters, rowsOf } from './collection.ts';
import { byId, bySequence } from './orders.ts';
import { badRequest, missing } from './problems.ts';
import type { Route } from './router.ts';
import type { Table } from './table.ts';
import type { GtaIpAssignment, Row } from './types.ts';
import { itemAnswer, writeWhole } from './wire.ts';

const assetRoot = '/asset-management/customer/:customer/assets';
const recordRoot = '/threat-catalog/records';

/** Assignments in the order they were made: their place is their sort value. */
const asRows = (assignments: readonly GtaIpAssignment[]): Row<GtaIpAssignment>[] =>
  assignments.map((value, i) => ({ id: '', value, sequence: i + 1, at: 0, changed: 0, risk: '' }));

function distinctOf(request: RecordedRequest): boolean {
  const text = parameter(request, 'distinctIPAddresses') ?? 'false';
  if (text !== 'true' && text !== 'false') throw badRequest('distinctIPAddresses is neither true nor false');
  return text === 'true';
}

/** The first row of every address. */
function distinct(rows: readonly Row<GtaIpAssignment>[]): Row<GtaIpAssignment>[] {
  const first = new Map<string, Row<GtaIpAssignment>>();
  for (const row of rows) if (!first.has(row.value.ipAddress)) first.set(row.value.ipAddress, row);
  return [...first.values()];
}

export function contextRoutes({ store, switches, collection }: RouteParts): readonly Route[] {
  /** The singular key with a list as value is the vendor's own oddity. */
  const search =
    <T>(table: Table<T>, key: string): Route['answer'] =>
    (request) => {
      const ids = idsOf(request, key, switches);
      return collection(request, {
        rows: ids === undefined ? table.inOrder(byId) : rowsOf(table, ids, byId),
        order: byId,
        write: writeWhole,
        ...(ids === undefined ? {} : { filter: idsFilter(ids) }),
      });
    };
  const single =
    <T>(table: Table<T>, word: string): Route['answer'] =>
    (_request, id) => {
      const row = table.get(id);
      if (row === undefined) throw missing(`${word} ${id}`);
      return itemAnswer(writeWhole(row, switches));
    };

  return [
    {
      method: 'POST',
      path: `${assetRoot}/search`,
      parameters: pageParameters,
      answer: search(store.assets, 'assetId'),
    },
    { method: 'GET', path: `${assetRoot}/:id`, old: true, answer: single(store.assets, 'asset') },
    {
      method: 'GET',
      path: `${assetRoot}/:id/ip-assignments`,
      old: true,
      parameters: [...pageParameters, 'distinctIPAddresses'],
      answer(request, id) {
        if (store.assets.get(id) === undefined) throw missing(`asset ${id}`);
        const rows = asRows(store.ipAssignments.get(id) ?? []);
        const onlyDistinct = distinctOf(request);
        return collection(request, {
          rows: onlyDistinct ? distinct(rows) : rows,
          order: bySequence,
          write: writeWhole,
          filter: String(onlyDistinct),
        });
      },
    },
    {
      method: 'POST',
      path: `${recordRoot}/search`,
      parameters: pageParameters,
      answer: search(store.records, 'threatIntelRecordId'),
    },
    { method: 'GET', path: `${recordRoot}/:id`, old: true, answer: single(store.records, 'record') },
  ];
}

/** The app host's one endpoint: whose credentials these are (section 2). */
export const identityRoute = (clientId: string, customerId: string): Route => ({
  method: 'GET',
  path: '/auth/api-clients/me',
  answer: () => json(200, { identity: { customerId, clientId } }),
});
