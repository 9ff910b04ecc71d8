import { encodeGlobalId, type NodeType } from '../model/ids.ts';
import type { AnyRecord, Flow, RecordBase, Threat } from '../model/records.ts';
import type { Source } from '../model/source.ts';
import type { ObservableType as ObservableTypeWord } from '../model/values.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { Severity } from './enums.ts';
import { Source as SourceType } from './connection-types.ts';
import { ObservableRef } from './values.ts';

/** Something that records mention, as a node of its own. */
export interface ObservableValue {
  readonly observable: true;
  readonly type: ObservableTypeWord;
  /** Normalised. */
  readonly value: string;
}

export type AnyNode = AnyRecord | Threat | Flow | Source | ObservableValue;

const typeOfRecordKind = {
  EVENT: 'Event',
  ALERT: 'Alert',
  THREAT_DETECTION: 'ThreatDetection',
  CASE: 'Case',
} as const;

/** The GraphQL type of a record. */
export const typeOfRecord = (record: AnyRecord): (typeof typeOfRecordKind)[AnyRecord['recordKind']] =>
  typeOfRecordKind[record.recordKind];

/** The GraphQL type of anything with a global id. */
export function typeOfNode(node: AnyNode): NodeType {
  if ('recordKind' in node) return typeOfRecord(node);
  if ('browse' in node) return 'Source';
  if ('observable' in node) return 'Observable';
  return 'lookupKey' in node ? 'Flow' : 'Threat';
}

export const idOfRecord = (record: AnyRecord): string =>
  encodeGlobalId(typeOfRecord(record), record.source, record.nativeId);

/** The source a record came from: it is one of the configured ones, or the record would not be here. */
export function sourceOf(record: { readonly source: string }, context: Context): Source {
  const source = context.sources.get(record.source);
  if (source === undefined) throw new Error(`no source named ${record.source}`);
  return source;
}

export const Node = builder.interfaceRef<AnyNode>('Node').implement({
  description: 'Anything that has a global id and can be asked for again by it.',
  resolveType: typeOfNode,
  fields: (t) => ({
    id: t.id({
      description: 'Global id: opaque, stable for ever.',
      resolve: (node) => {
        if ('recordKind' in node) return idOfRecord(node);
        if ('browse' in node) return encodeGlobalId('Source', node.name);
        if ('observable' in node) return encodeGlobalId('Observable', node.type, node.value);
        return 'lookupKey' in node
          ? encodeGlobalId('Flow', node.source, node.lookupKey)
          : encodeGlobalId('Threat', node.source, node.nativeId);
      },
    }),
  }),
});

/** One wording for what all records have. */
export const sharedText = {
  nativeId: "The vendor's own id; derived where the vendor gives none.",
  source: 'Where it comes from.',
  time: 'When it happened, or began.',
  modifiedAt: 'When it was last changed at the source.',
  seenAt: 'When Crosswatch first read it; null when read live and never followed.',
  severity: 'How grave it is, normalised over all sources.',
  severityNative: "The source's own word for the severity.",
  observables: 'The addresses, names and hashes it mentions.',
  raw: "The vendor's record as received, nothing lost; integers past 2^53 are text.",
  attacks: 'MITRE ATT&CK techniques.',
  customer: 'Whose it is.',
  device: 'The host it is about. Costs one upstream call for all devices of the answer.',
} as const;

/** What Event, ThreatDetection, Alert and Case share; each gives the fields in its own way. */
export const RecordInterface = builder.interfaceRef<AnyRecord>('Record').implement({
  description:
    'What events, threat detections, alerts and cases share, so that one fragment serves every list of records.',
  interfaces: [Node],
  resolveType: typeOfRecord,
  fields: (t) => ({
    nativeId: t.exposeString('nativeId', { description: sharedText.nativeId }),
    source: t.field({
      type: SourceType,
      description: sharedText.source,
      resolve: (record, _args, context) => sourceOf(record, context),
    }),
    time: t.expose('time', { type: 'DateTime', description: sharedText.time }),
    modifiedAt: t.expose('modifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: sharedText.modifiedAt,
    }),
    severity: t.field({
      type: Severity,
      description: sharedText.severity,
      resolve: (record) => record.severity ?? 'UNKNOWN',
    }),
    severityNative: t.exposeString('severityNative', {
      nullable: true,
      description: sharedText.severityNative,
    }),
    observables: t.field({
      type: [ObservableRef],
      description: sharedText.observables,
      resolve: (record: RecordBase) => record.observables,
    }),
    raw: t.field({ type: 'JSON', description: sharedText.raw, resolve: (record) => record.raw }),
  }),
});
