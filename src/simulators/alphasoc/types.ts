/** What the simulated account holds. The wire forms are made of it in wire.ts and findings.ts. */

export interface AlphaSocThreat {
  readonly title: string;
  /** 1 (informational) to 5 (critical). */
  readonly severity: number;
  /** Missing means false. */
  readonly policy?: boolean;
}

export interface AlphaSocFlag {
  readonly title: string;
  /** `category` or `feature`, an open set. */
  readonly type: string;
}

interface AlphaSocWisdom {
  readonly flags?: readonly string[];
  readonly labels?: readonly string[];
  readonly domain?: string;
}

export interface AlphaSocAlert {
  /** A version 5 UUID. On the wire only with the switch `alertIds`. */
  readonly id: string;
  /** When it entered the feed, in milliseconds since the epoch. Never on the wire. */
  readonly createdAt: number;
  /** `dns`, `ip`, `http` or `tls`, an open set. */
  readonly eventType: string;
  readonly threats: readonly string[];
  readonly wisdom: AlphaSocWisdom;
  /** Null: the alert has none. */
  readonly event: Readonly<Record<string, unknown>> | null;
  readonly mitreAttack: readonly string[];
}

export type TelemetryType = 'dns' | 'ip' | 'tls' | 'http' | 'lease';

/** One upload that was answered with 200, or ingested in part (switch `brokenStream`). */
export interface TelemetryBatch {
  readonly type: TelemetryType;
  /** On the simulator's clock. */
  readonly at: number;
  /** The Content-Encoding of the request, or `identity`. */
  readonly encoding: string;
  /** Bytes as sent, and inflated. */
  readonly sent: number;
  readonly size: number;
  readonly accepted: readonly Readonly<Record<string, unknown>>[];
  readonly rejected: readonly {
    readonly event: Readonly<Record<string, unknown>>;
    readonly reason: string;
  }[];
}

/** The parts of the account status that are not computed. Each may be changed at any time. */
export interface AlphaSocAccount {
  /** Milliseconds since the epoch; once it has passed the key is expired. */
  expiresAt: number;
  /** Shown beside those that the key's state calls for. Levels: 0 debug, 1 info, 2 warning, 3 error. */
  messages: { readonly level: number; readonly body: string }[];
}

/** One request to `/v1/alerts` or `/v1/findings` that was answered with 200. */
export interface AlphaSocPoll {
  readonly path: string;
  /** On the simulator's clock. */
  readonly at: number;
  /** The bookmark asked with; null for none. */
  readonly follow: string | null;
  /** The bookmark given. */
  readonly given: string;
  readonly more: boolean;
  /** How many feed entries the answer covers. */
  readonly alerts: number;
}
