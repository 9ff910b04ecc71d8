/**
 * The one story that all four simulators tell: the same office, the same people, the same attackers. A vendor's
 * simulator turns an `Incident` into its own records, so that a pivot on an address, a host, a user, a domain or a hash
 * finds something at every source.
 *
 * Everything follows from the incident's number, and the number from absolute time: two processes started a day apart
 * tell the same story about the hours they share.
 */
import { createHash } from 'node:crypto';

export interface StoryHost {
  readonly name: string;
  readonly fqdn: string;
  readonly ip: string;
  readonly ipv6: string;
  readonly mac: string;
  readonly os: 'Windows' | 'Linux' | 'macOS';
  readonly owner: StoryUser;
}

export interface StoryUser {
  readonly name: string;
  readonly fullName: string;
}

export interface StoryRemote {
  readonly ip: string;
  readonly port: number;
  readonly domain: string;
  readonly country: {
    readonly code: string;
    readonly name: string;
    readonly city: string;
    readonly latitude: number;
    readonly longitude: number;
  };
}

export interface StoryFile {
  readonly name: string;
  readonly folder: string;
  readonly sha256: string;
  readonly md5: string;
  readonly size: number;
}

/** What kind of mischief an incident is; each vendor words it its own way. */
export interface StoryPlot {
  readonly key: string;
  readonly title: string;
  readonly category: string;
  /** 1 informational … 5 critical. */
  readonly severity: 1 | 2 | 3 | 4 | 5;
  readonly technique: string;
  readonly tactic: string;
}

export interface Incident {
  /** Its place in the story: BEAT_MS intervals since the story began. */
  readonly index: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly plot: StoryPlot;
  readonly host: StoryHost;
  readonly user: StoryUser;
  readonly remote: StoryRemote;
  readonly file: StoryFile;
  /** A number in [0, 1) that is fixed for this incident and `salt`: for choices a simulator makes on its own. */
  chance(salt: string): number;
}

/** One incident every five seconds while the story runs live. */
export const BEAT_MS = 5_000;
/** Before the last hour only one beat in 120 is told: one incident every ten minutes. */
const THINNING = 120;
const LIVE_SPAN_MS = 3_600_000;
/** How much history a simulator holds when it starts. */
export const HISTORY_MS = 7 * 24 * 3_600_000;
const STORY_BEGAN = Date.UTC(2025, 0, 1);

const digest = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');

export const users: readonly StoryUser[] = [
  ['a.smith', 'Alice Smith'],
  ['b.khan', 'Bilal Khan'],
  ['c.olsen', 'Cecilie Olsen'],
  ['d.moreau', 'Denis Moreau'],
  ['e.garcia', 'Elena García'],
  ['f.tanaka', 'Fumiko Tanaka'],
  ['g.weber', 'Greta Weber'],
  ['h.nowak', 'Hanna Nowak'],
  ['i.petrov', 'Ivan Petrov'],
  ['j.lund', 'Jonas Lund'],
].map(([name = '', fullName = '']) => ({ name, fullName }));

export const hosts: readonly StoryHost[] = Array.from({ length: 20 }, (_, i) => {
  const server = i >= 16;
  const name = server
    ? ['dc-01', 'file-01', 'mail-01', 'web-01'][i - 16]!
    : `ws-${String(i + 1).padStart(3, '0')}`;
  const hex = (i + 16).toString(16);
  return {
    name,
    fqdn: `${name}.corp.example`,
    ip: server ? `10.20.1.${10 + i}` : `10.20.${2 + (i % 3)}.${20 + i}`,
    ipv6: `2001:db8:20:${server ? 1 : 2 + (i % 3)}::${hex}`,
    mac: `02:00:5e:10:00:${hex}`,
    os: i === 19 ? 'Linux' : i % 7 === 6 ? 'macOS' : i % 7 === 5 ? 'Linux' : 'Windows',
    owner: users[i % users.length]!,
  };
});

const countries = [
  { code: 'NL', name: 'Netherlands', city: 'Amsterdam', latitude: 52.37, longitude: 4.9 },
  { code: 'BR', name: 'Brazil', city: 'São Paulo', latitude: -23.55, longitude: -46.63 },
  { code: 'SG', name: 'Singapore', city: 'Singapore', latitude: 1.35, longitude: 103.82 },
  { code: 'US', name: 'United States', city: 'Ashburn', latitude: 39.04, longitude: -77.49 },
];

export const remotes: readonly StoryRemote[] = [
  'c2.badbeacon.example',
  'update-cdn.example',
  'login-portal.example',
  'pool.coinmine.example',
  'drop.exfilbox.example',
  'paste.rarehost.example',
  'xn--bcher-kva.example',
  'telemetry.sinkhole.example',
  'files.macro-docs.example',
  'ns1.tunnel-dns.example',
  'relay.darkcircuit.example',
  'img.adtrack.example',
].map((domain, i) => ({
  domain,
  ip:
    i % 4 === 3 ? `2001:db8:bad:${i}::7` : `${['192.0.2', '198.51.100', '203.0.113'][i % 3]}.${17 * (i + 1)}`,
  port: [443, 80, 8443, 3333, 53, 22][i % 6]!,
  country: countries[i % countries.length]!,
}));

export const files: readonly StoryFile[] = [
  ['invoice_4711.exe', 'C:\\Users\\Public\\Downloads'],
  ['rundll_helper.dll', 'C:\\Windows\\Temp'],
  ['svch0st.exe', 'C:\\ProgramData\\Update'],
  ['report.docm', 'C:\\Users\\Public\\Documents'],
  ['xmrig', '/tmp/.cache'],
  ['locker.exe', 'C:\\Windows\\Temp'],
  ['recon.ps1', 'C:\\Windows\\Temp'],
  ['agent.sh', '/var/tmp'],
].map(([name = '', folder = ''], i) => ({
  name,
  folder,
  sha256: digest('sha256', `crosswatch-story-${name}`),
  md5: digest('md5', `crosswatch-story-${name}`),
  size: 20_480 * (i + 1) + 17,
}));

export const plots: readonly StoryPlot[] = [
  {
    key: 'c2',
    title: 'Talks to a control server',
    category: 'Command and control',
    severity: 5,
    technique: 'T1071.001',
    tactic: 'TA0011',
  },
  {
    key: 'ransomware',
    title: 'Ransomware encrypts a share',
    category: 'Ransomware',
    severity: 5,
    technique: 'T1486',
    tactic: 'TA0040',
  },
  {
    key: 'exfiltration',
    title: 'Bulk upload to a file drop',
    category: 'Exfiltration',
    severity: 4,
    technique: 'T1567.002',
    tactic: 'TA0010',
  },
  {
    key: 'credential_dump',
    title: 'Memory of lsass was dumped',
    category: 'Credential access',
    severity: 4,
    technique: 'T1003.001',
    tactic: 'TA0006',
  },
  {
    key: 'cryptomining',
    title: 'Mining pool traffic',
    category: 'Cryptomining',
    severity: 4,
    technique: 'T1496',
    tactic: 'TA0040',
  },
  {
    key: 'phishing',
    title: 'Credentials typed on a look-alike site',
    category: 'Phishing',
    severity: 3,
    technique: 'T1566.002',
    tactic: 'TA0001',
  },
  {
    key: 'dns_tunnel',
    title: 'DNS tunnel by long names',
    category: 'Command and control',
    severity: 3,
    technique: 'T1071.004',
    tactic: 'TA0011',
  },
  {
    key: 'lateral',
    title: 'Remote service created from a workstation',
    category: 'Lateral movement',
    severity: 3,
    technique: 'T1021.002',
    tactic: 'TA0008',
  },
  {
    key: 'scan',
    title: 'Port scan inside the network',
    category: 'Reconnaissance',
    severity: 2,
    technique: 'T1046',
    tactic: 'TA0007',
  },
  {
    key: 'policy',
    title: 'Software outside the house rules',
    category: 'Policy violation',
    severity: 1,
    technique: 'T1219',
    tactic: 'TA0011',
  },
];

/** How often each plot occurs, in the order of `plots`: grave ones are rare. */
const weights = [4, 1, 4, 3, 5, 8, 8, 8, 25, 34];
const totalWeight = weights.reduce((sum, weight) => sum + weight, 0);

function plotAt(share: number): StoryPlot {
  let rest = share * totalWeight;
  for (const [i, weight] of weights.entries()) {
    rest -= weight;
    if (rest < 0) return plots[i]!;
  }
  return plots.at(-1)!;
}

/** FNV-1a, then an avalanche: cheap, stable, evenly spread. */
function share(index: number, salt: string): number {
  let h = 0x811c9dc5 ^ index;
  for (let i = 0; i < salt.length; i++) h = Math.imul(h ^ salt.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

const pick = <T>(list: readonly T[], at: number): T => list[Math.floor(at * list.length)]!;

/** The incident with this number; the same number always gives the same incident. */
export function incidentAt(index: number): Incident {
  const plot = plotAt(share(index, 'plot'));
  const host = pick(hosts, share(index, 'host'));
  return {
    index,
    time: STORY_BEGAN + index * BEAT_MS + Math.floor(share(index, 'ms') * 1_000),
    plot,
    host,
    user: share(index, 'own') < 0.8 ? host.owner : pick(users, share(index, 'user')),
    remote: pick(remotes, (plots.indexOf(plot) / plots.length + share(index, 'remote') * 0.35) % 1),
    file: pick(files, (plots.indexOf(plot) / plots.length + share(index, 'file') * 0.3) % 1),
    chance: (salt) => share(index, salt),
  };
}

/**
 * The incidents with `from < time <= to` that a story told at `startedAt` holds: every beat from an hour before
 * `startedAt` on, one in 120 before that.
 */
export function incidentsBetween(from: number, to: number, startedAt: number): Incident[] {
  const found: Incident[] = [];
  const liveFrom = Math.floor((startedAt - LIVE_SPAN_MS - STORY_BEGAN) / BEAT_MS);
  const last = Math.floor((to - STORY_BEGAN) / BEAT_MS);
  for (let index = Math.max(0, Math.floor((from - STORY_BEGAN) / BEAT_MS)); index <= last;) {
    const incident = incidentAt(index);
    const told = index >= liveFrom || index % THINNING === 0;
    if (told && incident.time > from && incident.time <= to) found.push(incident);
    index += index >= liveFrom ? 1 : THINNING - (index % THINNING);
  }
  return found;
}

/** A deterministic UUID (version 5 layout) for a thing of the story, as vendors that use UUIDs would show it. */
export function storyUuid(...parts: readonly (string | number)[]): string {
  const h = digest('sha1', parts.join('/'));
  const variant = ((Number.parseInt(h.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-5${h.slice(13, 16)}-${variant}${h.slice(18, 20)}-${h.slice(20, 32)}`;
}
