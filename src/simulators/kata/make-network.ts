/** Events about connections and ports (contract sheet kata, section 7.2). */
import { hosts } from '../story.ts';
import type { KataObject } from './types.ts';
import { actor, imageKeys, type Scene } from './scene.ts';

const highPort = ({ incident }: Scene): number => 49_152 + Math.floor(incident.chance('kata-port') * 16_000);

/** Inside the network another host comes in; else the host goes out to the incident's remote. */
export function connected(scene: Scene): KataObject {
  const { host, remote, plot } = scene.incident;
  const image = imageKeys(scene, actor(scene));
  if (plot.key === 'lateral') {
    const peer = hosts[(hosts.indexOf(host) + 1) % hosts.length] ?? host;
    return {
      ...image,
      Direction: 'inbound',
      LocalIp: host.ip,
      LocalPort: 445,
      RemoteHostName: peer.fqdn,
      RemoteIp: peer.ip,
      RemotePort: highPort(scene),
    };
  }
  const web = [80, 443, 8443].includes(remote.port);
  const port = remote.port === 443 || remote.port === 80 ? '' : `:${remote.port}`;
  return {
    ...image,
    Direction: 'outbound',
    LocalIp: remote.ip.includes(':') ? host.ipv6 : host.ip,
    LocalPort: highPort(scene),
    RemoteHostName: remote.domain,
    RemoteIp: remote.ip,
    RemotePort: remote.port,
    Method: web ? (plot.key === 'exfiltration' ? 'POST' : 'GET') : undefined,
    URI: web
      ? `${remote.port === 80 ? 'http' : 'https'}://${remote.domain}${port}/u/${scene.incident.index % 97}?v=1`
      : undefined,
  };
}

export const portOpened = (scene: Scene): KataObject => ({
  ...imageKeys(scene, actor(scene)),
  LocalIp: scene.incident.host.ip,
  LocalPort: 1_024 + Math.floor(scene.incident.chance('kata-listen') * 20_000),
});
