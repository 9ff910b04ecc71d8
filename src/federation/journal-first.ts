/**
 * A source as the records of the journal see it: what they refer to is taken from the journal, too, and only what is not
 * there is looked up at the source. Inside its coverage an answer of the journal so costs no call, however deep it goes.
 */
import type { RecordKind, RecordOfKind, Ref } from '../model/records.ts';
import type { Lookup, Related, Source } from '../model/source.ts';
import type { Followed } from './journal-face.ts';

/** What `known` has, and from `live` only the rest. */
function first<T>(
  known: (ids: readonly string[]) => ReadonlyMap<string, T>,
  live: Lookup<T> | undefined,
): Lookup<T> {
  return async (ids, call) => {
    const found = known(ids);
    const missing = found.size === ids.length ? [] : ids.filter((id) => !found.has(id));
    if (missing.length === 0 || live === undefined) return found;
    return new Map([...found, ...(await live(missing, call))]);
  };
}

export function journalFirst(source: Source, followed: Followed): Source {
  const kinds = new Set((source.feeds ?? []).flatMap((feed) => feed.kinds));
  if (kinds.size === 0) return source;
  const { name, lookup, related } = source;
  const { reader } = followed;
  const records = <K extends RecordKind>(
    kind: K,
    live: Lookup<RecordOfKind[K]> | undefined,
  ): Lookup<RecordOfKind[K]> | undefined =>
    kinds.has(kind) ? first((ids) => reader.byIds(kind, name, ids), live) : live;
  /** What hangs together stands in the journal as a link; a parent of the journal without any has none. */
  const links = <K extends RecordKind>(
    from: RecordKind,
    to: K,
    live: Related<RecordOfKind[K]> | undefined,
  ): Related<RecordOfKind[K]> | undefined =>
    kinds.has(from) && kinds.has(to)
      ? first(
          (parents) =>
            new Map(
              parents.map((parent): [string, readonly Ref<RecordOfKind[K]>[]] => [
                parent,
                reader
                  .related(from, name, parent, to)
                  .map((record) => ({ nativeId: record.nativeId, record })),
              ]),
            ),
          live,
        )
      : live;
  return {
    ...source,
    lookup: {
      ...lookup,
      ...defined('events', records('EVENT', lookup.events)),
      ...defined('alerts', records('ALERT', lookup.alerts)),
      ...defined('threatDetections', records('THREAT_DETECTION', lookup.threatDetections)),
      ...defined('cases', records('CASE', lookup.cases)),
      threats: first((ids) => reader.threats(name, ids), lookup.threats),
    },
    related: {
      ...related,
      ...defined(
        'threatDetectionsOfAlert',
        links('ALERT', 'THREAT_DETECTION', related.threatDetectionsOfAlert),
      ),
      ...defined(
        'eventsOfThreatDetection',
        links('THREAT_DETECTION', 'EVENT', related.eventsOfThreatDetection),
      ),
    },
  };
}

/** Ports mark what a source cannot do by leaving it out. */
const defined = <N extends string, T>(key: N, value: T | undefined): { [P in N]?: T } => {
  const entry: { [P in N]?: T } = {};
  if (value !== undefined) entry[key] = value;
  return entry;
};
