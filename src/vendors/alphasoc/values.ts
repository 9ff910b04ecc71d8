/** The value types of an event: who spoke to whom, and how (contract sheet alphasoc, section 6). */
import type {
  Attack,
  Device,
  Endpoint,
  HttpActivity,
  NetworkActivity,
  TlsActivity,
} from '../../model/values.ts';
import type { Fields } from './fields.ts';

/** Undefined when there is nothing in it. */
function filled<T extends object>(value: T): T | undefined {
  return Object.values(value).some((part) => part !== undefined) ? value : undefined;
}

const endpoint = (parts: Omit<Endpoint, 'flags'>): Endpoint | undefined => {
  const some = filled(parts);
  return some === undefined ? undefined : { ...some, flags: [] };
};

/** The text as a URL with a host in it; a path alone is no address of anything. */
export function urlOf(fields: Fields): URL | undefined {
  const url = URL.parse(fields.text('url') ?? '');
  return url === null || url.hostname === '' ? undefined : url;
}

/** Without the brackets around an IPv6 address. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

export const sourceOf = (fields: Fields): Endpoint | undefined =>
  endpoint({
    ip: fields.ip('srcIP'),
    port: fields.port('srcPort'),
    host: fields.text('srcHost'),
    user: fields.text('srcUser'),
    mac: fields.text('srcMac'),
  });

/** An HTTP event names its other end in the URL only. */
export function destinationOf(fields: Fields): Endpoint | undefined {
  const url = urlOf(fields);
  const host = url === undefined ? undefined : hostOf(url);
  const isAddress = host !== undefined && (host.includes(':') || /^[\d.]+$/.test(host));
  return endpoint({
    ip: fields.ip('destIP') ?? (isAddress ? host : undefined),
    port: fields.port('destPort') ?? (Number(url?.port) || undefined),
    host: isAddress ? undefined : host,
  });
}

/** The host whose traffic it was, as far as the sender of the telemetry has named it. */
export function deviceOf(fields: Fields): Device | undefined {
  const [name, mac, ip] = [fields.text('srcHost'), fields.text('srcMac'), fields.ip('srcIP')];
  const id = name ?? mac;
  return id === undefined ? undefined : { id, name, mac, ips: ip === undefined ? [] : [ip] };
}

export const networkOf = (fields: Fields): NetworkActivity | undefined =>
  filled<NetworkActivity>({
    protocol: fields.text('proto'),
    bytesIn: fields.integer('bytesIn'),
    bytesOut: fields.integer('bytesOut'),
    duration: fields.seconds('duration'),
    application: fields.text('app'),
    action: fields.text('action'),
  });

export const dnsOf = (fields: Fields) => filled({ query: fields.text('query'), type: fields.text('qtype') });

export function httpOf(fields: Fields): HttpActivity | undefined {
  const own = filled<HttpActivity>({
    url: fields.text('url'),
    method: fields.text('method'),
    status: fields.integer('status'),
    userAgent: fields.text('userAgent'),
    referrer: fields.text('referrer'),
    contentType: fields.text('contentType'),
  });
  return own === undefined
    ? undefined
    : {
        ...own,
        bytesIn: fields.integer('bytesIn'),
        bytesOut: fields.integer('bytesOut'),
        action: fields.text('action'),
      };
}

/** The fingerprint of a plain connection (`ja3` of an IP event) is one of TLS, too. */
export const tlsOf = (fields: Fields): TlsActivity | undefined =>
  filled<TlsActivity>({
    certHash: fields.text('certHash'),
    issuer: fields.text('issuer'),
    subject: fields.text('subject'),
    validFrom: fields.time('validFrom'),
    validTo: fields.time('validTo'),
    ja3: fields.text('ja3'),
    ja3s: fields.text('ja3s'),
  });

/** The vendor lists ids of ATT&CK; techniques and tactics are told apart by their first letter. */
export function attacksOf(ids: readonly string[]): Attack[] {
  const known = [...new Set(ids.map((id) => id.trim().toUpperCase()))];
  const techniques = known.filter((id) => /^T\d{4}(\.\d{3})?$/.test(id));
  const tactics = known.filter((id) => /^TA\d{4}$/.test(id));
  return [
    ...techniques.map((technique) => ({ technique, tactics: [] })),
    ...(tactics.length === 0 ? [] : [{ tactics }]),
  ];
}
