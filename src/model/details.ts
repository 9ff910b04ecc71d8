/** What one vendor alone knows of an event. `vendor` tells them apart. */
export interface ArgusEventDetails {
  readonly vendor: 'argus';
  readonly type: 'AGGREGATED' | 'RAW';
  readonly signature?: string | undefined;
  readonly alarm?: ArgusAlarm | undefined;
  /** The v2 words (`identifiedThreat`), v1-only ones in the same spelling; an open set. */
  readonly flags: readonly string[];
  readonly location?: ArgusLocation | undefined;
  readonly sensor?: ArgusSensor | undefined;
  readonly domain?: string | undefined;
  readonly uri?: string | undefined;
  readonly protocol?: string | undefined;
  /** Undefined: not asked for with the event; the source's `argus` extras fetch it. */
  readonly properties?: readonly ArgusProperty[] | undefined;
  readonly comments?: readonly ArgusComment[] | undefined;
  /** Ids of the raw events of an aggregate. */
  readonly subEvents?: readonly string[] | undefined;
}

export interface ArgusAlarm {
  readonly id?: number | undefined;
  readonly description?: string | undefined;
  readonly categoryId?: number | undefined;
  readonly categoryName?: string | undefined;
}

export interface ArgusLocation {
  readonly id?: number | undefined;
  readonly shortName?: string | undefined;
  readonly name?: string | undefined;
  readonly timeZone?: string | undefined;
}

export interface ArgusSensor {
  readonly id?: number | undefined;
  readonly hostName?: string | undefined;
}

export interface ArgusProperty {
  readonly key: string;
  /** boolean, long, string or double: how the vendor says the values are to be read. */
  readonly type: string;
  readonly values: readonly string[];
}

export interface ArgusComment {
  readonly at: number;
  readonly user?: string | undefined;
  readonly text: string;
}

export const argusPayloadTypes = ['ETHERNET', 'BINARY', 'STRING', 'PCAP'] as const;

export interface ArgusPayload {
  readonly type: (typeof argusPayloadTypes)[number];
  /** The bytes, for every type but STRING. */
  readonly base64?: string | undefined;
  /** For STRING only. */
  readonly text?: string | undefined;
}

export interface ArgusLineageEntry {
  readonly type: string;
  readonly at?: number | undefined;
  readonly by?: string | undefined;
  /** Whatever else the vendor tells of the change. */
  readonly changes?: unknown;
}

export interface CiscoGtaEventDetails {
  readonly vendor: 'cisco-gta';
  /** Whether a threat detection rests on it; otherwise it is context. */
  readonly convicting: boolean;
  readonly eventTypeId?: string | undefined;
  readonly subtitle?: string | undefined;
  readonly annotation?: unknown;
}

export interface AlphaSocEventDetails {
  readonly vendor: 'alphasoc';
  /** dns, ip, http, tls, or a newer word. */
  readonly eventType: string;
  /** Ids of wisdom flags; title and type are in the source's inventory as it is now. */
  readonly wisdomFlags: readonly string[];
  /** `<flag>:<free text>`. */
  readonly wisdomLabels: readonly string[];
  readonly wisdomDomain?: string | undefined;
  readonly srcId?: string | undefined;
}

/** An entry of AlphaSOC's flag inventory; withdrawn flags have neither title nor type. */
export interface AlphaSocFlag {
  readonly id: string;
  readonly title?: string | undefined;
  readonly type?: string | undefined;
}

export interface KataEventDetails {
  readonly vendor: 'kata';
  readonly eventType: string;
  readonly ioaRules: readonly KataIoaRule[];
  readonly ioaSeverity?: string | undefined;
  readonly ioaConfidence?: string | undefined;
  /** All fields of the event as they came. */
  readonly fields: unknown;
}

export interface KataIoaRule {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
}

export type EventDetails = ArgusEventDetails | CiscoGtaEventDetails | AlphaSocEventDetails | KataEventDetails;
