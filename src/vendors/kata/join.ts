/**
 * Which detection a `threatprocessingresult` belongs to: that of the same host, verdict and object with the latest time
 * not after its own (contract sheet kata, section 9). KATA delivers the two in any order, days apart, and twice.
 *
 * So the answer is worked out from the set of verdicts and results known, never from the order in which they came:
 * every read puts its own into the set and looks at the groups it touched again. What comes out different from before
 * is told anew, in full. The set travels in the bookmark, which is stored together with the records it explains; reading
 * again from the same bookmark therefore gives the same records, and a restart changes nothing.
 *
 * The set is bounded. What has been left alone longest goes first, a group at a time: a group that has gone stays as it
 * was told, and only a result that comes later than `LIMITS` allow stands alone for good.
 */
import { joinKeyOf, type Item } from './item.ts';
import { compareInstants } from './time.ts';

/** Far more than the two hours within which KATA can deliver an event again, on any network that is not burning. */
export const LIMITS = { items: 2_000, bytes: 4 * 1_024 * 1_024 } as const;

export interface Link {
  /** The detection that a result belongs to. */
  readonly finding?: Item | undefined;
  /** What became of a detection, oldest first. */
  readonly results: readonly Item[];
}

export const unlinked: Link = { results: [] };

type Group = ReadonlyMap<string, Item>;
type Links = ReadonlyMap<string, Link>;

/** Verdicts and results by what joins them; the group touched last stands last. */
export type Known = ReadonlyMap<string, Group>;

const inTime = (a: Item, b: Item): number =>
  compareInstants(a.at, b.at) ||
  // At the same moment the detection came first, whatever the ids.
  Number(a.part === 'result') - Number(b.part === 'result') ||
  (a.id < b.id ? -1 : Number(a.id > b.id));

function linksOf(group: Group): Links {
  const links = new Map<string, Link>();
  let finding: Item | undefined;
  let results: Item[] = [];
  for (const item of [...group.values()].sort(inTime)) {
    if (item.part === 'result') {
      results.push(item);
      links.set(item.id, { finding, results: [] });
    } else {
      finding = item;
      results = [];
      links.set(item.id, { results });
    }
  }
  return links;
}

const idsOf = ({ finding, results }: Link): string =>
  JSON.stringify([finding?.id ?? null, results.map(({ id }) => id)]);

export interface Joined {
  readonly known: Known;
  linkOf(item: Item): Link;
  /** Items of earlier reads whose links are not what they were. */
  readonly changed: readonly Item[];
  /** Results that were told as detections of their own and turned out to belong to another. */
  readonly settled: readonly Item[];
}

/** Puts the items of one read into what is known. */
export function join(known: Known, items: readonly Item[]): Joined {
  const arrived = new Map<string, Map<string, Item>>();
  for (const item of items) {
    const key = joinKeyOf(item);
    if (key === undefined) continue;
    const group = arrived.get(key) ?? new Map<string, Item>();
    arrived.set(key, group.set(item.id, item));
  }

  const grown = new Map(known);
  const links = new Map<string, Link>();
  const changed: Item[] = [];
  const settled: Item[] = [];
  for (const [key, group] of arrived) {
    const earlier = known.get(key) ?? new Map<string, Item>();
    const now = new Map([...earlier, ...group]);
    const [linksBefore, linksNow] = [linksOf(earlier), linksOf(now)];
    for (const [id, link] of linksNow) links.set(id, link);
    for (const [id, item] of earlier) {
      const [before, after] = [linksBefore.get(id) ?? unlinked, linksNow.get(id) ?? unlinked];
      const newsOfResult = after.results.some((result) => group.has(result.id));
      if (!group.has(id) && (newsOfResult || idsOf(before) !== idsOf(after))) changed.push(item);
      if (item.part === 'result' && before.finding === undefined && after.finding !== undefined)
        settled.push(now.get(id) ?? item);
    }
    grown.delete(key);
    grown.set(key, now);
  }
  return {
    known: arrived.size === 0 ? known : bounded(grown),
    linkOf: (item) => (item.part === undefined ? unlinked : (links.get(item.id) ?? unlinked)),
    changed,
    settled,
  };
}

const lengths = new WeakMap<Item, number>();

function bytesOf(group: Group): number {
  let bytes = 0;
  for (const item of group.values()) {
    const length = lengths.get(item) ?? JSON.stringify(item.raw).length;
    lengths.set(item, length);
    bytes += length;
  }
  return bytes;
}

/** The latest verdicts of a group with all that belongs to them, so that none is parted from its results. */
function latest(group: Group, most: number): Group {
  const items = [...group.values()].sort(inTime);
  const from = items.findIndex((item, i) => item.part === 'finding' && items.length - i <= most);
  return new Map((from < 0 ? [] : items.slice(from)).map((item) => [item.id, item]));
}

function bounded(known: Known): Known {
  const kept: [string, Group][] = [];
  let { items, bytes }: { items: number; bytes: number } = LIMITS;
  for (const [key, whole] of [...known].toReversed()) {
    const group = whole.size > LIMITS.items ? latest(whole, LIMITS.items) : whole;
    items -= group.size;
    bytes -= bytesOf(group);
    if (items < 0 || bytes < 0) break;
    if (group.size > 0) kept.push([key, group]);
  }
  return new Map(kept.toReversed());
}
