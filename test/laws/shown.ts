/**
 * All records of a connection as a client sees them, made into the model's records again. A filter has to agree with
 * what clients are shown: so these are what filters are evaluated on.
 */
import type { ArgusEventDetails, EventDetails, KataEventDetails } from '../../src/model/details.ts';
import type { Alert, Case, Event, ThreatDetection } from '../../src/model/records.ts';
import type { ObservableRef } from '../../src/model/values.ts';
import { observableList, observableRef } from '../../src/model/observables.ts';
import { alert, caseRecord, detection, event } from '../model/support.ts';
import type { Rig } from '../support/rig.ts';
import { vendorOf, type Vendor } from './vendor.ts';

interface ShownRecord {
  readonly nativeId: string;
  readonly time: string;
  readonly modifiedAt?: string;
  readonly observables: readonly ObservableRef[];
}
interface ShownThreat {
  readonly threat: { readonly nativeId: string; readonly title: string };
}
interface Nodes<T> {
  readonly nodes: readonly T[];
}
interface WithDevice {
  readonly device?: { readonly owner?: string; readonly ips: readonly string[] };
}
type Threats = Nodes<ShownThreat & WithDevice & { readonly nativeId: string }>;

type ShownEvent = ShownRecord &
  WithDevice &
  Partial<
    Pick<
      Event,
      | 'kind'
      | 'title'
      | 'count'
      | 'attacks'
      | 'customer'
      | 'srcEndpoint'
      | 'dstEndpoint'
      | 'network'
      | 'severity'
      | 'cases'
    >
  > & {
    readonly threatDetections: Threats;
    readonly details: Partial<ArgusEventDetails> & Partial<Pick<KataEventDetails, 'eventType' | 'fields'>>;
  };
type ShownAlert = ShownRecord &
  Partial<
    Pick<Alert, 'title' | 'status' | 'verdict' | 'labels' | 'attacks' | 'customer' | 'severity' | 'cases'>
  > & {
    readonly events: Nodes<WithDevice>;
    readonly threatDetections: Threats;
  };
type ShownDetection = ShownRecord &
  WithDevice &
  ShownThreat &
  Partial<Pick<ThreatDetection, 'confidence' | 'attacks' | 'severity'>> & {
    readonly events: Nodes<WithDevice>;
  };
type ShownCase = ShownRecord &
  Partial<Pick<Case, 'subject' | 'status' | 'priority' | 'category' | 'customer' | 'severity'>>;

const record = 'nativeId time modifiedAt severity observables { type value role }';
const device = 'device { owner ips }';
const threat = 'threat { nativeId title }';
const many = '(first: 1000)';

const queries = {
  events: `${record} kind title count attacks { technique tactics } customer { id shortName } ${device}
    srcEndpoint { port country flags } dstEndpoint { port country flags } network { protocol } cases { nativeId }
    threatDetections${many} { nodes { nativeId ${threat} } }
    details { ... on ArgusEventDetails {
      type signature flags alarm { id categoryId } location { id } sensor { id }
      properties { key type values }
    } ... on KataEventDetails { eventType fields } }`,
  alerts: `${record} title status verdict labels attacks { technique tactics } customer { id shortName }
    cases { nativeId } events${many} { nodes { ${device} } }
    threatDetections${many} { nodes { nativeId ${threat} ${device} } }`,
  threatDetections: `${record} confidence ${threat} attacks { technique tactics } ${device}
    events${many} { nodes { ${device} } }`,
  cases: `${record} subject status priority category customer { id shortName }`,
} as const;

/** A device's owner is a user, and its addresses are the record's (DESIGN section 10). */
const ofDevices = (devices: readonly WithDevice[]): (ObservableRef | null)[] =>
  devices.flatMap(({ device: shown }) => [
    observableRef('USER', shown?.owner, 'device'),
    ...(shown?.ips ?? []).map((ip) => observableRef('IP', ip, 'device')),
  ]);

const common = (source: Vendor['name'], shown: ShownRecord, devices: readonly WithDevice[]) => ({
  source,
  vendor: vendorOf[source],
  time: Date.parse(shown.time),
  modifiedAt: shown.modifiedAt === undefined ? undefined : Date.parse(shown.modifiedAt),
  observables: observableList([...shown.observables, ...ofDevices(devices)]),
});

const detections = (source: Vendor['name'], { nodes }: Threats) =>
  nodes.map(({ nativeId, threat: { nativeId: id } }) => ({
    nativeId,
    record: detection({ source, nativeId, threat: { nativeId: id } }),
  }));

function detailsOf({ details }: ShownEvent): EventDetails {
  const { type, flags = [], eventType, fields } = details;
  if (type !== undefined) return { vendor: 'argus', ...details, type, flags };
  if (eventType !== undefined) return { vendor: 'kata', eventType, ioaRules: [], fields };
  return { vendor: 'cisco-gta', convicting: false };
}

/** Nulls are absent values in the model. */
const withoutNulls = (_key: string, value: unknown): unknown => (value === null ? undefined : value);

async function all<T>(rig: Rig, source: string, field: keyof typeof queries): Promise<readonly T[]> {
  interface Body {
    readonly errors?: unknown;
    readonly data: {
      readonly source: { readonly page: Nodes<T> & { readonly pageInfo: { readonly hasNextPage: boolean } } };
    };
  }
  const { text } = await rig.ask(
    `query ($name: String!) { source(name: $name) { page: ${field}${many} {
      pageInfo { hasNextPage } nodes { ${queries[field]} }
    } } }`,
    { name: source },
  );
  const { data, errors }: Body = JSON.parse(text, withoutNulls);
  if (errors !== undefined) throw new Error(text.slice(0, 2_000));
  const { pageInfo, nodes } = data.source.page;
  if (pageInfo.hasNextPage) throw new Error('one page has to hold them all');
  return nodes;
}

export const shownRecords = {
  async events(rig: Rig, source: Vendor['name']): Promise<Event[]> {
    const shown = await all<ShownEvent>(rig, source, 'events');
    return shown.map((one) =>
      event({
        ...one,
        ...common(source, one, [one]),
        device: undefined,
        threatDetections: detections(source, one.threatDetections),
        details: detailsOf(one),
      }),
    );
  },
  async alerts(rig: Rig, source: Vendor['name']): Promise<Alert[]> {
    const shown = await all<ShownAlert>(rig, source, 'alerts');
    return shown.map((one) =>
      alert({
        ...one,
        ...common(source, one, [...one.events.nodes, ...one.threatDetections.nodes]),
        events: undefined,
        threatDetections: detections(source, one.threatDetections),
      }),
    );
  },
  async threatDetections(rig: Rig, source: Vendor['name']): Promise<ThreatDetection[]> {
    const shown = await all<ShownDetection>(rig, source, 'threatDetections');
    return shown.map((one) =>
      detection({
        ...one,
        ...common(source, one, [one, ...one.events.nodes]),
        device: undefined,
        events: undefined,
        threat: { nativeId: one.threat.nativeId, record: { source, severity: 'UNKNOWN', ...one.threat } },
      }),
    );
  },
  async cases(rig: Rig, source: Vendor['name']): Promise<Case[]> {
    const shown = await all<ShownCase>(rig, source, 'cases');
    return shown.map((one) => caseRecord({ ...one, ...common(source, one, []) }));
  },
};
