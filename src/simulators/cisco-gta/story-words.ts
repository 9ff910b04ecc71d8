/** How this vendor words an incident of the story: its assets, its catalogue, its events and flows. */
import { hosts, plots, storyUuid, type Incident, type StoryHost, type StoryPlot } from '../story.ts';
import { timestamp } from './dates.ts';
import type { GtaAsset, GtaEvent, GtaFlow, GtaThreatIntelRecord } from './types.ts';

const DAY_MS = 24 * 3_600_000;

/** From the story's 1 to 5 to the product's four steps. */
const severityWords = ['Low', 'Low', 'Low', 'Medium', 'High', 'Critical'];
export const severityWord = ({ severity }: StoryPlot): string => severityWords[severity]!;

export const assetId = (host: StoryHost): string => storyUuid('gta', 'asset', host.name);
export const recordId = (plot: StoryPlot): string => storyUuid('gta', 'record', plot.key);
/** What happens to a host under one plot on one UTC day is one detection; what happens to it at all, one alert. */
export const detectionId = ({ host, plot, time }: Incident): string =>
  storyUuid('gta', 'detection', host.name, plot.key, Math.floor(time / DAY_MS));
export const alertId = ({ host, time }: Incident): string =>
  storyUuid('gta', 'alert', host.name, Math.floor(time / DAY_MS));
export const eventId = ({ index }: Incident): string => storyUuid('gta', 'event', index);

export interface StoryAsset {
  readonly asset: GtaAsset;
  readonly addresses: readonly string[];
}

/** Nobody is assumed to own the web server. */
export const storyAssets: readonly StoryAsset[] = hosts.map((host) => ({
  asset: { id: assetId(host), assumedOwner: host.name.startsWith('web') ? null : host.owner.name },
  addresses: [host.ip, host.ipv6],
}));

export const storyRecords: readonly GtaThreatIntelRecord[] = plots.map((plot) => ({
  id: recordId(plot),
  title: plot.title,
  category: plot.category,
  subcategory: plot.technique,
  severity: severityWord(plot),
}));

/** The plots in which a file plays a part. */
const withFile = new Set(['c2', 'ransomware', 'exfiltration', 'credential_dump', 'lateral']);

function annotationOf(incident: Incident): GtaEvent['securityAnnotation'] {
  const { plot, remote, file } = incident;
  if (incident.chance('gta-annotation') < (plot.severity > 2 ? 0.08 : 0.5)) return null;
  return {
    id: storyUuid('gta', 'annotation', plot.key),
    requiredAttributes: {
      hostname: [remote.domain],
      serverIp: [remote.ip],
      ...(withFile.has(plot.key) ? { sha256: [file.sha256] } : {}),
    },
  };
}

/** A finding of severity 2 convicts nobody: it is context. */
export const isConvicting = ({ plot }: Incident): boolean => plot.severity > 2;

export function storyEvent(incident: Incident): GtaEvent {
  const { plot, host, remote, time } = incident;
  return {
    id: eventId(incident),
    title: plot.title,
    subtitle: incident.chance('gta-subtitle') < 0.2 ? '' : `${host.name} and ${remote.domain}`,
    securityEventTypeId: `C${plot.key.replaceAll('_', '').slice(0, 4).toUpperCase()}0${plot.severity}`,
    affectedAssetId: assetId(host),
    detectedAt: timestamp(time),
    modifiedAt: timestamp(time),
    securityAnnotation: annotationOf(incident),
    threatDetectionIds: isConvicting(incident) ? [detectionId(incident)] : [],
  };
}

/** Two to four flows, seen shortly before the event that they make up. */
export function storyFlows(incident: Incident): readonly GtaFlow[] {
  const { host, remote, user, time, index } = incident;
  const count = 2 + Math.floor(incident.chance('gta-flows') * 3);
  const scheme = remote.port === 80 ? 'http' : 'https';
  return Array.from({ length: count }, (_, i) => ({
    id: storyUuid('gta', 'flow', index, i),
    timeStamp: timestamp(time - (count - i) * 240),
    networkSecurityEventId: eventId(incident),
    clientIp: remote.ip.includes(':') ? host.ipv6 : host.ip,
    clientPort: 49_152 + Math.floor(incident.chance(`gta-port-${i}`) * 16_000),
    serverIp: remote.ip,
    serverPort: remote.port,
    protocol: 'TCP',
    url: `${scheme}://${remote.domain}:${remote.port}/t/${index % 97}`,
    userAgent: host.os === 'Windows' ? 'Mozilla/5.0 (Windows NT 10.0)' : 'curl/8.9.1',
    clientBytes: 300 + Math.floor(incident.chance(`gta-up-${i}`) * 60_000),
    serverBytes: 120 + Math.floor(incident.chance(`gta-down-${i}`) * 900_000),
    user: user.name,
  }));
}
