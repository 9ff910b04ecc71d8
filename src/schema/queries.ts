import { builder } from './builder.ts';
import {
  AlertConnection,
  CaseConnection,
  EventConnection,
  ThreatConnection,
  ThreatDetectionConnection,
} from './connection-types.ts';
import { federatedConnection, federatedThreats } from './federated.ts';
import {
  AlertFilterInput,
  CaseFilterInput,
  EventFilterInput,
  ThreatDetectionFilterInput,
  ThreatFilterInput,
} from './filters.ts';
import { AlertOrder, CaseOrder, EventOrder, ThreatDetectionOrder } from './orders.ts';
import { forwardArguments, pageArguments, pageComplexity } from './page-arguments.ts';

const which = 'Which of them; it means the same whatever the source.';
const inOrder = 'In which order: newest first unless said otherwise.';
const cost =
  'From the journal as far back as it is complete, at no upstream call; beyond that Argus is asked itself, at a call a page. sourceResults tells who answered.';

builder.queryFields((t) => ({
  events: t.field({
    type: EventConnection,
    args: {
      ...pageArguments,
      filter: t.arg({ type: EventFilterInput, description: which }),
      orderBy: t.arg({ type: EventOrder, description: inOrder }),
    },
    complexity: pageComplexity,
    description: `Events of all sources, in one order and on one cursor. ${cost}`,
    resolve: (_root, { filter, orderBy, ...args }, context, info) =>
      federatedConnection({ kind: 'EVENT', context, args, filter, order: orderBy, info }),
  }),
  alerts: t.field({
    type: AlertConnection,
    args: {
      ...pageArguments,
      filter: t.arg({ type: AlertFilterInput, description: which }),
      orderBy: t.arg({ type: AlertOrder, description: inOrder }),
    },
    complexity: pageComplexity,
    description: `Alerts of all sources, in one order and on one cursor. ${cost}`,
    resolve: (_root, { filter, orderBy, ...args }, context, info) =>
      federatedConnection({ kind: 'ALERT', context, args, filter, order: orderBy, info }),
  }),
  threatDetections: t.field({
    type: ThreatDetectionConnection,
    args: {
      ...pageArguments,
      filter: t.arg({ type: ThreatDetectionFilterInput, description: which }),
      orderBy: t.arg({ type: ThreatDetectionOrder, description: inOrder }),
    },
    complexity: pageComplexity,
    description: `Threat detections of all sources, in one order and on one cursor. ${cost}`,
    resolve: (_root, { filter, orderBy, ...args }, context, info) =>
      federatedConnection({ kind: 'THREAT_DETECTION', context, args, filter, order: orderBy, info }),
  }),
  cases: t.field({
    type: CaseConnection,
    args: {
      ...pageArguments,
      filter: t.arg({ type: CaseFilterInput, description: which }),
      orderBy: t.arg({ type: CaseOrder, description: inOrder }),
    },
    complexity: pageComplexity,
    description: `Cases of all sources, in one order and on one cursor. ${cost}`,
    resolve: (_root, { filter, orderBy, ...args }, context, info) =>
      federatedConnection({ kind: 'CASE', context, args, filter, order: orderBy, info }),
  }),
  threats: t.field({
    type: ThreatConnection,
    args: {
      ...forwardArguments,
      filter: t.arg({ type: ThreatFilterInput, description: 'Which of them.' }),
    },
    complexity: pageComplexity,
    description:
      "The entries of the sources' threat catalogues that are known here, by title. From the journal, at no upstream call.",
    resolve: (_root, { filter, ...args }, context) => federatedThreats(args, filter, context),
  }),
}));
