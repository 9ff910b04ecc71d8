/** What an event mentions. A parent's hashes have role `parent` (DESIGN section 10). */
import { observableList, observableRef } from '../../model/observables.ts';
import type { File, ObservableRef, Process } from '../../model/values.ts';
import type { Fields } from './fields.ts';
import { baseName, type Ends } from './values.ts';

const hashesOf = (file: File | undefined, role: string): (ObservableRef | null)[] => [
  observableRef('FILE_HASH', file?.sha256, role),
  observableRef('FILE_HASH', file?.md5, role),
];

const processRefs = (process: Process | undefined, role: string): (ObservableRef | null)[] => [
  observableRef('PROCESS', process?.name, role),
  ...hashesOf(process?.file, role),
];

/** A name with dots is a host's and a domain's; an address is neither. */
function remoteRefs(host: string | undefined, role: string): (ObservableRef | null)[] {
  if (host === undefined) return [];
  return [observableRef('HOST', host, role), host.includes('.') ? observableRef('DOMAIN', host, role) : null];
}

function urlRefs(uri: string | undefined): (ObservableRef | null)[] {
  const url = uri === undefined ? null : URL.parse(uri);
  // A path alone is no address of anything.
  if (url === null || url.hostname === '') return [];
  return [
    observableRef('URL', url.href, 'destination'),
    observableRef('DOMAIN', url.hostname.replace(/^\[(.*)\]$/, '$1'), 'destination'),
  ];
}

export function observablesOf(
  fields: Fields,
  parts: {
    readonly ends: Ends;
    readonly process: Process | undefined;
    readonly file: File | undefined;
  },
): readonly ObservableRef[] {
  const { ends, process, file } = parts;
  const { srcEndpoint, dstEndpoint } = ends;
  const remote = ends.remote === 'source' ? srcEndpoint : dstEndpoint;
  const fileRole = file === process?.file ? 'process' : 'file';
  return observableList([
    observableRef('HOST', fields.text('hostname'), 'device'),
    observableRef('IP', fields.text('hostip'), 'device'),
    observableRef('IP', srcEndpoint?.ip, 'source'),
    observableRef('IP', dstEndpoint?.ip, 'destination'),
    ...remoteRefs(remote?.host, ends.remote),
    ...urlRefs(fields.text('uri')),
    observableRef('HOST', fields.text('logonremotehost'), 'source'),
    observableRef('USER', fields.text('username'), 'actor'),
    observableRef('USER', fields.text('realusername'), 'actor'),
    observableRef('USER', fields.text('effectiveusername'), 'actor'),
    ...processRefs(process, 'process'),
    ...processRefs(process?.parent, 'parent'),
    observableRef('FILE_NAME', file?.name, fileRole),
    ...hashesOf(file, fileRole),
    ...fields
      .list('interpretedfiles')
      .map((entry) =>
        typeof entry === 'string' ? observableRef('FILE_NAME', baseName(entry), 'file') : null,
      ),
  ]);
}
