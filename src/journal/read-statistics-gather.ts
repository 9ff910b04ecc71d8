import type { RecordKind } from '../model/records.ts';
import { kindCodes, states, termCodes, type TermType } from './codes.ts';
import { inheriting } from './predicate-mentions.ts';
import type { Scope } from './predicate-part.ts';
import type { Batch } from './read-statistics-count.ts';
import type { CountedKey } from './read-statistics-keys.ts';
import type { Stretch } from './read-statistics-rows.ts';
import {
  inheritValues,
  termsOfType,
  valuesByBodies,
  valuesByDetections,
  valuesByMentions,
  type Values,
} from './read-statistics-values.ts';
import type { Turns } from './turns.ts';

/** Finds what records have of the keys that do not stand in their rows. */
export interface Gatherer {
  /** Terms that are looked at each time. */
  readonly terms: number;
  /** By key; undefined for one that stands in the row. The whole is undefined when time was over. */
  valuesOf(batches: readonly Batch[], stretch: Stretch): Promise<(Values | undefined)[] | undefined>;
}

/** `body`: how many mentions are walked in the time that one body takes to read. */
export function createGatherer(
  scope: Scope,
  kind: RecordKind,
  keys: readonly CountedKey[],
  turns: Turns,
  body: number,
): Gatherer {
  const termKeys = keys.filter((key) => key.from === 'terms');
  const heirs = new Set(inheriting(scope, kind));
  const types = JSON.stringify(termKeys.map(({ type }) => termCodes[type]));
  const terms =
    scope.ids('SELECT count(*) FROM term WHERE type IN (SELECT value FROM json_each(?))', types)[0] ?? 0;
  const listed = new Map<TermType, readonly number[]>();

  /** What the records themselves say, by key. */
  async function own(ids: readonly number[], stretch: Stretch): Promise<Values[] | undefined> {
    if (termKeys.length === 0) return [];
    if ('ids' in stretch) return valuesByBodies(scope, termKeys, ids, turns);
    const walked =
      scope.ids(
        `SELECT count(*) FROM record WHERE kind = ${kindCodes[kind]} AND state = ${states.PRESENT}
         AND time >= ? AND time < ?`,
        stretch.from,
        stretch.to,
      )[0] ?? 0;
    if (ids.length * body <= walked * termKeys.length + terms)
      return valuesByBodies(scope, termKeys, ids, turns);
    const wanted = new Set(ids);
    const found: Values[] = [];
    for (const key of termKeys) {
      const ofType = listed.get(key.type) ?? (await termsOfType(scope, key.type, turns));
      if (ofType === undefined) return undefined;
      listed.set(key.type, ofType);
      const values = await valuesByMentions(scope, kind, key, ofType, stretch, wanted, turns);
      if (values === undefined) return undefined;
      found.push(values);
    }
    return found;
  }

  return {
    terms,
    async valuesOf(batches, stretch) {
      const ids = batches.flatMap((batch) => batch.ids);
      const found = await own(ids, stretch);
      if (found === undefined) return undefined;
      const inheritors = batches.filter(({ source }) => heirs.has(source)).flatMap((batch) => batch.ids);
      if (!(await inheritValues(scope, kind, termKeys, found, inheritors, turns))) return undefined;
      const values: (Values | undefined)[] = [];
      for (const key of keys) {
        const of =
          key.from === 'terms'
            ? found[termKeys.indexOf(key)]
            : key.from === 'detections'
              ? await valuesByDetections(scope, key, ids, turns)
              : undefined;
        if (of === undefined && key.from !== 'column') return undefined;
        values.push(of);
      }
      return values;
    },
  };
}
