/** What the simulated Argus holds: one stored form behind both event models (v1 and v2), and the case. */

/** `attack` is v1's AGGRATTACK: reachable by id, listed nowhere. */
export type SimArgusEventType = 'aggregated' | 'raw' | 'attack';

interface SimArgusGeo {
  readonly countryCode: string;
  readonly countryName: string | null;
  readonly locationName: string;
  readonly latitude: number;
  readonly longitude: number;
}

export interface SimArgusEndpoint {
  /** An address, or a network such as `10.9.8.0/24`. */
  readonly address: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly user: string | null;
  readonly geo: SimArgusGeo | null;
}

export interface SimArgusProperty {
  readonly key: string;
  readonly type: 'boolean' | 'long' | 'string' | 'double';
  readonly values: readonly string[];
}

interface SimArgusComment {
  readonly timestamp: number;
  readonly user: string;
  readonly comment: string;
}

export interface SimArgusPayload {
  readonly type: 'ethernet' | 'binary' | 'string' | 'pcap';
  readonly bytes: Buffer;
}

interface SimArgusChange {
  readonly type: 'updated' | 'assessed';
  readonly timestamp: number;
  readonly user: string;
  readonly comment: string | null;
}

/** All times are milliseconds since the epoch. Change an event with `updateEvent` only, which keeps the indexes. */
export interface SimArgusEvent {
  /** `AGGR/<created>/<customerID>/<uuid>`. */
  readonly id: string;
  readonly uuid: string;
  readonly type: SimArgusEventType;
  readonly customerID: number;
  readonly created: number;
  readonly lastUpdated: number;
  readonly firstEvent: number;
  readonly lastEvent: number;
  readonly enginePersisted: number;
  readonly firstAssessed: number | null;
  readonly firstNotified: number | null;
  readonly source: SimArgusEndpoint | null;
  readonly destination: SimArgusEndpoint | null;
  readonly signature: string | null;
  readonly alarmID: number | null;
  readonly attackCategoryID: number | null;
  readonly locationID: number;
  readonly sensorID: number | null;
  readonly domain: string | null;
  readonly uri: string | null;
  readonly count: number;
  readonly severity: string;
  readonly protocol: string;
  readonly caseIDs: readonly number[];
  /** Full ids of raw events. */
  readonly subEvents: readonly string[];
  readonly properties: readonly SimArgusProperty[];
  readonly comments: readonly SimArgusComment[];
  /** In v1's words (UPPER_SNAKE), the endpoint flags among them. */
  readonly flags: readonly string[];
  readonly payload: SimArgusPayload | null;
  readonly changes: readonly SimArgusChange[];
  readonly deleted: boolean;
}

export interface SimArgusCaseComment {
  readonly id: number;
  readonly addedTimestamp: number;
  readonly addedByUserID: number;
  readonly comment: string;
}

export interface SimArgusTag {
  readonly id: number;
  readonly key: string;
  readonly value: string;
  readonly addedTimestamp: number;
}

/** All times are milliseconds since the epoch; users are ids of the catalogue. */
export interface SimArgusCase {
  readonly id: number;
  readonly customerID: number;
  readonly serviceID: number;
  readonly categoryID: number;
  readonly type: string;
  readonly status: string;
  readonly initialStatus: string;
  readonly priority: string;
  readonly initialPriority: string;
  readonly subject: string;
  readonly description: string;
  readonly customerReference: string | null;
  readonly accessMode: string;
  readonly reporterID: number | null;
  readonly assignedUserID: number | null;
  readonly assignedTechID: number | null;
  readonly createdByUserID: number;
  readonly lastUpdatedByUserID: number;
  readonly closedByUserID: number | null;
  readonly publishedByUserID: number | null;
  readonly created: number;
  readonly lastUpdated: number;
  readonly closed: number | null;
  readonly published: number | null;
  readonly flags: readonly string[];
  readonly workflows: readonly { readonly workflow: string; readonly state: string }[];
  readonly assetIDs: readonly string[];
  readonly tags: readonly SimArgusTag[];
  readonly comments: readonly SimArgusCaseComment[];
  readonly originEmailAddress: string | null;
  /** The case this one was merged into: that one's event list then shows this one's events too. */
  readonly mergedInto: number | null;
}

/** The same record with its fields open to assignment: for the store's own hands. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
