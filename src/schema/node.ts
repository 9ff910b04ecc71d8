import { InvalidInputError } from '../model/errors.ts';
import { decodeGlobalId, type GlobalId } from '../model/ids.ts';
import { normaliseObservable } from '../model/observables.ts';
import { observableTypes } from '../model/values.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { Source } from './connection-types.ts';
import { Node, type AnyNode, type ObservableValue } from './record.ts';
import { eachOrReport } from './relations.ts';

/** Ids one `nodes` may ask for. */
const MAX_IDS = 10_000;

function load(
  { type, source, nativeId }: GlobalId,
  context: Context,
): Promise<AnyNode | null> | AnyNode | null {
  const { loaders, sources } = context;
  switch (type) {
    case 'Event':
      return loaders.event(source, nativeId);
    case 'Alert':
      return loaders.alert(source, nativeId);
    case 'ThreatDetection':
      return loaders.threatDetection(source, nativeId);
    case 'Case':
      return loaders.case(source, nativeId);
    case 'Threat':
      return loaders.threat(source, nativeId);
    case 'Flow':
      return loaders.flow(source, nativeId);
    case 'Observable':
      return observableOfId(source, nativeId);
    case 'Source':
      return sources.get(source) ?? null;
  }
}

/** An observable's id holds it whole: null for one that is not in its normal form, as we never gave that out. */
function observableOfId(type: string, value: string): ObservableValue | null {
  const known = observableTypes.find((candidate) => candidate === type);
  return known !== undefined && normaliseObservable(known, value) === value
    ? { observable: true, type: known, value }
    : null;
}

/** The object behind a global id; null when there is none, or none that we may see. Rejects for text that is no id. */
async function resolveNode(id: string, path: string, context: Context): Promise<AnyNode | null> {
  const globalId = decodeGlobalId(id);
  if (globalId === null) {
    throw new InvalidInputError([
      { path, message: 'is not an id', expected: 'an id that Crosswatch gave out' },
    ]);
  }
  return load(globalId, context);
}

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'A global id.' }) },
    description: 'The object with this id; null when it does not exist.',
    resolve: (_root, { id }, context) => resolveNode(id, 'id', context),
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    complexity: ({ ids }) => ({ field: 1, multiplier: Math.max(1, ids.length) }),
    args: {
      ids: t.arg.idList({
        required: true,
        description: 'Global ids, of any kinds and sources; at most 10 000.',
      }),
    },
    description:
      'The objects with these ids, each in its place; null where there is none. One upstream call per source and kind.',
    resolve: (_root, { ids }, context, info) => {
      if (ids.length > MAX_IDS) {
        throw new InvalidInputError([
          { path: 'ids', message: `${ids.length} are too many`, expected: `at most ${MAX_IDS}` },
        ]);
      }
      return eachOrReport(
        ids.map((id, i) => resolveNode(id, `ids[${i}]`, context)),
        context,
        info.path,
      );
    },
  }),
  sources: t.field({
    type: [Source],
    description: 'All configured sources.',
    resolve: (_root, _args, context) => [...context.sources.values()],
  }),
  source: t.field({
    type: Source,
    nullable: true,
    args: { name: t.arg.string({ required: true, description: 'Its name in the configuration.' }) },
    description: 'The source with this name; null when there is none.',
    resolve: (_root, { name }, context) => context.sources.get(name) ?? null,
  }),
}));
