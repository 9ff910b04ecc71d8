/**
 * The threats and flags of the simulated analytics (contract sheet alphasoc, section 7). Ids that no source tells are
 * coined; titles are our own words.
 */
import type { AlphaSocFlag, AlphaSocThreat } from './types.ts';

const threat = (title: string, severity: number, policy = false): AlphaSocThreat => ({
  title,
  severity,
  ...(policy ? { policy } : {}),
});

export const initialThreats: Readonly<Record<string, AlphaSocThreat>> = {
  c2_communication: threat('Communication with a control server, a sign of infection', 5),
  young_imposter_domain: threat('Traffic to a young domain that imitates a brand', 5),
  cryptomining: threat('Mining pool traffic, a sign of infection or misuse', 4),
  sinkholed_destination: threat('Traffic to a sinkholed destination', 4),
  dga_volume: threat('Many requests for generated domains', 4),
  multiple_long_hostnames: threat('Many long host names below one domain, a sign of a DNS tunnel', 4),
  imposter_domain: threat('Traffic to a domain that imitates a brand', 4),
  bad_host_post: threat('Upload to a suspicious host', 4),
  tcp_port_scan: threat('TCP port scan', 4),
  anonymizing_circuit: threat('Use of an anonymizing network', 4, true),
  suspicious_domain_volume: threat('Many requests for suspicious domains', 3),
  conn_unusual_port_volume: threat('Many connections to an unusual port', 3),
  beaconing: threat('Regular beaconing to a rare destination', 3),
  encrypted_dns: threat('Encrypted DNS outside the house resolver', 3, true),
  unreachable_domain_volume: threat('Many requests for unreachable domains', 2),
  remote_access_software: threat('Remote access software outside the house rules', 1, true),
};

const category = (title: string): AlphaSocFlag => ({ title, type: 'category' });
const feature = (title: string): AlphaSocFlag => ({ title, type: 'feature' });

export const initialFlags: Readonly<Record<string, AlphaSocFlag>> = {
  c2: category('Known control server'),
  freedns: feature('Below the domain of a dynamic DNS provider'),
  young_domain: feature('Registered a short while ago'),
  blockchain_lookup: feature('Known blockchain interface'),
  perplexing_domain: feature('Looks generated'),
  unique: feature('Rare in all telemetry'),
  unreachable_domain: feature('Does not resolve'),
  sinkholed: category('Sinkholed by a researcher or registrar'),
  unusual_port: feature('Port that is rarely used'),
  cryptomining: category('Mining pool'),
  imposter: category('Imitates a brand'),
  anon: category('Anonymizing network'),
  doh: category('DNS over HTTPS resolver'),
  p2p: category('Peer-to-peer network'),
};
