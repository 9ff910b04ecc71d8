/** The threat catalogues of all sources as one list, by title. They are small: a page is cut out of the whole. */
import { z } from 'zod';
import { canonicalJson, openCursor, sealCursor } from '../model/cursor.ts';
import { InvalidCursorError } from '../model/errors.ts';
import type { ThreatFilter } from '../model/filters.ts';
import { encodeGlobalId } from '../model/ids.ts';
import { emptyPage, type PageRequest } from '../model/page.ts';
import type { Threat } from '../model/records.ts';
import { severityRank } from '../model/severity.ts';
import type { Source } from '../model/source.ts';
import type { Followed } from './journal-face.ts';
import { reachOf } from './reach.ts';
import type { RecordsPage } from './records.ts';

export interface ThreatsQuery {
  readonly sources: readonly Source[];
  readonly page: PageRequest;
  readonly filter?: ThreatFilter | undefined;
}

interface Place {
  readonly title: string;
  readonly id: string;
}

const placeOf = ({ title, source, nativeId }: Threat): Place => ({
  title: title.toLowerCase(),
  id: encodeGlobalId('Threat', source, nativeId),
});

const compare = (a: Place, b: Place): number =>
  a.title === b.title ? (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) : a.title < b.title ? -1 : 1;

const place = z.tuple([z.string(), z.string()]);

function matches({ title, nativeId, severity }: Threat, { minSeverity, text }: ThreatFilter): boolean {
  if (typeof minSeverity === 'string' && severityRank(severity) < severityRank(minSeverity)) return false;
  if (typeof text !== 'string') return true;
  const wanted = text.toLowerCase();
  return title.toLowerCase().includes(wanted) || nativeId.toLowerCase().includes(wanted);
}

/** Throws InvalidCursorError. */
export function readThreats(
  { sources, page, filter = {} }: ThreatsQuery,
  followed: Followed | undefined,
): RecordsPage<Threat> {
  const binding = `federated threats ${canonicalJson(filter)}`;
  const open = (cursor: string): Place => {
    const parsed = place.safeParse(openCursor(binding, cursor, 'after'));
    if (!parsed.success) throw new InvalidCursorError('after');
    const [title, id] = parsed.data;
    return { title, id };
  };
  const after = page.cursor === undefined ? undefined : open(page.cursor);
  const reaches = sources.map((source) =>
    reachOf(source, 'THREAT_DETECTION', { sources: filter.sources }, followed),
  );
  const names = reaches.filter(({ part }) => part === 'asked').map(({ source }) => source.name);
  const listed = (followed?.reader.threatList(names) ?? [])
    .filter((threat) => matches(threat, filter))
    .map((threat) => ({ threat, place: placeOf(threat) }))
    .toSorted((a, b) => compare(a.place, b.place));
  const start = after === undefined ? 0 : listed.findIndex((item) => compare(item.place, after) > 0);
  const shown = start < 0 ? [] : listed.slice(start, start + page.limit);
  return {
    ...emptyPage,
    items: shown.map(({ threat }) => threat),
    cursorAt: (index) => {
      const item = shown[index];
      if (item === undefined) throw new RangeError(`the page has no item ${index}`);
      return sealCursor(binding, [item.place.title, item.place.id]);
    },
    hasNextPage: start >= 0 && page.limit > 0 && start + page.limit < listed.length,
    hasPreviousPage: after !== undefined && page.limit > 0 && start !== 0 && listed.length > 0,
    totalCount: { value: listed.length, relation: 'EXACT' },
    parts: reaches.map((reach) => ({
      ...reach,
      // Catalogues come with the feeds alone.
      liveUntil: undefined,
      upstreamCalls: 0,
      tookMs: 0,
      partial: false,
    })),
  };
}
