import type {
  ChangeFilter,
  ChangeItem as ChangeItemValue,
  ChangesPage,
  GapItem,
  HeartbeatItem,
} from '../federation/changes.ts';
import { InvalidInputError } from '../model/errors.ts';
import { MAX_PAGE } from '../model/page.ts';
import type { RecordKind as RecordKindWord } from '../model/records.ts';
import type { Severity as SeverityWord } from '../model/severity.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { ChangeOperation, RecordKind, Severity } from './enums.ts';
import { Gap } from './feed.ts';
import { PageInfo } from './connection-types.ts';
import { RecordInterface } from './record.ts';

const ChangeEdge = builder.objectRef<ChangeItemValue>('ChangeEdge').implement({
  description: 'A record that is new, changed or gone.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description: 'Its place: give it as `after` to go on right behind it.',
    }),
    kind: t.expose('kind', { type: RecordKind, description: 'What kind of record it is.' }),
    operation: t.expose('operation', { type: ChangeOperation, description: 'What became of it.' }),
    node: t.field({
      type: RecordInterface,
      nullable: true,
      description: 'The record as it is now; null once it is removed.',
      resolve: ({ record }) => record,
    }),
  }),
});

const Heartbeat = builder.objectRef<HeartbeatItem>('Heartbeat').implement({
  description: 'A sign of life while nothing changes.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description: 'Everything up to here was told: give it as `after` to go on.',
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
  }),
});

const ChangeConnection = builder.objectRef<ChangesPage>('ChangeConnection').implement({
  description: 'A page of changes, in the order in which they reached the journal.',
  fields: (t) => ({
    edges: t.field({
      type: [ChangeEdge],
      description: 'The changes.',
      resolve: ({ items }) => items.filter((item) => item.type === 'change'),
    }),
    gaps: t.field({
      type: [Gap],
      description: 'What can never be had again, where its place lies on this page.',
      resolve: ({ items }) => items.filter((item) => item.type === 'gap'),
    }),
    pageInfo: t.field({
      type: PageInfo,
      description:
        'Whether there is more by now, and where to go on. The end cursor is there even when nothing matched.',
      resolve: (page) => ({
        nodes: [],
        page: () => ({
          items: page.items,
          cursorAt: (index) => page.items[index]?.cursor ?? page.endCursor,
          hasNextPage: page.hasNextPage,
          hasPreviousPage: page.hasPreviousPage,
          resumeCursor: page.endCursor,
        }),
        results: () => [],
      }),
    }),
  }),
});

const typeOfItem = { change: ChangeEdge, gap: Gap, heartbeat: Heartbeat } as const;

const ChangeItem = builder.unionType('ChangeItem', {
  description: 'What a subscription to changes tells.',
  types: [ChangeEdge, Gap, Heartbeat],
  resolveType: (item: ChangeItemValue | GapItem | HeartbeatItem) => typeOfItem[item.type],
});

const text = {
  after: 'The last cursor that was seen.',
  kinds: 'Only records of these kinds; all when left out.',
  sources: 'Only these sources, by name; all when left out.',
  minSeverity:
    'Only records that are at least this severe now, or were when they went. Gaps are told of in any case.',
};

interface FilterArguments {
  readonly kinds?: readonly RecordKindWord[] | null | undefined;
  readonly sources?: readonly string[] | null | undefined;
  readonly minSeverity?: SeverityWord | null | undefined;
}

/** Sources that do not exist, or that this viewer may not see, cannot be asked for. */
function filterOf({ kinds, sources, minSeverity }: FilterArguments, context: Context): ChangeFilter {
  const visible = [...context.sources.keys()];
  const unknown = (sources ?? []).flatMap((name, i) =>
    context.sources.has(name)
      ? []
      : [{ path: `sources[${i}]`, message: 'is not a source', expected: visible.join(', ') }],
  );
  if (unknown.length > 0) throw new InvalidInputError(unknown);
  return {
    kinds: kinds ?? undefined,
    sources: sources ?? undefined,
    minSeverity: minSeverity ?? undefined,
    visible,
  };
}

builder.queryField('changes', (t) =>
  t.field({
    type: ChangeConnection,
    args: {
      first: t.arg.int({
        defaultValue: 100,
        description: 'How many changes at most: 100 unless said otherwise, 1000 at most.',
      }),
      after: t.arg.string({
        description: `${text.after} Without it: from the first change that the journal has.`,
      }),
      kinds: t.arg({ type: [RecordKind], description: text.kinds }),
      sources: t.arg.stringList({ description: text.sources }),
      minSeverity: t.arg({ type: Severity, description: text.minSeverity }),
    },
    complexity: ({ first }) => ({ field: 1, multiplier: Math.max(1, Math.min(first ?? 100, MAX_PAGE)) }),
    description:
      'Everything new or changed since a cursor, in the order in which it reached us, for a SIEM that must miss nothing. Costs no upstream call.',
    resolve: (_root, { first, after, ...filter }, context) => {
      const limit = first ?? 100;
      if (limit < 0 || limit > MAX_PAGE) {
        throw new InvalidInputError([
          { path: 'first', message: `${limit} is no page size`, expected: `0 to ${MAX_PAGE}` },
        ]);
      }
      return context.changes.page(limit, after ?? undefined, filterOf(filter, context));
    },
  }),
);

builder.subscriptionType({ description: 'What is told as it happens, over server-sent events.' });
builder.subscriptionField('changes', (t) =>
  t.field({
    type: ChangeItem,
    args: {
      after: t.arg.string({
        description: `${text.after} Nothing is missed over a reconnect. Without it: from now on.`,
      }),
      kinds: t.arg({ type: [RecordKind], description: text.kinds }),
      sources: t.arg.stringList({ description: text.sources }),
      minSeverity: t.arg({ type: Severity, description: text.minSeverity }),
    },
    description:
      'The same as the query, live. The first item after a reconnect is the one after the cursor. Whoever takes nothing for half a minute is cut off, as is everybody when the gateway stops: come back with the last cursor.',
    subscribe: (_root, { after, ...filter }, context) =>
      context.changes.subscribe(after ?? undefined, filterOf(filter, context), context.signal),
    resolve: (item) => item,
  }),
);
