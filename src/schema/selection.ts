import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type GraphQLResolveInfo,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Info = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'variableValues'>;

/** The fields selected beneath a field, by name, with what is selected beneath each of them. */
export type Selection = ReadonlyMap<string, Selection>;

type MutableSelection = Map<string, MutableSelection>;

function isIncluded(node: SelectionNode, variables: Record<string, unknown>): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false
  );
}

/**
 * What the operation selects beneath the field being resolved: fragments, @skip and @include are followed, type
 * conditions and arguments are not looked at.
 */
export function selectionOf({ fieldNodes, fragments, variableValues }: Info): Selection {
  const variables: Record<string, unknown> = variableValues;
  const into = (set: SelectionSetNode | undefined, fields: MutableSelection): void => {
    for (const node of set?.selections ?? []) {
      if (!isIncluded(node, variables)) continue;
      if (node.kind === Kind.INLINE_FRAGMENT) into(node.selectionSet, fields);
      else if (node.kind === Kind.FRAGMENT_SPREAD) into(fragments[node.name.value]?.selectionSet, fields);
      else {
        const child = fields.get(node.name.value) ?? new Map();
        fields.set(node.name.value, child);
        into(node.selectionSet, child);
      }
    }
  };
  const fields: MutableSelection = new Map();
  for (const node of fieldNodes) into(node.selectionSet, fields);
  return fields;
}

/** What is selected of the items of a connection, by `nodes` and by `edges { node }`. */
export function itemsOf(connection: Selection | undefined): Selection {
  const nodes = connection?.get('nodes');
  const edges = connection?.get('edges')?.get('node');
  if (nodes === undefined || edges === undefined) return nodes ?? edges ?? new Map();
  return new Map([
    ...nodes,
    ...[...edges].map(([name, child]) => [name, merge(nodes.get(name), child)] as const),
  ]);
}

function merge(a: Selection | undefined, b: Selection): Selection {
  if (a === undefined) return b;
  return new Map([...a, ...[...b].map(([name, child]) => [name, merge(a.get(name), child)] as const)]);
}
