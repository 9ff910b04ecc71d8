/** What is asked of a gateway that serves from its journal. */
import { z } from 'zod';
import type { Asker, Question } from './asking.ts';

const changes = /* GraphQL */ `
  query Changes {
    changes(first: 100) {
      edges {
        cursor
        operation
        node {
          __typename
          id
          time
          severity
        }
      }
    }
  }
`;

const native = (kind: 'alerts' | 'events', source: string): string => /* GraphQL */ `
  query Native {
    source(name: "${source}") {
      ${kind}(first: 100) {
        nodes {
          id
          title
          time
          severity
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
`;

const nodes = /* GraphQL */ `
  query Nodes($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      ... on Event {
        id
        title
        time
        severity
      }
    }
  }
`;

const NODES = 20;
const page = z.object({
  events: z.object({ nodes: z.array(z.object({ id: z.string() })).min(NODES) }),
});

/** A page of changes, native pages of both vendors that can only be followed, and twenty events by id. */
export async function mix(asker: Asker): Promise<readonly Question[]> {
  const kata: Question = { name: '100 KATA events', query: native('events', 'kata') };
  const { source } = await asker.ask(kata);
  const ids = page
    .parse(source)
    .events.nodes.slice(0, NODES)
    .map(({ id }) => id);
  return [
    { name: '100 changes', query: changes },
    kata,
    { name: '100 AlphaSOC alerts', query: native('alerts', 'alpha') },
    { name: `${NODES} events by id`, query: nodes, variables: { ids } },
  ];
}
