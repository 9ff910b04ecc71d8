/**
 * The orders a collection can have, with the visible form of their cursors (contract sheet cisco-gta, sections 5 and 6).
 * A cursor is a key position: whoever stood there may have moved or gone.
 */
import { isTimestamp } from './dates.ts';
import type { Position } from './types.ts';

export interface Order {
  readonly name: string;
  readonly compare: (a: Position, b: Position) => number;
  readonly cursorOf: (position: Position) => string;
  /** Undefined when the text is no cursor of this order. */
  readonly parse: (cursor: string) => Position | undefined;
}

const nowhere: Position = { id: '', sequence: 0, at: 0, risk: '' };
const idForm = /^[\w.~:-]+$/;

/** Whether an id may stand in a cursor, which Cisco's own client puts into URLs without any encoding. */
export const isPlainId = (id: string): boolean => idForm.test(id);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const riskRanks = ['Critical', 'High', 'Medium', 'Low'];
/** Highest first; words nobody knows come after Low. */
const rankOf = (risk: string): number => {
  const rank = riskRanks.indexOf(risk);
  return rank < 0 ? riskRanks.length : rank;
};

/** `prefix,id`, cut at the first comma: no sort value holds one. */
function splitCursor(cursor: string): { readonly value: string; readonly id: string } | undefined {
  const comma = cursor.indexOf(',');
  if (comma <= 0) return undefined;
  const id = cursor.slice(comma + 1);
  return isPlainId(id) ? { value: cursor.slice(0, comma), id } : undefined;
}

export const byId: Order = {
  name: 'id',
  compare: (a, b) => byText(a.id, b.id),
  cursorOf: ({ id }) => id,
  parse: (cursor) => (isPlainId(cursor) ? { ...nowhere, id: cursor } : undefined),
};

export const byRisk: Order = {
  name: 'risk',
  compare: (a, b) => rankOf(a.risk) - rankOf(b.risk) || byText(a.risk, b.risk) || byText(a.id, b.id),
  cursorOf: ({ risk, id }) => `${risk},${id}`,
  parse: (cursor) => {
    const parts = splitCursor(cursor);
    return parts !== undefined && /^[\w-]+$/.test(parts.value)
      ? { ...nowhere, risk: parts.value, id: parts.id }
      : undefined;
  },
};

export const byTriggeredAt: Order = {
  name: 'triggeredAt:asc',
  compare: (a, b) => a.at - b.at || byText(a.id, b.id),
  cursorOf: ({ at, id }) => `${new Date(at).toISOString()},${id}`,
  parse: (cursor) => {
    const parts = splitCursor(cursor);
    return parts !== undefined && isTimestamp(parts.value)
      ? { ...nowhere, at: Date.parse(parts.value), id: parts.id }
      : undefined;
  },
};

/** Compared as numbers: 1000 comes after 999. */
export const bySequence: Order = {
  name: 'modificationSequenceNumber',
  compare: (a, b) => a.sequence - b.sequence,
  cursorOf: ({ sequence }) => String(sequence),
  parse: (cursor) => (/^\d{1,15}$/.test(cursor) ? { ...nowhere, sequence: Number(cursor) } : undefined),
};
