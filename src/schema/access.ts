/**
 * Who may see what: a rule for every root field and for every type, which holds for all of the type's fields. A schema
 * with anything that has no rule cannot be built.
 */
import {
  defaultFieldResolver,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { Role } from '../model/access.ts';
import { NotPermittedError } from '../model/errors.ts';
import type { Context } from './context.ts';

type Rules = Readonly<Record<string, Role>>;

/** What each root field needs. */
export const rootRules: { readonly Query: Rules; readonly Mutation: Rules; readonly Subscription: Rules } = {
  Query: {
    alertHistogram: 'READ',
    alerts: 'READ',
    alertStatistics: 'READ',
    auditLog: 'ADMIN',
    cases: 'READ',
    changes: 'READ',
    eventHistogram: 'READ',
    events: 'READ',
    eventStatistics: 'READ',
    node: 'READ',
    nodes: 'READ',
    observable: 'READ',
    source: 'READ',
    sources: 'READ',
    threatDetections: 'READ',
    threats: 'READ',
    viewer: 'READ',
  },
  Mutation: {
    assessEvents: 'TRIAGE',
    assessMatchingEvents: 'TRIAGE',
    setAlertNote: 'TRIAGE',
    setAlertStatus: 'TRIAGE',
    submitEvents: 'INGEST',
    submitTelemetry: 'INGEST',
  },
  Subscription: { changes: 'READ' },
};

/** Types that not everybody may see who may read. */
const guarded: Rules = { AuditConnection: 'ADMIN', AuditEdge: 'ADMIN', AuditEntry: 'ADMIN' };

/** Types that everybody may see who may read; by name, so that a new one is thought about. */
const readable: ReadonlySet<string> = new Set([
  'Actor',
  'Alert',
  'AlertConnection',
  'AlertEdge',
  'AlphaSocEventDetails',
  'AlphaSocFlag',
  'ArgusAlarm',
  'ArgusComment',
  'ArgusEventDetails',
  'ArgusLineageEntry',
  'ArgusLocation',
  'ArgusPayload',
  'ArgusProperty',
  'ArgusSensor',
  'AssessEventsPayload',
  'AssessmentOutcome',
  'Attack',
  'Case',
  'CaseConnection',
  'CaseEdge',
  'ChangeConnection',
  'ChangeEdge',
  'CiscoGtaEventDetails',
  'ConflictError',
  'Count',
  'Customer',
  'Device',
  'DnsActivity',
  'Endpoint',
  'Event',
  'EventConnection',
  'EventEdge',
  'Feed',
  'File',
  'Flow',
  'FlowConnection',
  'FlowEdge',
  'Gap',
  'Heartbeat',
  'Histogram',
  'HistogramBucket',
  'HttpActivity',
  'InvalidField',
  'InvalidInputError',
  'KataEventDetails',
  'KataIoaRule',
  'LeaseActivity',
  'MalwareFinding',
  'NetworkActivity',
  'NotFoundError',
  'NotPermittedError',
  'Observable',
  'ObservableRef',
  'OsLogRecord',
  'OutcomeUnknownError',
  'PageInfo',
  'Process',
  'RateLimitedError',
  'RegistryActivity',
  'SetAlertNotePayload',
  'SetAlertStatusPayload',
  'Source',
  'SourceAccount',
  'SourceError',
  'SourceMessage',
  'SourceResult',
  'SourceUnavailableError',
  'Statistics',
  'StatisticsRow',
  'StatisticsValue',
  'SubmitEventsPayload',
  'SubmitOutcome',
  'SubmitTelemetryPayload',
  'Threat',
  'ThreatConnection',
  'ThreatDetection',
  'ThreatDetectionConnection',
  'ThreatDetectionEdge',
  'ThreatEdge',
  'TlsActivity',
  'UnsupportedError',
  'User',
  'Viewer',
]);

const ruleOfType = (name: string): Role | undefined =>
  guarded[name] ?? (readable.has(name) ? 'READ' : undefined);

type Resolver = GraphQLFieldResolver<unknown, Context>;

/** Throws NotPermittedError when the viewer lacks the role. */
const guardedBy =
  (role: Role, resolve: Resolver): Resolver =>
  (parent, args, context, info) => {
    if (!context.viewer.roles.includes(role)) throw new NotPermittedError();
    return resolve(parent, args, context, info);
  };

function guard(type: GraphQLObjectType<unknown, Context>, rule: (field: string) => Role | undefined): void {
  for (const [name, field] of Object.entries(type.getFields())) {
    const role = rule(name);
    if (role === undefined) throw new TypeError(`${type.name}.${name} has no rule of who may see it`);
    // Whoever is let in may read: only what needs more is looked at.
    if (role === 'READ') continue;
    const { resolve = defaultFieldResolver, subscribe } = field;
    field.resolve = guardedBy(role, resolve);
    if (subscribe) field.subscribe = guardedBy(role, subscribe);
  }
}

/**
 * Holds the schema to the rules; mutations answer for themselves, with an error of their union (`mutations/run.ts`).
 * Throws TypeError for a field or type without a rule, and for a rule without a field or type.
 */
export function withRules(schema: GraphQLSchema): GraphQLSchema {
  const roots: Readonly<Record<string, Rules>> = rootRules;
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType<unknown, Context> => isObjectType(type) && !type.name.startsWith('__'),
  );
  for (const [root, rules] of Object.entries(roots)) {
    const fields = types.find(({ name }) => name === root)?.getFields() ?? {};
    for (const name of Object.keys(rules))
      if (fields[name] === undefined)
        throw new TypeError(`there is a rule for ${root}.${name}, which is no field`);
  }
  for (const name of [...readable, ...Object.keys(guarded)])
    if (types.every((type) => type.name !== name))
      throw new TypeError(`there is a rule for ${name}, which is no type`);
  for (const type of types) {
    const { name } = type;
    const rules = roots[name];
    if (name === 'Mutation')
      for (const field of Object.keys(type.getFields())) {
        if (rules?.[field] === undefined)
          throw new TypeError(`Mutation.${field} has no rule of who may use it`);
      }
    else guard(type, (field) => (rules === undefined ? ruleOfType(name) : rules[field]));
  }
  return schema;
}
