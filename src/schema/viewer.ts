import type { AuditEntry as EntryValue, AuditPage } from '../audit/entries.ts';
import { roles, type Viewer as ViewerValue } from '../model/access.ts';
import { MAX_PAGE, type PageArguments } from '../model/page.ts';
import { builder } from './builder.ts';
import { PageInfo, Source } from './connection-types.ts';
import type { Context } from './context.ts';
import { described } from './enums.ts';

const Role = builder.enumType('Role', {
  description: 'What a key may do.',
  values: described(roles, {
    READ: 'Ask.',
    TRIAGE: 'Ask, assess events, set the status and the note of alerts.',
    INGEST: 'Ask, bring events and telemetry.',
    ADMIN: 'Everything, and read the audit log.',
  }),
});

const Viewer = builder.objectRef<ViewerValue>('Viewer').implement({
  description: 'Who asks, and what they may.',
  fields: (t) => ({
    name: t.exposeString('name', {
      nullable: true,
      description:
        'The name of the key; null when no keys are configured, and everybody on this machine may everything.',
    }),
    roles: t.field({
      type: [Role],
      description: 'All roles, those contained in others included.',
      resolve: (viewer) => [...viewer.roles],
    }),
    sources: t.field({
      type: [Source],
      description: 'The sources that the key opens.',
      resolve: (_viewer, _args, context) => [...context.sources.values()],
    }),
  }),
});

const AuditOutcome = builder.enumType('AuditOutcome', {
  description: 'What became of a write.',
  values: described(['PENDING', 'DONE', 'FAILED', 'REFUSED', 'UNKNOWN'], {
    PENDING: 'It is under way.',
    DONE: 'It was done.',
    FAILED: 'It was certainly not done.',
    REFUSED: 'It was not permitted and never sent.',
    UNKNOWN: 'The answer was lost, and reading back has not told yet, or cannot.',
  }),
});

const AuditEntry = builder.objectRef<EntryValue>('AuditEntry').implement({
  description: 'One request that changes something, or was to: who, what, when, and what became of it.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it was about to be sent.' }),
    actor: t.exposeString('actor', { description: 'The name of the key that was used.' }),
    mutation: t.exposeString('mutation', { description: 'The mutation.' }),
    source: t.exposeString('source', { description: 'The name of the source.' }),
    ids: t.stringList({
      description: "What it changes, by the vendor's own ids.",
      resolve: ({ ids }) => [...ids],
    }),
    outcome: t.expose('outcome', {
      type: AuditOutcome,
      description: 'What became of it, as far as is known.',
    }),
    settledAt: t.expose('settledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When that came to be known; null while it is not.',
    }),
    hash: t.exposeString('hash', {
      description:
        'SHA-256 over the newest fact about it and all facts before that: no fact can be changed, moved or taken out unseen.',
    }),
  }),
});

const AuditEdge = builder.objectRef<AuditPage['edges'][number]>('AuditEdge').implement({
  description: 'An entry and where it stands.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it as `after` to go on from here.' }),
    node: t.expose('node', { type: AuditEntry, description: 'The entry.' }),
  }),
});

interface AuditLogValue extends AuditPage {
  readonly hasPreviousPage: boolean;
  /** Where the page ends, whatever of it may be seen. */
  readonly endCursor: string | undefined;
}

const AuditConnection = builder.objectRef<AuditLogValue>('AuditConnection').implement({
  description: 'A page of the audit log, in the order in which things were asked.',
  fields: (t) => ({
    edges: t.field({
      type: [AuditEdge],
      description: 'The entries with their cursors.',
      resolve: ({ edges }) => [...edges],
    }),
    nodes: t.field({
      type: [AuditEntry],
      description: 'The entries without their cursors.',
      resolve: ({ edges }) => edges.map(({ node }) => node),
    }),
    pageInfo: t.field({
      type: PageInfo,
      description: 'Whether there is more, and the cursor to go there.',
      resolve: ({ edges, hasNextPage, hasPreviousPage, endCursor }) => ({
        nodes: [],
        page: () => ({
          items: edges,
          cursorAt: (index) => edges[index]?.cursor ?? '',
          hasNextPage,
          hasPreviousPage,
          resumeCursor: endCursor,
        }),
        results: () => [],
      }),
    }),
  }),
});

/** Entries about sources that the key does not open are left out: a page may hold fewer, and leads on all the same. */
function auditLog(
  { first, after }: Pick<PageArguments, 'first' | 'after'>,
  { audit, sources }: Context,
): AuditLogValue {
  const page = audit.entries(first, after);
  return {
    edges: page.edges.filter(({ node }) => sources.has(node.source)),
    hasNextPage: page.hasNextPage,
    hasPreviousPage: typeof after === 'string',
    endCursor: page.edges.at(-1)?.cursor,
  };
}

builder.queryFields((t) => ({
  viewer: t.field({
    type: Viewer,
    description: 'Who one is, and what one may.',
    resolve: (_root, _args, { viewer }) => viewer,
  }),
  auditLog: t.field({
    type: AuditConnection,
    args: {
      first: t.arg.int({ defaultValue: 100, description: `Entries at most, ${MAX_PAGE} at most.` }),
      after: t.arg.string({ description: 'The cursor to go on after.' }),
    },
    complexity: ({ first }) => ({ field: 1, multiplier: Math.min(Math.max(1, first ?? 100), MAX_PAGE) }),
    description:
      'Every write that was asked for, and what became of it; for admins. From our own record, at no upstream call.',
    resolve: (_root, args, context) => auditLog(args, context),
  }),
}));
