import type { AlphaSocFlag } from '../model/details.ts';
import type { AnyRecord, Alert, Case, Event, Threat, ThreatDetection } from '../model/records.ts';
import { severities, type Severity } from '../model/severity.ts';
import { vendors, type VendorName } from '../model/source.ts';

type Beside = 'source' | 'vendor' | 'seenAt' | 'raw';
/** What `encodeRecord` makes a body of. */
export type StoredBody =
  Omit<Event, Beside> | Omit<Alert, Beside> | Omit<ThreatDetection, Beside> | Omit<Case, Beside>;

/** Bodies are the journal's own writing; a look at what tells them apart suffices. */
const isBody = (value: unknown): value is StoredBody =>
  typeof value === 'object' && value !== null && 'recordKind' in value && 'nativeId' in value;

const isThreat = (value: unknown): value is Threat =>
  typeof value === 'object' && value !== null && 'severity' in value && 'nativeId' in value;

const isFlag = (value: unknown): value is AlphaSocFlag =>
  typeof value === 'object' && value !== null && 'id' in value;

export function parseBody(text: string): StoredBody {
  const value: unknown = JSON.parse(text);
  if (!isBody(value)) throw new TypeError('a stored body is no record');
  return value;
}

export function parseThreat(text: string): Threat {
  const value: unknown = JSON.parse(text);
  if (!isThreat(value)) throw new TypeError('a stored body is no threat');
  return value;
}

export function parseFlag(text: string): AlphaSocFlag {
  const value: unknown = JSON.parse(text);
  if (!isFlag(value)) throw new TypeError('a stored body is no flag');
  return value;
}

const isVendor = (name: string): name is VendorName => vendors.some((vendor) => vendor === name);

export function vendorOf(name: string): VendorName {
  if (!isVendor(name)) throw new TypeError('a stored vendor is unknown');
  return name;
}

export const severityOfRank = (rank: number | null): Severity | undefined =>
  rank === null ? undefined : severities[rank];

/** What is kept beside a body. */
export interface Beneath {
  readonly source: string;
  readonly vendor: VendorName;
  readonly seenAt: number;
  /** As it is now; undefined when nothing is known to tell it from. */
  readonly severity: Severity | undefined;
  /** A detection's catalogue entry, when the journal has it. */
  readonly threat: Threat | undefined;
  /** The raw record's JSON text; asked for once, and only if somebody looks at `raw`. */
  readonly rawText: () => string;
}

/** The record again. `raw` (and KATA's `fields`, where they are the same) is parsed when first looked at. */
export function reviveRecord(body: StoredBody, beneath: Beneath): AnyRecord {
  const { source, vendor, seenAt, severity, threat } = beneath;
  let parsed: { readonly value: unknown } | undefined;
  const get = (): unknown => {
    if (parsed === undefined) {
      const value: unknown = JSON.parse(beneath.rawText());
      parsed = { value };
    }
    return parsed.value;
  };
  const lazy = { get, enumerable: true, configurable: true };
  const raw: unknown = undefined;
  const common = { source, vendor, seenAt, raw };
  const record: AnyRecord =
    body.recordKind === 'CASE' ? { ...body, ...common } : rated(body, common, severity, threat);
  Object.defineProperty(record, 'raw', lazy);
  if (record.recordKind === 'EVENT' && record.details.vendor === 'kata' && !('fields' in record.details))
    Object.defineProperty(record.details, 'fields', lazy);
  return record;
}

function rated(
  body: Exclude<StoredBody, Omit<Case, Beside>>,
  common: Pick<AnyRecord, Beside>,
  severity: Severity | undefined,
  threat: Threat | undefined,
): AnyRecord {
  const record = severity === undefined ? { ...body, ...common } : { ...body, ...common, severity };
  return record.recordKind === 'THREAT_DETECTION' && threat !== undefined
    ? { ...record, threat: { nativeId: record.threat.nativeId, record: threat } }
    : record;
}
