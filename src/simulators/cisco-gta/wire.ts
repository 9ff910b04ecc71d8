/** Items and pages as they go over the wire. */
import type { SimAnswer } from '../kit.ts';
import type { CiscoGtaSwitches } from './switches.ts';
import type { GtaAlert, Row } from './types.ts';

/** Turns a row into its JSON. */
export type Writer<T> = (row: Row<T>, switches: CiscoGtaSwitches) => string;

const jsonHeaders = { 'content-type': 'application/json' };

const stranger = { xVendorHint: { note: 'a field nobody knows', levels: [1, null, 'x'] } };

/** The whole item. Its text is kept with the row, so that reading 100 000 events again and again costs no stringify. */
export function writeWhole<T>(row: Row<T>, { unknownFields }: CiscoGtaSwitches): string {
  if (unknownFields) return JSON.stringify({ ...row.value, ...stranger, ...row.bent });
  row.text ??= JSON.stringify(row.bent === undefined ? row.value : { ...row.value, ...row.bent });
  return row.text;
}

/** The item without one field: what a resource shows that is not an enriched one. */
export function writeWithout<T>(field: keyof T & string): Writer<T> {
  return (row, { unknownFields }) =>
    JSON.stringify({
      ...row.value,
      [field]: undefined,
      ...(unknownFields ? stranger : {}),
      ...row.bent,
    });
}

const reasonStates = ['Remediated', 'Ignored', 'FalsePositive'];

/** `state`, the deprecated twin of `status` (section 10). */
function stateOf({ status }: GtaAlert): string {
  if (status.value === 'New') return 'New';
  if (status.value !== 'Closed') return 'Investigating';
  return status.closingReasons?.find((reason) => reasonStates.includes(reason)) ?? 'Remediated';
}

export const writeAlert: Writer<GtaAlert> = (row, switches) =>
  switches.stateField
    ? JSON.stringify({
        ...row.value,
        state: stateOf(row.value),
        ...(switches.unknownFields ? stranger : {}),
        ...row.bent,
      })
    : writeWhole(row, switches);

export interface PageInfo {
  readonly previous: string | null;
  readonly next: string | null;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** A collection answer from items that are JSON already. */
export const pageAnswer = (items: readonly string[], pageInfo: PageInfo): SimAnswer => ({
  status: 200,
  headers: jsonHeaders,
  body: `{"items":[${items.join(',')}],"pageInfo":${JSON.stringify(pageInfo)}}`,
});

/** A single item that is JSON already. */
export const itemAnswer = (item: string): SimAnswer => ({ status: 200, headers: jsonHeaders, body: item });
