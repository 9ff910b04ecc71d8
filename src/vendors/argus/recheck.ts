import type { EventFilter } from '../../model/filters.ts';
import type { ArgusApi } from './config.ts';
import type { Pushdown } from './criteria.ts';

/**
 * An events filter as it can be checked on the records. v1 joins a property's values into one text that cannot be taken
 * apart safely, so there Argus alone decides about properties it was asked for.
 */
export function recheckable(filter: EventFilter, { origins }: Pushdown, api: ArgusApi): EventFilter {
  if (api === 'v2') return filter;
  const asked = [...origins.values()];
  const strip = (part: EventFilter, path: string): EventFilter => {
    const { argus, and, or } = part;
    const inSearch = asked.some((origin) => origin.startsWith(`${path}.argus.properties`));
    return {
      ...part,
      ...(argus && inSearch ? { argus: { ...argus, properties: undefined } } : {}),
      ...(and ? { and: and.map((inner, i) => strip(inner, `${path}.and[${i}]`)) } : {}),
      ...(or?.length === 1 ? { or: or.map((inner) => strip(inner, `${path}.or[0]`)) } : {}),
    };
  };
  return strip(filter, 'filter');
}
