import type { SQLOutputValue } from 'node:sqlite';
import { encodeGlobalId } from '../model/ids.ts';
import type { RecordKind } from '../model/records.ts';
import { severities } from '../model/severity.ts';
import type { StatisticsKey, VendorName } from '../model/source.ts';
import { termCodes, type TermType } from './codes.ts';
import type { Scope } from './predicate-part.ts';
import { createVocabulary, type Vocabulary, type Word } from './read-statistics-tally.ts';
import { parseThreat } from './revive.ts';
import { integer, text, textOrNull } from '../sqlite/rows.ts';

interface Counting {
  readonly vocabulary: Vocabulary;
  /** The number of the word for a cell of the journal: what `sql` gives, a term's value, a threat's row; null: no value. */
  numberOf(cell: SQLOutputValue): number;
}

/** A key that the row tells: at most one value. */
export interface ColumnKey extends Counting {
  readonly from: 'column';
  readonly sql: string;
}

/** A key that a record's terms tell: any number of values. */
export interface TermKey extends Counting {
  readonly from: 'terms';
  readonly type: TermType;
  /** Undefined: whatever part the term plays. */
  readonly role: string | undefined;
}

/** A key that the detections beside a record tell. */
export interface DetectionsKey extends Counting {
  readonly from: 'detections';
}

export type CountedKey = ColumnKey | TermKey | DetectionsKey;

const columns = {
  SOURCE: 'record.source',
  VENDOR: 'record.source',
  KIND: 'record.event_kind',
  SEVERITY: 'coalesce(record.severity, 0)',
  STATUS: 'record.status',
  VERDICT: 'record.verdict',
} as const;

type TermKeyName = Exclude<StatisticsKey, keyof typeof columns | 'THREAT'>;

const terms: { readonly [K in TermKeyName]: { readonly type: TermType; readonly role?: string } } = {
  CUSTOMER: { type: 'CUSTOMER', role: 'id' },
  TECHNIQUE: { type: 'TECHNIQUE' },
  TACTIC: { type: 'TACTIC' },
  SRC_IP: { type: 'IP', role: 'source' },
  DST_IP: { type: 'IP', role: 'destination' },
  DST_PORT: { type: 'PORT', role: 'destination' },
  HOST: { type: 'HOST' },
  USER: { type: 'USER' },
  DOMAIN: { type: 'DOMAIN' },
  COUNTRY: { type: 'COUNTRY' },
  PROTOCOL: { type: 'PROTOCOL' },
  SIGNATURE: { type: 'SIGNATURE' },
};

/** As the public schema spells them. */
const vendorWords: { readonly [V in VendorName]: string } = {
  argus: 'ARGUS',
  alphasoc: 'ALPHASOC',
  kata: 'KATA',
  'cisco-gta': 'CISCO_GTA',
};

const none: Word = { value: '' };

/** Gives each cell that is not null its word. */
function wordsOf(scope: Scope, key: StatisticsKey): (cell: string | number) => Word {
  switch (key) {
    case 'SOURCE':
    case 'VENDOR': {
      const sources = new Map(scope.sources().map((source) => [source.id, source]));
      return (id) => {
        const source = sources.get(integer(id));
        if (source === undefined) return none;
        return { value: key === 'SOURCE' ? source.name : vendorWords[source.vendor] };
      };
    }
    case 'SEVERITY':
      return (rank) => ({ value: severities[integer(rank)] ?? '' });
    case 'THREAT':
      return (id) => {
        const [row] = scope.all(
          `SELECT threat.native_id, threat.body, source.name FROM threat
           JOIN source ON source.id = threat.source WHERE threat.id = ?`,
          id,
        );
        const body = textOrNull(row?.body ?? null);
        return {
          value: encodeGlobalId('Threat', text(row?.name), text(row?.native_id)),
          label: body === null ? undefined : parseThreat(body).title,
        };
      };
    case 'CUSTOMER':
      return (id) => {
        const [row] = scope.all(
          'SELECT label FROM term WHERE type = ? AND value = ?',
          termCodes.CUSTOMER,
          id,
        );
        return { value: text(id), label: textOrNull(row?.label ?? null) ?? undefined };
      };
    case 'TECHNIQUE':
      // Kept in lower case, as they are compared; shown as MITRE writes them.
      return (technique) => ({ value: text(technique).toUpperCase() });
    default:
      return (cell) => ({ value: text(cell) });
  }
}

/** A key of records of a kind, with its words as they are met. */
export function createKey(scope: Scope, key: StatisticsKey, kind: RecordKind): CountedKey {
  const vocabulary = createVocabulary();
  const wordOf = wordsOf(scope, key);
  const met = new Map<SQLOutputValue, number>();
  const numberOf = (cell: SQLOutputValue): number => {
    const known = met.get(cell);
    if (known !== undefined) return known;
    const word = typeof cell === 'string' || typeof cell === 'number' ? wordOf(cell) : none;
    const number = vocabulary.numberOf(word);
    met.set(cell, number);
    return number;
  };
  const counting = { vocabulary, numberOf };
  if (key === 'THREAT')
    return kind === 'THREAT_DETECTION'
      ? { from: 'column', sql: 'record.threat', ...counting }
      : { from: 'detections', ...counting };
  if (isColumn(key)) return { from: 'column', sql: columns[key], ...counting };
  const { type, role } = terms[key];
  return { from: 'terms', type, role, ...counting };
}

const isColumn = (key: Exclude<StatisticsKey, 'THREAT'>): key is keyof typeof columns => key in columns;
