/**
 * The vendor's nouns as the simulator holds them (contract sheet cisco-gta, section 10). Every noun is open: a client
 * has to tolerate fields it does not know, so the truth may carry any.
 */

/** RFC 3339, UTC, always with milliseconds on the wire. */
export type Timestamp = string;

export interface GtaAlertStatus {
  /** `New`, `Open` or `Closed`; any other word to see how a client copes. */
  readonly value: string;
  /** Null, absent and filled all occur, whatever the value (section 8). */
  readonly closingReasons?: readonly string[] | null;
}

/** It names neither its asset nor its detections: `GtaThreatDetection.alertIds` holds the link. */
export interface GtaAlert {
  readonly id: string;
  /** `Critical`, `High`, `Medium`, `Low`, or an unknown word. */
  readonly risk: string;
  readonly status: GtaAlertStatus;
  /** `EtaBasedDetection` or null. */
  readonly etaFlag: string | null;
  readonly note: string | null;
  readonly triggeredAt: Timestamp;
  readonly modifiedAt: Timestamp;
  readonly [extra: string]: unknown;
}

export interface GtaThreatDetection {
  readonly id: string;
  readonly affectedAssetId: string;
  readonly threatIntelRecordId: string;
  readonly confidence: string;
  readonly detectedAt: Timestamp;
  readonly modifiedAt: Timestamp;
  /** Only the enriched resource shows it; may be empty, and may name alerts that are gone. */
  readonly alertIds: readonly string[];
  readonly [extra: string]: unknown;
}

export interface GtaEvent {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly securityEventTypeId: string;
  readonly affectedAssetId: string;
  readonly detectedAt: Timestamp;
  readonly modifiedAt: Timestamp;
  readonly securityAnnotation: {
    readonly id: string;
    readonly requiredAttributes: Readonly<Record<string, unknown>>;
  } | null;
  /** Only enriched resources show it; empty makes the event a contextual one; may name detections that are gone. */
  readonly threatDetectionIds: readonly string[];
  readonly [extra: string]: unknown;
}

/** Immutable, and an open object beyond these three. */
export interface GtaFlow {
  readonly id: string;
  readonly timeStamp: Timestamp;
  /** Its event, which may be gone. */
  readonly networkSecurityEventId: string;
  readonly [extra: string]: unknown;
}

export interface GtaAsset {
  readonly id: string;
  readonly assumedOwner: string | null;
  readonly [extra: string]: unknown;
}

export interface GtaIpAssignment {
  readonly ipAddress: string;
  readonly [extra: string]: unknown;
}

export interface GtaThreatIntelRecord {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  readonly subcategory: string;
  /** `Critical`, `High`, `Medium`, `Low`, or an unknown word. */
  readonly severity: string;
  readonly [extra: string]: unknown;
}

/** An item as the simulator keeps it. Rows never change: an update makes a new one, so that sorted lists stay sorted. */
export interface Row<T> {
  readonly id: string;
  readonly value: T;
  /** The modification sequence number; 0 for kinds that have none. */
  readonly sequence: number;
  /** triggeredAt, detectedAt or timeStamp in milliseconds since the epoch; 0 for kinds without a time. */
  readonly at: number;
  /** modifiedAt in milliseconds since the epoch. */
  readonly changed: number;
  /** An alert's risk; empty for other kinds. */
  readonly risk: string;
  /** Replaces the JSON of `value` on the wire: fields that `distort` bent, whatever their type. */
  readonly bent?: Readonly<Record<string, unknown>>;
  /** The JSON of the whole item, kept after its first use. */
  text?: string;
}

/** Where a keyset cursor points: as much of a row as its order compares. */
export type Position = Pick<Row<unknown>, 'id' | 'sequence' | 'at' | 'risk'>;
