/**
 * Pages of the journal whose filter asks for threats. Events and alerts name their detections only, and which threat one
 * is of stands in the detection: it is fetched for each stretch before the stretch is looked at.
 */
import type { ArrivalPage, ArrivalQuery } from '../journal/read-pages.ts';
import type { JournalReader } from '../journal/reader.ts';
import type { RecordKind, RecordOfKind, Ref, ThreatDetection } from '../model/records.ts';

type Known = ReadonlyMap<string, ThreatDetection>;

/** A record that names its detections. */
interface Threatened {
  readonly threatDetections?: readonly Ref<ThreatDetection>[] | undefined;
}

interface Nested {
  readonly threatIds?: unknown;
  readonly and?: readonly Nested[] | null | undefined;
  readonly or?: readonly Nested[] | null | undefined;
  readonly not?: Nested | null | undefined;
}

/** Whether a filter asks for threats anywhere. */
export function asksForThreats({ threatIds, and, or, not }: Nested): boolean {
  const within = [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])];
  return (threatIds ?? undefined) !== undefined || within.some(asksForThreats);
}

/** The record with its detections filled in. */
export const withDetections = <R extends Threatened>(record: R, known: Known): R => ({
  ...record,
  threatDetections: record.threatDetections?.map((ref) => ({ ...ref, record: known.get(ref.nativeId) })),
});

/** Records that one page may look at, and how many of them at a time. */
const SCANNED = 2_000;
const CHUNK = 250;

interface Search<K extends RecordKind> {
  readonly reader: JournalReader;
  readonly kind: K;
  readonly source: string;
  readonly named: (record: RecordOfKind[K]) => readonly Ref<ThreatDetection>[];
  readonly matches: (record: RecordOfKind[K], known: Known) => boolean;
}

function scan<K extends RecordKind>(
  { reader, kind, source, named, matches }: Search<K>,
  direction: ArrivalQuery['direction'],
  start: number | undefined,
  wanted: number,
) {
  const items: { readonly position: number; readonly record: RecordOfKind[K] }[] = [];
  let position = start;
  for (let scanned = 0; scanned < SCANNED; scanned += CHUNK) {
    const page = reader.page(kind, source, { direction, limit: CHUNK, position });
    const found = direction === 'forward' ? page.items : page.items.toReversed();
    const ids = found.flatMap(({ record }) => named(record).map(({ nativeId }) => nativeId));
    const known = reader.byIds('THREAT_DETECTION', source, ids);
    for (const item of found) {
      position = item.position;
      if (!matches(item.record, known)) continue;
      items.push(item);
      if (items.length === wanted) return { items, position, exhausted: false };
    }
    const more = direction === 'forward' ? page.hasNextPage : page.hasPreviousPage;
    if (!more) return { items, position, exhausted: true };
  }
  return { items, position, exhausted: false };
}

/** As `JournalReader.page`, with a filter that asks for threats. */
export function searchThreats<K extends RecordKind>(
  search: Search<K>,
  { direction, limit, position }: ArrivalQuery,
): ArrivalPage<RecordOfKind[K]> {
  const forward = direction === 'forward';
  const found = scan(search, direction, position, limit + 1);
  const kept = found.items.slice(0, limit);
  const more = found.items.length > limit;
  const partial = !more && !found.exhausted;
  // What lies behind the start, the other way: the start itself counts. A search given up may have missed it.
  const back = position === undefined ? undefined : forward ? position + 1 : position - 1;
  const behind = back !== undefined && !scan(search, forward ? 'backward' : 'forward', back, 1).exhausted;
  const ahead = more || partial;
  return {
    items: forward ? kept : kept.toReversed(),
    hasNextPage: forward ? ahead : behind,
    hasPreviousPage: forward ? behind : ahead,
    partial,
    resumePosition: partial ? found.position : kept.at(-1)?.position,
  };
}
