import { observableList, observableRef } from '../../model/observables.ts';
import type { Endpoint, ObservableRef } from '../../model/values.ts';
import type { ArgusEvent } from './event.ts';

const valuesOf = (event: ArgusEvent, key: string): readonly string[] =>
  event.properties?.find((property) => property.key === key)?.values ?? [];

function endpointObservables(endpoint: Endpoint | undefined, role: string): (ObservableRef | null)[] {
  return [
    observableRef('IP', endpoint?.ip ?? endpoint?.network, role),
    observableRef('HOST', endpoint?.host, role),
    observableRef('USER', endpoint?.user, role),
  ];
}

/** Argus promises no whole address in `uri`; what has no scheme is a path and no URL. */
const absolute = /^[a-z][a-z0-9+.-]*:\/\//i;

/** What an event mentions; what stands in properties only when these were asked for (DESIGN, "And further"). */
export function observablesOf(event: ArgusEvent): ObservableRef[] {
  const { uri } = event;
  return observableList([
    ...endpointObservables(event.source, 'source'),
    ...endpointObservables(event.destination, 'destination'),
    observableRef('DOMAIN', event.domain, 'request'),
    uri !== undefined && absolute.test(uri) ? observableRef('URL', uri, 'request') : null,
    ...valuesOf(event, 'file.sha256').map((hash) => observableRef('FILE_HASH', hash, 'file')),
    ...valuesOf(event, 'file.md5').map((hash) => observableRef('FILE_HASH', hash, 'file')),
    ...valuesOf(event, 'dns.query').map((name) => observableRef('DOMAIN', name, 'query')),
    ...valuesOf(event, 'http.hostname').map((name) => observableRef('DOMAIN', name, 'request')),
  ]);
}
