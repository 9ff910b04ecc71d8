import { pageRequest } from '../model/page.ts';
import {
  AlertConnection,
  CaseConnection,
  EventConnection,
  FlowConnection,
  Source,
  SourceError,
  ThreatDetectionConnection,
} from './connection-types.ts';
import { nativeConnection } from './connections.ts';
import { SourceCapability, SourceState, Vendor } from './enums.ts';
import { codeOfSourceError } from './errors.ts';
import {
  AlertFilterInput,
  CaseFilterInput,
  EventFilterInput,
  ThreatDetectionFilterInput,
} from './filters.ts';
import { Feed, SourceAccount } from './feed.ts';
import { pageArguments, pageComplexity } from './page-arguments.ts';
import { Node } from './record.ts';
import { beneathAlerts, beneathEvents, beneathThreatDetections } from './prefetch.ts';
import { itemsOf, selectionOf } from './selection.ts';

const filterText =
  'Which of them. What the vendor can evaluate is pushed down, the rest is evaluated here: the answer is the same.';
const orderText =
  "live, in the source's own order and on its own cursor. Null with a coded error when the source cannot answer; an empty page with outcome UNSUPPORTED when it has no such kind.";

Source.implement({
  description: 'One configured instance of a vendor.',
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Its name in the configuration; several sources may be of one vendor.',
    }),
    vendor: t.expose('vendor', { type: Vendor, description: 'Whose product it is.' }),
    url: t.field({
      type: 'URL',
      description: 'The configured origin: no path, user or query.',
      resolve: (source) => source.origin,
    }),
    state: t.field({
      type: SourceState,
      description: 'How it is doing.',
      resolve: (source) => source.health().state,
    }),
    lastError: t.field({
      type: SourceError,
      nullable: true,
      description: 'What last went wrong with it, kept after it has recovered.',
      resolve: (source) => {
        const failure = source.health().lastFailure;
        if (failure === undefined) return null;
        const { error, at } = failure;
        return { code: codeOfSourceError(error), message: error.message, at, retryAt: error.retryAt };
      },
    }),
    capabilities: t.field({
      type: [SourceCapability],
      description: 'What it can do natively.',
      resolve: (source) => [...source.capabilities],
    }),
    feeds: t.field({
      type: [Feed],
      description: 'How far each kind of its records has been followed into the journal.',
      resolve: (source, _args, context) =>
        context.feedsOf(source.name).map((progress) => ({ source: source.name, ...progress })),
    }),
    account: t.field({
      type: SourceAccount,
      nullable: true,
      description:
        'The account behind its credentials; null for vendors that tell nothing of it. Costs an upstream call.',
      resolve: (source, _args, context) => source.alphasoc?.account(context.call(source)) ?? null,
    }),
    events: t.field({
      type: EventConnection,
      nullable: true,
      args: { ...pageArguments, filter: t.arg({ type: EventFilterInput, description: filterText }) },
      complexity: pageComplexity,
      description: `Its events: ${orderText}`,
      resolve: (source, args, context, info) => {
        const selection = selectionOf(info);
        const { events } = source.browse;
        const query = {
          page: pageRequest(args),
          filter: args.filter ?? undefined,
          countTotal: selection.has('totalCount'),
        };
        return nativeConnection(source, context, args, events && ((call) => events(query, call)), (items) =>
          beneathEvents(source.name, items, itemsOf(selection), context.loaders),
        );
      },
    }),
    alerts: t.field({
      type: AlertConnection,
      nullable: true,
      args: { ...pageArguments, filter: t.arg({ type: AlertFilterInput, description: filterText }) },
      complexity: pageComplexity,
      description: `Its alerts: ${orderText}`,
      resolve: (source, args, context, info) => {
        const selection = selectionOf(info);
        const { alerts } = source.browse;
        const query = {
          page: pageRequest(args),
          filter: args.filter ?? undefined,
          countTotal: selection.has('totalCount'),
        };
        return nativeConnection(source, context, args, alerts && ((call) => alerts(query, call)), (items) =>
          beneathAlerts(source.name, items, itemsOf(selection), context.loaders),
        );
      },
    }),
    threatDetections: t.field({
      type: ThreatDetectionConnection,
      nullable: true,
      args: {
        ...pageArguments,
        filter: t.arg({ type: ThreatDetectionFilterInput, description: filterText }),
      },
      complexity: pageComplexity,
      description: `Its threat detections: ${orderText}`,
      resolve: (source, args, context, info) => {
        const selection = selectionOf(info);
        const { threatDetections } = source.browse;
        const query = {
          page: pageRequest(args),
          filter: args.filter ?? undefined,
          countTotal: selection.has('totalCount'),
        };
        return nativeConnection(
          source,
          context,
          args,
          threatDetections && ((call) => threatDetections(query, call)),
          (items) => beneathThreatDetections(source.name, items, itemsOf(selection), context.loaders),
        );
      },
    }),
    cases: t.field({
      type: CaseConnection,
      nullable: true,
      args: { ...pageArguments, filter: t.arg({ type: CaseFilterInput, description: filterText }) },
      complexity: pageComplexity,
      description: `Its cases: ${orderText}`,
      resolve: (source, args, context, info) => {
        const selection = selectionOf(info);
        const { cases } = source.browse;
        const query = {
          page: pageRequest(args),
          filter: args.filter ?? undefined,
          countTotal: selection.has('totalCount'),
        };
        return nativeConnection(source, context, args, cases && ((call) => cases(query, call)));
      },
    }),
    flows: t.field({
      type: FlowConnection,
      nullable: true,
      args: pageArguments,
      complexity: pageComplexity,
      description: `Its network flows: ${orderText}`,
      resolve: (source, args, context, info) => {
        const selection = selectionOf(info);
        const { flows } = source.browse;
        const query = { page: pageRequest(args), countTotal: selection.has('totalCount') };
        return nativeConnection(source, context, args, flows && ((call) => flows(query, call)));
      },
    }),
  }),
});
