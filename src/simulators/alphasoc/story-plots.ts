/** Which plots of the story this vendor sees, and as what (contract sheet alphasoc, section 7). What leaves no trace on the network is not here. */
import type { Incident } from '../story.ts';

export interface PlotView {
  /** The share of its incidents that the vendor sees, from 0 to 1. */
  readonly share: number;
  readonly eventTypes: readonly string[];
  readonly threat: string;
  /** Joins the first now and then. */
  readonly secondThreat?: string;
  readonly flags: readonly string[];
  readonly labels?: readonly string[];
  /** The other end is a host of the office. */
  readonly inside?: true;
}

const plotViews: Readonly<Record<string, PlotView>> = {
  c2: {
    share: 1,
    eventTypes: ['dns', 'tls', 'http', 'ip'],
    threat: 'c2_communication',
    secondThreat: 'beaconing',
    flags: ['c2', 'young_domain'],
    labels: ['c2:Cobalt Strike', 'c2:SampleRAT'],
  },
  exfiltration: {
    share: 0.8,
    eventTypes: ['http', 'tls', 'ip'],
    threat: 'bad_host_post',
    secondThreat: 'suspicious_domain_volume',
    flags: ['freedns', 'unique'],
  },
  cryptomining: {
    share: 1,
    eventTypes: ['ip', 'dns', 'tls'],
    threat: 'cryptomining',
    secondThreat: 'conn_unusual_port_volume',
    flags: ['cryptomining', 'unusual_port'],
    labels: ['cryptomining:XMRig'],
  },
  phishing: {
    share: 0.8,
    eventTypes: ['dns', 'http', 'tls'],
    threat: 'imposter_domain',
    secondThreat: 'young_imposter_domain',
    flags: ['imposter', 'young_domain'],
  },
  dns_tunnel: {
    share: 1,
    eventTypes: ['dns'],
    threat: 'multiple_long_hostnames',
    secondThreat: 'unreachable_domain_volume',
    flags: ['perplexing_domain', 'unique'],
  },
  lateral: {
    share: 0.6,
    eventTypes: ['ip'],
    threat: 'conn_unusual_port_volume',
    flags: ['unusual_port'],
    inside: true,
  },
  scan: { share: 0.5, eventTypes: ['ip'], threat: 'tcp_port_scan', flags: [], inside: true },
  policy: {
    share: 0.4,
    eventTypes: ['tls', 'dns', 'http', 'ip'],
    threat: 'remote_access_software',
    secondThreat: 'encrypted_dns',
    flags: ['doh', 'p2p'],
  },
};

/** The view of the incident's plot; undefined when the vendor does not see this incident. */
export function viewOf(incident: Incident): PlotView | undefined {
  const view = plotViews[incident.plot.key];
  return view !== undefined && incident.chance('asoc-seen') < view.share ? view : undefined;
}
