import { Kind, type DocumentNode, type SelectionSetNode } from 'graphql';
import type { Changes } from './federation/changes.ts';
import type { Federated } from './federation/federated.ts';
import type { Progress } from './federation/progress.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { Viewer } from './model/access.ts';
import type { Source } from './model/source.ts';
import { createOperationWrites } from './operation-writes.ts';
import type { Context, MeteredCall, ResponsePath } from './schema/context.ts';
import type { WriteBack } from './write-back.ts';

/** What is about to be executed, as far as it decides what must be fetched. */
export interface Operation {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
}

/** Names of all fields that an operation selects anywhere; fragments count whether or not they are reached. */
function selectedFields({ document }: Operation): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (set: SelectionSetNode | undefined): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) names.add(selection.name.value);
      if (selection.kind !== Kind.FRAGMENT_SPREAD) visit(selection.selectionSet);
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION) {
      visit(definition.selectionSet);
    }
  }
  return names;
}

const fieldsOfDocument = new WeakMap<DocumentNode, ReadonlySet<string>>();

function fieldsOf(operation: Operation): ReadonlySet<string> {
  let fields = fieldsOfDocument.get(operation.document);
  if (fields === undefined) {
    fields = selectedFields(operation);
    fieldsOfDocument.set(operation.document, fields);
  }
  return fields;
}

export interface ContextOptions {
  readonly sources: ReadonlyMap<string, Source>;
  /** The same sources as records of the journal see them (`federation/journal-first.ts`). */
  readonly journalFirst: ReadonlyMap<string, Source>;
  readonly operation: Operation;
  /** Ends when the client goes away. */
  readonly signal: AbortSignal;
  now(): number;
  report(error: unknown, path: ResponsePath): void;
  readonly changes: Changes;
  readonly federated: Federated;
  feedsOf(source: string): readonly Progress[];
  readonly viewer: Viewer;
  readonly writeBack: WriteBack;
}

/** The context of one operation: its loaders, and a deadline for each source that begins with the source's first use. */
export function createContext({ operation, journalFirst, writeBack, ...options }: ContextOptions): Context {
  const { sources, signal } = options;
  const deadlines = new Map<string, AbortSignal>();
  const deadlineOf = (source: Source): AbortSignal => {
    let deadline = deadlines.get(source.name);
    if (deadline === undefined) {
      deadline = AbortSignal.any([signal, AbortSignal.timeout(source.timeout)]);
      deadlines.set(source.name, deadline);
    }
    return deadline;
  };

  function call(source: Source): MeteredCall {
    const metered = {
      signal: deadlineOf(source),
      selects: (field: string) => fieldsOf(operation).has(field),
      sent: () => {
        metered.upstreamCalls += 1;
      },
      upstreamCalls: 0,
    };
    return metered;
  }

  let loaders: Loaders | undefined;
  let journalLoaders: Loaders | undefined;
  return {
    ...options,
    ...createOperationWrites({ writeBack, viewer: options.viewer, call }),
    get loaders() {
      return (loaders ??= createLoaders(sources, call));
    },
    get journalLoaders() {
      return (journalLoaders ??= createLoaders(journalFirst, call));
    },
    forget() {
      loaders = undefined;
      journalLoaders = undefined;
    },
    call,
  };
}
