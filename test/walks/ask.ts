/** One page of a federated connection, asked for straight at the federation or as a client does. */
import type { FilterOfKind } from '../../src/federation/records.ts';
import { InvalidCursorError } from '../../src/model/errors.ts';
import { globalIdOf, type RecordOrder } from '../../src/model/order.ts';
import { pageRequest, type Count, type PageArguments } from '../../src/model/page.ts';
import type { AnyRecord, RecordKind } from '../../src/model/records.ts';
import type { Source } from '../../src/model/source.ts';
import type { Rig } from '../support/rig.ts';

export interface Question<K extends RecordKind> {
  readonly kind: K;
  readonly filter: FilterOfKind[K] | undefined;
  readonly order: RecordOrder;
}

export interface Shown {
  /** Global ids. */
  readonly ids: readonly string[];
  readonly cursors: readonly string[];
  readonly next: boolean;
  readonly previous: boolean;
  readonly total: Count | null;
  /** The sources that are told of, by name. */
  readonly sources: readonly string[];
  /** Names of those that did not give all they have. */
  readonly failing: readonly string[];
  /** Whether looking through the records ended early, so that the page need not be full. */
  readonly partial: boolean;
  /** Where an empty page that ended early goes on. */
  readonly resume: string | undefined;
  /** Requests to sources. */
  readonly calls: number;
}

/** `'INVALID_CURSOR'`: the cursor was refused. */
export type Reader = (args: PageArguments, countTotal: boolean) => Promise<Shown | 'INVALID_CURSOR'>;

export function meteredCall(source: Source) {
  const call = {
    signal: AbortSignal.timeout(source.timeout),
    selects: () => false,
    sent: () => {
      call.upstreamCalls += 1;
    },
    upstreamCalls: 0,
  };
  return call;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

export const straight =
  <K extends RecordKind>({ gateway }: Rig, { kind, filter, order }: Question<K>): Reader =>
  async (args, countTotal) => {
    try {
      const page = await gateway.federated.records(kind, {
        sources: [...gateway.sources.values()],
        page: pageRequest(args),
        filter,
        order,
        countTotal,
        lookBack: true,
        signal: new AbortController().signal,
        call: meteredCall,
      });
      const items: readonly AnyRecord[] = page.items;
      return {
        ids: items.map(({ source, nativeId }) => globalIdOf(kind, source, nativeId)),
        cursors: items.map((_, i) => page.cursorAt(i)),
        next: page.hasNextPage,
        previous: page.hasPreviousPage,
        total: page.totalCount ?? null,
        sources: page.parts.map(({ source }) => source.name),
        failing: page.parts
          .filter(({ failure, partial }) => failure !== undefined || partial)
          .map(({ source }) => source.name),
        partial: page.partial === true,
        resume: page.resumeCursor,
        calls: sum(page.parts.map(({ upstreamCalls }) => upstreamCalls)),
      };
    } catch (error) {
      if (error instanceof InvalidCursorError) return 'INVALID_CURSOR';
      throw error;
    }
  };

const fields = {
  EVENT: ['events', 'Event'],
  ALERT: ['alerts', 'Alert'],
  THREAT_DETECTION: ['threatDetections', 'ThreatDetection'],
  CASE: ['cases', 'Case'],
} as const satisfies { readonly [K in RecordKind]: readonly [string, string] };

const vendorWords: Readonly<Record<string, string>> = {
  argus: 'ARGUS',
  alphasoc: 'ALPHASOC',
  kata: 'KATA',
  'cisco-gta': 'CISCO_GTA',
};

/** A filter as a client writes it: times as text, vendors by their public names. */
export function asWritten(filter: unknown, key = ''): unknown {
  if (Array.isArray(filter)) return filter.map((part: unknown) => asWritten(part, key));
  if (typeof filter === 'object' && filter !== null)
    return Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, asWritten(value, name)]));
  if (key === 'vendors') return vendorWords[String(filter)];
  return (key === 'from' || key === 'to') && typeof filter === 'number'
    ? new Date(filter).toISOString()
    : filter;
}

/** How a source did, as a client is told. */
export interface SourceAnswer {
  readonly source: { readonly name: string };
  readonly outcome: string;
  readonly error: { readonly code: string } | null;
}

/** A source that is left out, by the filter or as it has no such records, gave all it has. */
export const gaveAll = ({ outcome, error }: SourceAnswer): boolean =>
  error === null && ['COMPLETE', 'SKIPPED', 'UNSUPPORTED'].includes(outcome);

interface Connection {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount?: Count;
  readonly sourceResults: readonly (SourceAnswer & { readonly upstreamCalls: number })[];
}

export const throughGraphQL =
  <K extends RecordKind>(rig: Rig, { kind, filter, order }: Question<K>): Reader =>
  async (args, countTotal) => {
    const [field, type] = fields[kind];
    const { data, errors } = await rig.ask<{ readonly page: Connection }>(
      `query ($first: Int, $after: String, $last: Int, $before: String, $filter: ${type}Filter, $order: ${type}Order) {
        page: ${field}(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $order) {
          edges { cursor node { id } }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          ${countTotal ? 'totalCount { value relation }' : ''}
          sourceResults { source { name } outcome upstreamCalls error { code } }
        }
      }`,
      {
        ...args,
        filter: asWritten(filter),
        order: kind === 'CASE' && order.field === 'SEVERITY' ? { ...order, field: 'PRIORITY' } : order,
      },
    );
    if (errors[0]?.extensions?.['code'] === 'INVALID_CURSOR') return 'INVALID_CURSOR';
    if (errors.length > 0 || !data) throw new Error(`the gateway answered with ${JSON.stringify(errors)}`);
    const { edges, pageInfo, totalCount, sourceResults } = data.page;
    const partial = sourceResults.some(({ outcome }) => outcome === 'PARTIAL');
    return {
      ids: edges.map(({ node }) => node.id),
      cursors: edges.map(({ cursor }) => cursor),
      next: pageInfo.hasNextPage,
      previous: pageInfo.hasPreviousPage,
      total: totalCount ?? null,
      sources: sourceResults.map(({ source }) => source.name),
      failing: sourceResults.filter((one) => !gaveAll(one)).map(({ source }) => source.name),
      partial,
      resume: edges.length === 0 ? (pageInfo.endCursor ?? undefined) : undefined,
      calls: sum(sourceResults.map(({ upstreamCalls }) => upstreamCalls)),
    };
  };
