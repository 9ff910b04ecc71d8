import { recordKinds, type RecordKind } from '../model/records.ts';
import type { ObservableType } from '../model/values.ts';

/*
 * What a file holds for these words. A number, once given, is never given to another word: old files hold it.
 */

export const kindCodes: { readonly [K in RecordKind]: number } = {
  EVENT: 1,
  ALERT: 2,
  THREAT_DETECTION: 3,
  CASE: 4,
};

export const changeOperations = ['CREATED', 'UPDATED', 'REMOVED'] as const;
export type ChangeOperation = (typeof changeOperations)[number];

export const operationCodes: { readonly [K in ChangeOperation]: number } = {
  CREATED: 1,
  UPDATED: 2,
  REMOVED: 3,
};

/** What records are found by: the observables they mention, and words of their own. */
export type TermType =
  | ObservableType
  | 'TECHNIQUE'
  | 'PORT'
  | 'PROTOCOL'
  | 'CUSTOMER'
  | 'LABEL'
  | 'COUNTRY'
  | 'SIGNATURE'
  | 'TACTIC'
  | 'TITLE';

export const termCodes: { readonly [K in TermType]: number } = {
  IP: 1,
  DOMAIN: 2,
  URL: 3,
  HOST: 4,
  USER: 5,
  MAC: 6,
  FILE_HASH: 7,
  FILE_NAME: 8,
  PROCESS: 9,
  EMAIL: 10,
  JA3: 11,
  CERT_HASH: 12,
  TECHNIQUE: 13,
  PORT: 14,
  PROTOCOL: 15,
  CUSTOMER: 16,
  LABEL: 17,
  COUNTRY: 18,
  SIGNATURE: 19,
  TACTIC: 20,
  TITLE: 21,
};

/** A record that others refer to and that has not come (or is gone again), one that is there, one that was removed. */
export const states = { REFERRED: 0, PRESENT: 1, REMOVED: 2 } as const;

/** The word behind a code; throws RangeError for a code that this version does not know. */
export function wordOf<W extends string>(
  codes: { readonly [K in W]: number },
  words: readonly W[],
  code: number,
): W {
  for (const word of words) if (codes[word] === code) return word;
  throw new RangeError(`no word has the code ${code}`);
}

export const kindOfCode = (code: number): RecordKind => wordOf(kindCodes, recordKinds, code);
