import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openReadable } from '../../src/journal/open.ts';
import { createScope } from '../../src/journal/predicate-part.ts';
import {
  createObservableReader,
  type ObservableReader,
  type ObservedSizes,
} from '../../src/journal/read-observables.ts';
import { createRecordReader } from '../../src/journal/read-records.ts';
import { sameHost } from '../../src/model/observables.ts';
import type { AnyRecord } from '../../src/model/records.ts';
import { sources, threatTitles, worldOf, worlds, write, type World } from './statistics-world.ts';
import { event, journal } from './support.ts';

const asked = fc.constantFrom(
  ...(
    [
      ['IP', '10.0.0.1'],
      ['IP', '10.0.0.9'],
      ['HOST', 'ws-1'],
      ['HOST', 'ws-1.acme.example'],
      ['HOST', 'ws-1.fjord.example'],
      ['HOST', 'ws-2'],
      ['USER', 'ana'],
      ['DOMAIN', 'c2.example'],
    ] as const
  ).map(([type, value]) => ({ type, value })),
);
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

const mentions = (record: AnyRecord, { type, value }: Asked): boolean =>
  record.observables.some(
    (ref) => ref.type === type && (type === 'HOST' ? sameHost(ref.value, value) : ref.value === value),
  );

const some = fc.oneof(
  fc.constant(Object.keys(sources)),
  fc.subarray([...Object.keys(sources), 'never followed']),
);
/** So small that each way of looking is taken, even in a small world. */
const sizes: fc.Arbitrary<ObservedSizes> = fc.record({
  probed: fc.constantFrom(1, 2, 500),
  few: fc.constantFrom(1, 5_000),
});

describe('an observable', () => {
  const law = (look: (reader: ObservableReader, world: World, of: Asked, names: readonly string[]) => void) =>
    fc.property(
      worlds,
      fc.array(fc.tuple(asked, some, sizes), { minLength: 1, maxLength: 8 }),
      (records, queries) => {
        using j = journal();
        write(j, records);
        const world = worldOf(j, records);
        const database = openReadable(j.path);
        try {
          const [scope, recordReader] = [createScope(database), createRecordReader(database)];
          for (const [of, names, pieces] of queries)
            look(createObservableReader(scope, recordReader, pieces), world, of, names);
        } finally {
          database.close();
        }
      },
    );

  test('was seen when the first and the last record that mentions it were, by the sources that say so', () => {
    fc.assert(
      law((reader, world, of, names) => {
        const found = world.records.filter((record) => names.includes(record.source) && mentions(record, of));
        const times = found.map(({ time }) => time);
        const { firstSeen, lastSeen, sources: seenBy } = reader.observed(of.type, of.value, names);
        expect([firstSeen, lastSeen]).toEqual(
          times.length === 0 ? [undefined, undefined] : [Math.min(...times), Math.max(...times)],
        );
        expect(seenBy).toEqual(names.filter((name) => found.some(({ source }) => source === name)));
      }),
      { numRuns: 40 },
    );
  });

  test('is in the cases that mention it or are those of an event or alert that does, newest first', () => {
    fc.assert(
      law((reader, world, of, names) => {
        const wanted = world.records.filter(
          (record) =>
            record.recordKind === 'CASE' &&
            names.includes(record.source) &&
            (mentions(record, of) ||
              world
                .beside(record)
                .some((other) => other.recordKind !== 'THREAT_DETECTION' && mentions(other, of))),
        );
        const all = reader.casesMentioning(of.type, of.value, names, 100);
        const idOf = ({ source, nativeId }: AnyRecord) => `${source} ${nativeId}`;
        expect(all.map(idOf).toSorted()).toEqual(wanted.map(idOf).toSorted());
        const times = all.map(({ time }) => time);
        expect(times).toEqual(times.toSorted((a, b) => b - a));
        const newest = reader.casesMentioning(of.type, of.value, names, 2);
        expect(newest.map(({ time }) => time)).toEqual(times.slice(0, 2));
      }),
      { numRuns: 40 },
    );
  });

  test('that is gone from every record was never seen', () => {
    using j = journal();
    const observables = [{ type: 'USER', value: 'ana', role: 'actor' }] as const;
    j.put([event('a', { observables })]);
    expect(j.reader.observed('USER', 'ana', ['alpha']).sources).toEqual(['alpha']);
    j.put([], { removed: [{ kind: 'EVENT', nativeId: 'a' }] });
    expect(j.reader.observed('USER', 'ana', ['alpha'])).toEqual({ sources: [] });
  });
});

test('the catalogues of the sources that are asked for are listed, without threats that are only named', () => {
  fc.assert(
    fc.property(worlds, some, (records, names) => {
      using j = journal();
      write(j, records);
      const written = new Set(records.map(({ source }) => source));
      const wanted = names
        .filter((name) => written.has(name))
        .toSorted()
        .flatMap((source) =>
          Object.entries(threatTitles).map(([nativeId, title]) => ({ source, nativeId, title })),
        );
      expect(
        j.reader.threatList(names).map(({ source, nativeId, title }) => ({ source, nativeId, title })),
      ).toEqual(wanted);
    }),
    { numRuns: 20 },
  );
});
