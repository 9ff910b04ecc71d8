/**
 * Which keys of statistics Argus' own (v2's tree) counts by exactly, and what its branches are called here (contract sheet
 * argus, section 7). Left out are keys that a record has several values of, or that follow from several of its fields.
 */
import { severityOfWord } from '../../model/severity.ts';
import type { StatisticsKey } from '../../model/source.ts';
import { protocolName } from './map.ts';
import type { Branch } from './statistics.ts';

export interface Value {
  readonly value: string;
  readonly label?: string | undefined;
}

export interface FieldKey {
  /** The vendor's name of it. */
  readonly field: string;
  readonly valueOf: (branch: Branch) => Value;
  /** What records in no branch have; undefined: each record has a value, so that they should be in one. */
  readonly without: string | undefined;
}

export type CountKey = { readonly constant: string } | FieldKey;
type CountKeys = { readonly [K in StatisticsKey]?: CountKey };

const nothing = { constant: '' } as const;
const identifierOf = ({ identifier = '' }: Branch): string => identifier;

const keysOfBoth: CountKeys = {
  VENDOR: { constant: 'ARGUS' },
  // Argus says nothing of ATT&CK.
  TECHNIQUE: nothing,
  TACTIC: nothing,
  SEVERITY: {
    field: 'severity',
    valueOf: (branch) => ({ value: severityOfWord(branch.identifier) }),
    without: 'UNKNOWN',
  },
  CUSTOMER: {
    field: 'customer',
    valueOf: (branch) => ({ value: identifierOf(branch), label: branch.shortName ?? branch.name }),
    without: undefined,
  },
};

export const countKeys: { readonly event: CountKeys; readonly alert: CountKeys } = {
  event: {
    ...keysOfBoth,
    STATUS: nothing,
    VERDICT: nothing,
    SIGNATURE: { field: 'signature', valueOf: (branch) => ({ value: identifierOf(branch) }), without: '' },
    PROTOCOL: {
      field: 'protocol',
      valueOf: (branch) => ({ value: protocolName(identifierOf(branch)) }),
      without: '',
    },
  },
  alert: {
    ...keysOfBoth,
    KIND: nothing,
    SIGNATURE: nothing,
    PROTOCOL: nothing,
    COUNTRY: nothing,
    DST_PORT: nothing,
  },
};
