import { InvalidInputError } from '../model/errors.ts';
import { normaliseObservable } from '../model/observables.ts';
import type { ObservableType as ObservableTypeWord } from '../model/values.ts';
import { builder } from './builder.ts';
import {
  AlertConnection,
  Case,
  EventConnection,
  Source,
  ThreatDetectionConnection,
} from './connection-types.ts';
import type { Context } from './context.ts';
import { ObservableType } from './enums.ts';
import { federatedConnection } from './federated.ts';
import { forwardArguments, pageComplexity } from './page-arguments.ts';
import { Node, type ObservableValue } from './record.ts';
import { ObservableRef } from './values.ts';

const names = (context: Context): readonly string[] => [...context.sources.keys()];
/** Several fields are made of it. */
const looked = new WeakMap<ObservableValue, ReturnType<Context['federated']['observed']>>();

/** An observable is a value of one operation, and so of one viewer. */
function seen(observable: ObservableValue, context: Context) {
  const known = looked.get(observable);
  if (known !== undefined) return known;
  const found = context.federated.observed(observable.type, observable.value, names(context));
  looked.set(observable, found);
  return found;
}

const hosts =
  'A host by its bare name is also the one whose full name begins with it; a range counts as itself, not as its addresses.';

export const Observable = builder.objectRef<ObservableValue>('Observable').implement({
  description: `What every source knows of one address, host, user, domain or hash: the pivot. ${hosts}`,
  interfaces: [Node],
  fields: (t) => ({
    type: t.expose('type', { type: ObservableType, description: 'What it is.' }),
    value: t.exposeString('value', { description: 'Its normalised value.' }),
    firstSeen: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The time of the oldest record in the journal that mentions it.',
      resolve: (observable, _args, context) => seen(observable, context).firstSeen ?? null,
    }),
    lastSeen: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The time of the newest record in the journal that mentions it.',
      resolve: (observable, _args, context) => seen(observable, context).lastSeen ?? null,
    }),
    sources: t.field({
      type: [Source],
      description: 'The sources whose records in the journal mention it.',
      resolve: (observable, _args, context) =>
        seen(observable, context).sources.flatMap((name) => context.sources.get(name) ?? []),
    }),
    events: t.field({
      type: EventConnection,
      args: forwardArguments,
      complexity: pageComplexity,
      description: 'The events that mention it, newest first.',
      resolve: ({ type, value }, args, context, info) =>
        federatedConnection({ kind: 'EVENT', context, args, filter: { observable: { type, value } }, info }),
    }),
    alerts: t.field({
      type: AlertConnection,
      args: forwardArguments,
      complexity: pageComplexity,
      description: 'The alerts that mention it, newest first.',
      resolve: ({ type, value }, args, context, info) =>
        federatedConnection({ kind: 'ALERT', context, args, filter: { observable: { type, value } }, info }),
    }),
    threatDetections: t.field({
      type: ThreatDetectionConnection,
      args: forwardArguments,
      complexity: pageComplexity,
      description: 'The threat detections that mention it, newest first.',
      resolve: ({ type, value }, args, context, info) =>
        federatedConnection({
          kind: 'THREAT_DETECTION',
          context,
          args,
          filter: { observable: { type, value } },
          info,
        }),
    }),
    cases: t.field({
      type: [Case],
      description:
        'The cases in the journal that mention it, or that alerts and events mentioning it belong to, newest first; 1000 at most.',
      resolve: ({ type, value }, _args, context) => [
        ...context.federated.casesMentioning(type, value, names(context)),
      ],
    }),
  }),
});

/** Throws InvalidInputError for a value that is no such thing. */
function observableOf(type: ObservableTypeWord, value: string): ObservableValue {
  const normalised = normaliseObservable(type, value);
  if (normalised === null) {
    throw new InvalidInputError([
      { path: 'value', message: 'is no such thing', expected: `the value of a ${type} observable` },
    ]);
  }
  return { observable: true, type, value: normalised };
}

builder.objectField(ObservableRef, 'observable', (t) =>
  t.field({
    type: Observable,
    description: 'Everything every source knows of it.',
    resolve: ({ type, value }) => ({ observable: true as const, type, value }),
  }),
);

builder.queryField('observable', (t) =>
  t.field({
    type: Observable,
    args: {
      type: t.arg({ type: ObservableType, required: true, description: 'What it is.' }),
      value: t.arg.string({
        required: true,
        description:
          'Its value, in whatever form: addresses, letter case, trailing dots and international names are normalised.',
      }),
    },
    description:
      'The pivot: everything every source knows about one address, host, user, domain or hash. From the journal, at no upstream call, and from Argus itself for what is older.',
    resolve: (_root, { type, value }) => observableOf(type, value),
  }),
);
