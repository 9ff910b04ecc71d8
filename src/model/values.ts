/** The value types of the public schema. Absent is `undefined`; times are milliseconds since the epoch. */
export interface Endpoint {
  /** One address; null-like when only a range is known. */
  readonly ip?: string | undefined;
  /** A range (`10.9.8.0/24`) when the source knows no single address. */
  readonly network?: string | undefined;
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  readonly user?: string | undefined;
  readonly mac?: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined;
  readonly city?: string | undefined;
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
  readonly flags: readonly string[];
}

export interface Device {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** Undefined: known only to the source's `addressesOfDevice`. */
  readonly ips?: readonly string[] | undefined;
  readonly mac?: string | undefined;
  readonly os?: string | undefined;
  readonly owner?: string | undefined;
}

export interface File {
  readonly name?: string | undefined;
  readonly path?: string | undefined;
  readonly fullName?: string | undefined;
  readonly previousName?: string | undefined;
  readonly operation?: string | undefined;
  /** Bytes. */
  readonly size?: number | undefined;
  readonly createdAt?: number | undefined;
  readonly modifiedAt?: number | undefined;
  readonly md5?: string | undefined;
  readonly sha256?: string | undefined;
}

export interface Process {
  readonly name?: string | undefined;
  readonly path?: string | undefined;
  readonly pid?: number | undefined;
  readonly uid?: string | undefined;
  readonly commandLine?: string | undefined;
  readonly parent?: Process | undefined;
  readonly file?: File | undefined;
}

export interface Actor {
  readonly user?: string | undefined;
  readonly process?: Process | undefined;
}

export interface NetworkActivity {
  readonly protocol?: string | undefined;
  readonly bytesIn?: number | undefined;
  readonly bytesOut?: number | undefined;
  /** Milliseconds. */
  readonly duration?: number | undefined;
  readonly application?: string | undefined;
  readonly action?: string | undefined;
  readonly direction?: string | undefined;
}

export interface DnsActivity {
  readonly query?: string | undefined;
  readonly type?: string | undefined;
}

export interface HttpActivity {
  readonly url?: string | undefined;
  readonly method?: string | undefined;
  readonly status?: number | undefined;
  readonly userAgent?: string | undefined;
  readonly referrer?: string | undefined;
  readonly contentType?: string | undefined;
  readonly bytesIn?: number | undefined;
  readonly bytesOut?: number | undefined;
  readonly action?: string | undefined;
}

export interface TlsActivity {
  readonly certHash?: string | undefined;
  readonly issuer?: string | undefined;
  readonly subject?: string | undefined;
  readonly validFrom?: number | undefined;
  readonly validTo?: number | undefined;
  readonly ja3?: string | undefined;
  readonly ja3s?: string | undefined;
}

export interface LeaseActivity {
  readonly type?: string | undefined;
  readonly termination?: boolean | undefined;
  /** Milliseconds. */
  readonly duration?: number | undefined;
}

export interface RegistryActivity {
  readonly key?: string | undefined;
  readonly previousKey?: string | undefined;
  readonly valueName?: string | undefined;
  readonly valueData?: string | undefined;
  readonly previousValueData?: string | undefined;
  readonly operation?: string | undefined;
}

export interface OsLogRecord {
  readonly provider?: string | undefined;
  readonly channel?: string | undefined;
  readonly eventId?: string | undefined;
  readonly recordId?: string | undefined;
}

export interface MalwareFinding {
  readonly verdict?: string | undefined;
  readonly object?: string | undefined;
  readonly objectType?: string | undefined;
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
  readonly mode?: string | undefined;
  readonly recordId?: number | undefined;
}

/** MITRE ATT&CK: a technique (`T1003.001`) and the tactics (`TA0006`) it served. */
export interface Attack {
  readonly technique?: string | undefined;
  readonly tactics: readonly string[];
}

export interface Customer {
  readonly id: string;
  readonly name?: string | undefined;
  readonly shortName?: string | undefined;
}

export interface User {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly userName?: string | undefined;
}

export const observableTypes = [
  'IP',
  'DOMAIN',
  'URL',
  'HOST',
  'USER',
  'MAC',
  'FILE_HASH',
  'FILE_NAME',
  'PROCESS',
  'EMAIL',
  'JA3',
  'CERT_HASH',
] as const;
export type ObservableType = (typeof observableTypes)[number];

/** Something a record mentions, and the part it plays there. The value is normalised (`model/observables.ts`). */
export interface ObservableRef {
  readonly type: ObservableType;
  readonly value: string;
  /** source, destination, device, actor, parent, query, affected, … */
  readonly role?: string | undefined;
}
