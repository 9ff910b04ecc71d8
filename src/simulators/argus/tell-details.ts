/** The ends of an incident's connection and its properties, in Argus' words. */
import { hosts, type Incident } from '../story.ts';
import type { SimArgusEndpoint, SimArgusProperty } from './types.ts';

/** The plots that stay inside the network: the other end is a server of the house. */
const inside = new Set(['lateral', 'scan']);
const servers = hosts.slice(16);

/** Source and destination; with `asNetwork` the source is the host's whole /24. */
export function incidentEndpoints(
  incident: Incident,
  asNetwork: boolean,
): { readonly source: SimArgusEndpoint; readonly destination: SimArgusEndpoint } {
  const { host, user, remote, plot } = incident;
  const v6 = inside.has(plot.key) ? incident.chance('v6') < 0.15 : remote.ip.includes(':');
  const source = {
    address: asNetwork ? host.ip.replace(/\.\d+$/, '.0/24') : v6 ? host.ipv6 : host.ip,
    host: asNetwork ? null : host.fqdn,
    port: asNetwork ? null : 49_152 + Math.floor(incident.chance('port') * 16_000),
    user: asNetwork ? null : user.name,
    geo: null,
  };
  if (inside.has(plot.key)) {
    const server = servers[Math.floor(incident.chance('server') * servers.length)] ?? host;
    const address = v6 && !asNetwork ? server.ipv6 : server.ip;
    return { source, destination: { address, host: server.fqdn, port: 445, user: null, geo: null } };
  }
  const { country } = remote;
  const geo = {
    countryCode: country.code,
    countryName: country.name,
    locationName: country.city,
    latitude: country.latitude,
    longitude: country.longitude,
  };
  return {
    source,
    destination: { address: remote.ip, host: remote.domain, port: remote.port, user: null, geo },
  };
}

const withFile = new Set(['ransomware', 'credential_dump', 'cryptomining', 'policy', 'c2', 'phishing']);
const withName = new Set(['c2', 'dns_tunnel', 'cryptomining']);
const withHttp = new Set(['c2', 'phishing', 'exfiltration', 'policy']);

/** The properties of the plot, and on some events the odd ones that a client must not trip over. */
export function incidentProperties(incident: Incident): SimArgusProperty[] {
  const { file, remote, plot } = incident;
  const found: SimArgusProperty[] = [];
  const add = (key: string, type: SimArgusProperty['type'], ...values: string[]): void =>
    void found.push({ key, type, values });
  if (withFile.has(plot.key)) {
    add('file.sha256', 'string', file.sha256);
    add('file.md5', 'string', file.md5);
    add('file.name', 'string', file.name);
  }
  if (withName.has(plot.key)) {
    const prefix = plot.key === 'dns_tunnel' ? `${file.md5.slice(0, 24)}.t.` : '';
    add('dns.query', 'string', `${prefix}${remote.domain}`);
  }
  if (withHttp.has(plot.key)) {
    add('http.hostname', 'string', remote.domain);
    add('http.user_agent', 'string', 'Mozilla/5.0 (X11; Linux x86_64), like Gecko', 'curl/8.5.0');
  }
  add('mitre.technique', 'string', plot.technique);
  if (incident.chance('odd') < 0.3) {
    add('agent.parseTimestamp', 'long', String(incident.time - 40));
    add('detection.score', 'double', incident.chance('score').toFixed(4));
    add('is.encrypted', 'boolean', String(remote.port === 443));
    add('__proto__x', 'string', '');
    add('Ünïcode key / with slash', 'string', 'välue', '日本');
  }
  return found;
}
