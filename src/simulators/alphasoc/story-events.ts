/** The network event of an incident, in one of the vendor's four event types (contract sheet alphasoc, section 6). */
import { createHash } from 'node:crypto';
import { hosts, type Incident } from '../story.ts';
import type { PlotView } from './story-plots.ts';
import { timestamp } from './time.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Other {
  readonly ip: string;
  readonly port: number;
  readonly domain: string;
}

const DAY_MS = 24 * 3_600_000;
const hash = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');
const count = (incident: Incident, salt: string, most: number): number =>
  Math.floor(incident.chance(`asoc-${salt}`) * most);

/** The event's time with 0, 6 or 9 fraction digits. */
function writtenTime(incident: Incident): string {
  const digits = [0, 6, 9][count(incident, 'digits', 3)]!;
  return timestamp(incident.time, digits, count(incident, 'nanos', 1_000_000));
}

function otherEnd(incident: Incident, view: PlotView): Other {
  if (view.inside !== true) return incident.remote;
  const others = hosts.filter(({ name }) => name !== incident.host.name);
  const { ip, fqdn } = others[count(incident, 'other', others.length)]!;
  return { ip, domain: fqdn, port: [445, 3_389, 5_985, 22][count(incident, 'inside-port', 4)]! };
}

function header(incident: Incident, type: string, other: Other): Fields {
  const { host, user, index } = incident;
  // The vendor's own sensor sends no port for DNS.
  const portless = type === 'dns' && incident.chance('asoc-portless') < 0.5;
  return {
    ts: writtenTime(incident),
    srcIP: other.ip.includes(':') ? host.ipv6 : host.ip,
    ...(portless ? {} : { srcPort: 49_152 + count(incident, 'port', 16_000) }),
    srcHost: host.name,
    srcMac: host.mac,
    ...(incident.chance('asoc-nobody') < 0.1 ? {} : { srcUser: user.name }),
    srcID: `sensor-hq/${index}`,
  };
}

function dns(incident: Incident, { domain, ip }: Other): Fields {
  const tunnel = incident.plot.key === 'dns_tunnel';
  const prefix = tunnel
    ? `${hash('sha256', `tunnel-${incident.index}`).slice(0, 60)}.`
    : incident.chance('asoc-www') < 0.3
      ? 'www.'
      : '';
  return {
    query: `${prefix}${domain}`,
    qtype: tunnel ? 'TXT' : ip.includes(':') ? 'AAAA' : 'A',
    ...(incident.chance('asoc-rcode') < 0.5 ? { rcode: tunnel ? '' : 'NOERROR' } : {}),
  };
}

function ip(incident: Incident, other: Other): Fields {
  return {
    destIP: other.ip,
    destPort: other.port,
    proto: other.port === 53 ? 'udp' : 'tcp',
    bytesIn: 100 + count(incident, 'in', 900_000),
    bytesOut: 100 + count(incident, 'out', incident.plot.key === 'exfiltration' ? 90_000_000 : 60_000),
    ...([443, 8_443].includes(other.port) ? { app: 'ssl' } : {}),
    action: incident.chance('asoc-denied') < 0.1 ? 'denied' : 'allowed',
    duration: Math.round(incident.chance('asoc-duration') * 6_000) / 10,
  };
}

function http(incident: Incident, { domain, port }: Other): Fields {
  const upload = incident.plot.key === 'exfiltration';
  return {
    url: `http://${domain}${port === 80 ? '' : `:${port}`}/t/${incident.index % 97}`,
    method: upload ? 'POST' : 'GET',
    status: [200, 200, 302, 404][count(incident, 'status', 4)],
    app: 'http',
    action: 'allowed',
    bytesIn: 100 + count(incident, 'in', 900_000),
    bytesOut: 100 + count(incident, 'out', upload ? 90_000_000 : 60_000),
    contentType: 'text/html; charset=utf-8',
    ...(incident.chance('asoc-referrer') < 0.3 ? { referrer: 'intranet.corp.example' } : {}),
    userAgent: incident.host.os === 'Windows' ? 'Mozilla/5.0 (Windows NT 10.0)' : 'curl/8.9.1',
  };
}

function tls(incident: Incident, other: Other): Fields {
  const issued = incident.time - (incident.time % DAY_MS) - 20 * DAY_MS;
  return {
    certHash: hash('sha1', `cert-${other.domain}`),
    issuer: 'C=US; O=Sample Trust; CN=Sample CA 3',
    subject: `C=US,O=Sample,CN=${other.domain}`,
    validFrom: timestamp(issued, 0),
    validTo: timestamp(issued + 90 * DAY_MS, 0),
    destIP: other.ip,
    destPort: other.port,
    ja3: hash('md5', `ja3-${incident.host.os}`),
    ja3s: hash('sha1', `ja3s-${other.domain}`),
  };
}

const makers: Readonly<Record<string, (incident: Incident, other: Other) => Fields>> = { dns, ip, http, tls };

/** The event, and the domain that it is about: none for plain IP traffic. */
export function storyEvent(
  incident: Incident,
  view: PlotView,
): { readonly eventType: string; readonly event: Fields; readonly domain?: string } {
  const eventType = view.eventTypes[count(incident, 'type', view.eventTypes.length)]!;
  const other = otherEnd(incident, view);
  const event = {
    ...header(incident, eventType, other),
    ...makers[eventType]?.(incident, other),
  };
  return eventType === 'ip' ? { eventType, event } : { eventType, event, domain: other.domain };
}
