/** Connections as a client sees them. */
import type { PageArguments } from '../../src/model/page.ts';
import type { Answer } from '../support/rig.ts';
import { given, type Field, type World } from './vendor.ts';

export interface ShownPage {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: { readonly id: string; readonly nativeId: string };
  }[];
  readonly nodes: readonly { readonly nativeId: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly sourceResults: readonly { readonly outcome: string; readonly upstreamCalls: number }[];
}

interface Shown {
  readonly source: { readonly name: string; readonly page: ShownPage | null };
}

const filterType = {
  events: 'EventFilter',
  alerts: 'AlertFilter',
  threatDetections: 'ThreatDetectionFilter',
  cases: 'CaseFilter',
} as const;

/** Asks for one page of a connection; `page` is its alias. */
export function askPage(
  { rig, vendor }: World,
  field: Field,
  args: PageArguments,
  filter?: object,
): Promise<Answer<Shown>> {
  const [declared, used] =
    field === 'flows' ? ['', ''] : [`, $filter: ${filterType[field]}`, ', filter: $filter'];
  return rig.ask<Shown>(
    `query ($name: String!, $first: Int, $after: String, $last: Int, $before: String${declared}) {
      source(name: $name) {
        name
        page: ${field}(first: $first, after: $after, last: $last, before: $before${used}) {
          edges { cursor node { id nativeId } }
          nodes { nativeId }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          sourceResults { outcome upstreamCalls }
        }
      }
    }`,
    { name: vendor.name, ...args, ...(field === 'flows' ? {} : { filter }) },
  );
}

/** The page, when there is one and nothing went wrong. */
export async function shownPage(
  held: World,
  field: Field,
  args: PageArguments,
  filter?: object,
): Promise<ShownPage> {
  const { errors, data } = await askPage(held, field, args, filter);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return given(data?.source.page);
}
