/** A filter gives what the model says it means, of what clients are shown, whatever of it is evaluated upstream. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlertFilter, CaseFilter, EventFilter, ThreatDetectionFilter } from '../../src/model/filters.ts';
import { matchesAlert, matchesCase, matchesEvent, matchesThreatDetection } from '../../src/model/matching.ts';
import type { RecordBase } from '../../src/model/records.ts';
import { alertParts, caseParts, detectionParts, eventParts } from './filter-parts.ts';
import { shownRecords } from './shown.ts';
import { browse, given, rich, type Kind, type Vendor, type World } from './vendor.ts';

interface Nested<F> {
  readonly and?: readonly F[] | null | undefined;
  readonly or?: readonly F[] | null | undefined;
  readonly not?: F | null | undefined;
}

interface Subject<F extends Nested<F>, T extends RecordBase> {
  readonly field: Kind['field'];
  readonly shown: (held: World) => Promise<readonly T[]>;
  readonly matches: (filter: F, record: T) => boolean;
  /** Filters of one key each, with values that occur and values that do not. */
  readonly parts: (
    records: readonly T[],
    vendor: Vendor['name'],
  ) => Readonly<Record<string, fc.Arbitrary<F>>>;
  readonly nest: (part: Nested<F>) => F;
}

/** Everything that the filtered connection gives, page by page. */
async function walked(held: World, kind: Kind, filter: object, size: number): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < 200; pages += 1) {
    const page = await browse(held, kind, { first: size, after }, filter);
    found.push(...page.items.map(({ nativeId }) => nativeId));
    if (!page.hasNextPage) return found;
    after = page.items.length > 0 ? page.cursorAt(page.items.length - 1) : given(page.resumeCursor);
  }
  throw new Error('the walk never ends');
}

function describeFilter<F extends Nested<F>, T extends RecordBase>(
  vendor: Vendor,
  { field, shown, matches, parts, nest }: Subject<F, T>,
): void {
  const kind = given(vendor.kinds.find((one) => one.field === field));

  describe(`a filter of the ${field} of ${vendor.name}`, () => {
    const expectation = (records: readonly T[], filter: F): string[] =>
      records.filter((record) => matches(filter, record)).map(({ nativeId }) => nativeId);

    test('means the same for each of its keys, there and turned round', async () => {
      await using held = await rich(vendor);
      const records = await shown(held);
      expect(records.length).toBeGreaterThan(5);
      for (const [key, arbitrary] of Object.entries(parts(records, vendor.name))) {
        for (const [i, part] of fc.sample(arbitrary, { numRuns: 6, seed: 7 }).entries()) {
          const filter = i % 3 === 2 ? nest({ not: part }) : part;
          const found = await walked(held, kind, filter, i % 2 === 0 ? 1_000 : 20);
          expect([key, filter, found]).toEqual([key, filter, expectation(records, filter)]);
        }
      }
    }, 60_000);

    test('means the same however its keys are put together', async () => {
      await using held = await rich(vendor);
      const records = await shown(held);
      const part = fc.oneof(...Object.values(parts(records, vendor.name)));
      const few = fc.array(part, { minLength: 1, maxLength: 3 });
      const filters = fc.oneof(
        few.map((list) => nest({ and: list })),
        few.map((list) => nest({ or: list })),
        few.map((list) => nest({ not: nest({ or: list }) })),
        fc.tuple(part, few).map(([one, list]) => ({ ...one, ...nest({ or: list }) })),
        fc
          .tuple(part, few)
          .map(([one, list]) => nest({ and: [nest({ or: [one, ...list] }), nest({ not: one })] })),
      );
      await fc.assert(
        fc.asyncProperty(filters, fc.constantFrom(13, 1_000), async (filter, size) => {
          expect(await walked(held, kind, filter, size)).toEqual(expectation(records, filter));
        }),
        { numRuns: 40 },
      );
    }, 60_000);
  });
}

export function describeFilters(vendor: Vendor): void {
  const has = (field: Kind['field']): boolean => vendor.kinds.some((kind) => kind.field === field);
  describeFilter(vendor, {
    field: 'events',
    shown: (held) => shownRecords.events(held.rig, held.vendor.name),
    matches: matchesEvent,
    parts: eventParts,
    nest: (part: Nested<EventFilter>): EventFilter => part,
  });
  describeFilter(vendor, {
    field: 'alerts',
    shown: (held) => shownRecords.alerts(held.rig, held.vendor.name),
    matches: matchesAlert,
    parts: alertParts,
    nest: (part: Nested<AlertFilter>): AlertFilter => part,
  });
  describeFilter(vendor, {
    field: 'threatDetections',
    shown: (held) => shownRecords.threatDetections(held.rig, held.vendor.name),
    matches: matchesThreatDetection,
    parts: detectionParts,
    nest: (part: Nested<ThreatDetectionFilter>): ThreatDetectionFilter => part,
  });
  if (has('cases')) {
    describeFilter(vendor, {
      field: 'cases',
      shown: (held) => shownRecords.cases(held.rig, held.vendor.name),
      matches: matchesCase,
      parts: caseParts,
      nest: (part: Nested<CaseFilter>): CaseFilter => part,
    });
  }
}
