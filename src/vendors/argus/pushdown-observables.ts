/** What a filter asks of observables, as far as Argus can search for that. */
import { networkText, parseNetwork } from '../../model/addresses.ts';
import type { ArgusApi } from './config.ts';
import type { Criteria, Side } from './criteria.ts';
import { present, type EventLikeFilter } from './event-filter.ts';

/** Lists that are evaluated here alone. */
const localLists = ['kinds', 'domains', 'hashes', 'protocols', 'labels'] as const;

/** What an endpoint has in v2 only: with v1 no record says it. */
const endpointLists = ['hosts', 'users'] as const;

/**
 * Argus searches the addresses of endpoints; an address may also stand where a domain, a host or a name in a property is
 * expected, and is one all the same. v1's endpoints are an address and nothing else, so there a search by side is exact.
 * One that is not to find covering ranges asks for ranges no wider than one address.
 */
export function pushAddresses(criteria: Criteria, part: EventLikeFilter, path: string, api: ArgusApi): void {
  for (const key of ['ip', 'srcIp', 'dstIp'] as const) {
    const list = part[key];
    if (!present(list)) continue;
    const found = list.flatMap((text, place) => {
      const network = parseNetwork(text);
      return network === null ? [] : [{ network, place }];
    });
    if (found.length === 0) criteria.never();
    if (key === 'ip' || api === 'v2') {
      criteria.local();
      continue;
    }
    const side: Side = key === 'srcIp' ? 'source' : 'destination';
    const bits = side === 'source' ? 'srcMinBits' : 'dstMinBits';
    criteria.wider();
    criteria.push(
      `${side}IP`,
      found.map(({ network }) => networkText(network)),
      `${path}.${key}`,
      found.map(({ place }) => place),
    );
    const v6Only = found.every(({ network }) => network.address.kind() === 'ipv6');
    const covering =
      part.coveringNetworks === true ? Math.min(128, Math.max(0, part.argus?.[bits] ?? 0)) : undefined;
    criteria.minBits(side, covering ?? (v6Only ? 128 : 32), `${path}.argus.${bits}`);
  }
}

/** The types of observables that `observables.ts` makes, and those of them that need an endpoint of v2. */
const observableTypes: ReadonlySet<string> = new Set(['IP', 'HOST', 'USER', 'DOMAIN', 'URL', 'FILE_HASH']);
const endpointTypes: ReadonlySet<string> = new Set(['HOST', 'USER']);

export function pushMentions(criteria: Criteria, part: EventLikeFilter, api: ArgusApi): void {
  const { observable } = part;
  if (present(observable)) {
    const { type } = observable;
    if (!observableTypes.has(type) || (api === 'v1' && endpointTypes.has(type))) criteria.never();
    criteria.local();
  }
  for (const key of [...localLists, ...endpointLists]) {
    if (present(part[key])) criteria.local();
    if (part[key]?.length === 0) criteria.never();
  }
  if (api === 'v1' && endpointLists.some((key) => present(part[key]))) criteria.never();
}
