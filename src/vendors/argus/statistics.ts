/** The two shapes in which Argus counts events (contract sheet argus, sections 6 and 7; v2's keys are assumed). */
import { z } from 'zod';
import { SourceError } from '../../model/errors.ts';
import * as wire from './wire.ts';

const count = z.number().catch(0);

const framesShape = z.object({
  /** What was grouped by, under the vendor's names; `id` is what records refer to. */
  keys: wire.listOf(z.looseObject({ id: z.number() })),
  timeFrames: wire.listOf(
    z.object({
      timeFrame: z.object({ startTime: z.number() }),
      records: wire.listOf(z.object({ keyID: z.number(), value: z.object({ count }) })),
    }),
  ),
});

/** v1: counts by key in frames of time. */
export interface TimeFrames {
  readonly frames: readonly {
    /** Milliseconds since the epoch. */
    readonly from: number;
    readonly counts: readonly {
      /** Value by the vendor's name of the grouping: `customer` -> `acme`. */
      readonly key: Readonly<Record<string, unknown>>;
      readonly count: number;
    }[];
  }[];
}

/** v2: a branch has a count and, unless it is the root, says what it stands for; leaves carry the metrics. */
export interface Branch {
  readonly count: number;
  readonly identifier?: string | undefined;
  readonly shortName?: string | undefined;
  readonly name?: string | undefined;
  /** Which kind of object `identifier` names. */
  readonly type?: string | undefined;
  readonly buckets: readonly Branch[];
  /** Counts by the name of the range metric. */
  readonly metrics: ReadonlyMap<string, number>;
}

const invalid = (source: string): SourceError =>
  new SourceError({ source, kind: 'invalid-response', status: 200 });

/** Throws SourceError (invalid-response). */
export function readTimeFrames(source: string, data: unknown): TimeFrames {
  const parsed = framesShape.safeParse(data).data;
  if (parsed === undefined) throw invalid(source);
  const keys = new Map((parsed.keys ?? []).map(({ id, ...key }) => [id, key]));
  return {
    frames: (parsed.timeFrames ?? []).map(({ timeFrame, records }) => ({
      from: timeFrame.startTime,
      counts: (records ?? []).map(({ keyID, value }) => ({ key: keys.get(keyID) ?? {}, count: value.count })),
    })),
  };
}

const branchShape = z.object({
  count: z.number(),
  metadata: z
    .object({ identifier: wire.idText, shortName: wire.text, name: wire.text, type: wire.text })
    .nullish()
    .catch(undefined),
  buckets: z.array(z.unknown()).nullish().catch(undefined),
  metrics: z.record(z.string(), z.object({ count })).nullish().catch(undefined),
});

/** Throws SourceError (invalid-response). */
export function readTree(source: string, data: unknown): Branch {
  const parsed = branchShape.safeParse(data).data;
  if (parsed === undefined) throw invalid(source);
  const { metadata, buckets, metrics } = parsed;
  return {
    count: parsed.count,
    identifier: wire.given(metadata?.identifier),
    shortName: wire.given(metadata?.shortName),
    name: wire.given(metadata?.name),
    type: wire.given(metadata?.type),
    buckets: (buckets ?? []).map((bucket) => readTree(source, bucket)),
    metrics: new Map(Object.entries(metrics ?? {}).map(([name, metric]) => [name, metric.count])),
  };
}
