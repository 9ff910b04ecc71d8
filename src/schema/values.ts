import type * as model from '../model/values.ts';
import type { Loaders } from '../loaders.ts';
import { builder } from './builder.ts';
import { chain, type MaybePromise } from './maybe-promise.ts';
import { ObservableType } from './enums.ts';
import type { Device as DeviceRecord, File as FileRecord } from '../model/values.ts';
import type { Ref } from '../model/records.ts';

export const Endpoint = builder.objectRef<model.Endpoint>('Endpoint').implement({
  description: 'One end of a conversation.',
  fields: (t) => ({
    ip: t.expose('ip', {
      type: 'IP',
      nullable: true,
      description: 'Its address; null when only a range is known.',
    }),
    network: t.expose('network', {
      type: 'CIDR',
      nullable: true,
      description: 'The range, when the source gives no single address.',
    }),
    port: t.exposeInt('port', { nullable: true, description: 'Its port.' }),
    host: t.exposeString('host', { nullable: true, description: 'Its host name.' }),
    user: t.exposeString('user', { nullable: true, description: 'The user at this end.' }),
    mac: t.exposeString('mac', { nullable: true, description: 'Its hardware address.' }),
    country: t.exposeString('country', {
      nullable: true,
      description: 'ISO 3166-1 alpha-2 code of where the source places it.',
    }),
    city: t.exposeString('city', { nullable: true, description: 'The place where the source puts it.' }),
    latitude: t.exposeFloat('latitude', { nullable: true, description: 'Degrees north.' }),
    longitude: t.exposeFloat('longitude', { nullable: true, description: 'Degrees east.' }),
    flags: t.exposeStringList('flags', {
      description: 'What the source says of this end, in its own words.',
    }),
  }),
});

/** A device whose addresses may still have to be fetched. */
export interface DeviceValue extends DeviceRecord {
  readonly source: string;
}

export const Device = builder.objectRef<DeviceValue>('Device').implement({
  description: 'The host that an observation is about.',
  fields: (t) => ({
    id: t.exposeString('id', { nullable: true, description: "The source's own id of it." }),
    name: t.exposeString('name', { nullable: true, description: 'Its host name.' }),
    ip: t.field({
      type: 'IP',
      nullable: true,
      description: 'Its first known address. May cost one upstream call per device.',
      resolve: (device, _args, context) =>
        chain(addressesOf(device, context.loaders), ([first]) => first ?? null),
    }),
    ips: t.field({
      type: ['IP'],
      nullable: { list: false, items: false },
      description: 'All its known addresses. May cost one upstream call per device.',
      resolve: (device, _args, context) => addressesOf(device, context.loaders),
    }),
    mac: t.exposeString('mac', { nullable: true, description: 'Its hardware address.' }),
    os: t.exposeString('os', { nullable: true, description: 'Its operating system.' }),
    owner: t.exposeString('owner', {
      nullable: true,
      description: 'Whose it is, as far as the source can tell.',
    }),
  }),
});

function addressesOf(device: DeviceValue, loaders: Loaders): MaybePromise<string[]> {
  if (device.ips !== undefined) return [...device.ips];
  if (device.id === undefined) return [];
  return chain(loaders.deviceAddresses(device.source, device.id), (found) => [...(found ?? [])]);
}

/** The device behind a reference of a record: null when there is none or it is gone. */
export function deviceOf(
  { source, device }: { readonly source: string; readonly device?: Ref<DeviceRecord> | undefined },
  loaders: Loaders,
): MaybePromise<DeviceValue | null> {
  if (device === undefined) return null;
  return chain(device.record ?? loaders.device(source, device.nativeId), (found) =>
    found === null ? null : { ...found, source },
  );
}

export const File = builder.objectRef<FileRecord>('File').implement({
  description: 'A file.',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: true, description: 'Its name without the folder.' }),
    path: t.exposeString('path', { nullable: true, description: 'Its folder.' }),
    fullName: t.exposeString('fullName', { nullable: true, description: 'Folder and name.' }),
    previousName: t.exposeString('previousName', {
      nullable: true,
      description: 'What it was called before.',
    }),
    operation: t.exposeString('operation', {
      nullable: true,
      description: 'What was done to it, in the words of the source.',
    }),
    size: t.expose('size', { type: 'BigInt', nullable: true, description: 'Its size in bytes.' }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was created.',
    }),
    modifiedAt: t.expose('modifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last changed.',
    }),
    md5: t.exposeString('md5', { nullable: true, description: 'Its MD5 hash.' }),
    sha256: t.exposeString('sha256', { nullable: true, description: 'Its SHA-256 hash.' }),
  }),
});

export const Process = builder.objectRef<model.Process>('Process');
Process.implement({
  description: 'A running program.',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: true, description: 'Its name.' }),
    path: t.exposeString('path', { nullable: true, description: 'The folder of its image.' }),
    pid: t.expose('pid', {
      type: 'BigInt',
      nullable: true,
      description: "The operating system's process id.",
    }),
    uid: t.exposeString('uid', { nullable: true, description: "The source's own unique id of it." }),
    commandLine: t.exposeString('commandLine', { nullable: true, description: 'How it was started.' }),
    parent: t.expose('parent', {
      type: Process,
      nullable: true,
      description: 'The process that started it.',
    }),
    file: t.expose('file', { type: File, nullable: true, description: 'Its image.' }),
  }),
});

export const Actor = builder.objectRef<model.Actor>('Actor').implement({
  description: 'Who or what did it.',
  fields: (t) => ({
    user: t.exposeString('user', { nullable: true, description: 'The user.' }),
    process: t.expose('process', { type: Process, nullable: true, description: 'The process.' }),
  }),
});

export const NetworkActivity = builder.objectRef<model.NetworkActivity>('NetworkActivity').implement({
  description: 'What went over the network.',
  fields: (t) => ({
    protocol: t.exposeString('protocol', {
      nullable: true,
      description: 'The transport protocol, in the words of the source.',
    }),
    bytesIn: t.expose('bytesIn', {
      type: 'BigInt',
      nullable: true,
      description: 'Bytes towards the source endpoint.',
    }),
    bytesOut: t.expose('bytesOut', {
      type: 'BigInt',
      nullable: true,
      description: 'Bytes from the source endpoint.',
    }),
    duration: t.expose('duration', { type: 'Duration', nullable: true, description: 'How long it lasted.' }),
    application: t.exposeString('application', { nullable: true, description: 'The application protocol.' }),
    action: t.exposeString('action', {
      nullable: true,
      description: 'What was done about it: allowed, denied, …',
    }),
    direction: t.exposeString('direction', {
      nullable: true,
      description: 'Inbound or outbound, in the words of the source.',
    }),
  }),
});

export const DnsActivity = builder.objectRef<model.DnsActivity>('DnsActivity').implement({
  description: 'A DNS query.',
  fields: (t) => ({
    query: t.exposeString('query', { nullable: true, description: 'The name asked for.' }),
    type: t.exposeString('type', { nullable: true, description: 'The record type asked for.' }),
  }),
});

export const HttpActivity = builder.objectRef<model.HttpActivity>('HttpActivity').implement({
  description: 'An HTTP request and its answer.',
  fields: (t) => ({
    url: t.exposeString('url', {
      nullable: true,
      description: 'The URL, as the source wrote it (it may be defanged).',
    }),
    method: t.exposeString('method', { nullable: true, description: 'The method.' }),
    status: t.exposeInt('status', { nullable: true, description: 'The status of the answer.' }),
    userAgent: t.exposeString('userAgent', { nullable: true, description: 'The User-Agent header.' }),
    referrer: t.exposeString('referrer', { nullable: true, description: 'The Referer header.' }),
    contentType: t.exposeString('contentType', {
      nullable: true,
      description: 'The Content-Type of the answer.',
    }),
    bytesIn: t.expose('bytesIn', {
      type: 'BigInt',
      nullable: true,
      description: 'Bytes towards the client.',
    }),
    bytesOut: t.expose('bytesOut', { type: 'BigInt', nullable: true, description: 'Bytes from the client.' }),
    action: t.exposeString('action', {
      nullable: true,
      description: 'What was done about it: allowed, denied, …',
    }),
  }),
});

export const TlsActivity = builder.objectRef<model.TlsActivity>('TlsActivity').implement({
  description: 'A TLS handshake.',
  fields: (t) => ({
    certHash: t.exposeString('certHash', {
      nullable: true,
      description: "A hash of the server's certificate.",
    }),
    issuer: t.exposeString('issuer', { nullable: true, description: 'Who issued the certificate.' }),
    subject: t.exposeString('subject', { nullable: true, description: 'Whom the certificate names.' }),
    validFrom: t.expose('validFrom', {
      type: 'DateTime',
      nullable: true,
      description: 'From when on the certificate is valid.',
    }),
    validTo: t.expose('validTo', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the certificate is valid.',
    }),
    ja3: t.exposeString('ja3', { nullable: true, description: 'The JA3 fingerprint of the client.' }),
    ja3s: t.exposeString('ja3s', { nullable: true, description: 'The JA3S fingerprint of the server.' }),
  }),
});

export const LeaseActivity = builder.objectRef<model.LeaseActivity>('LeaseActivity').implement({
  description: 'An address lease.',
  fields: (t) => ({
    type: t.exposeString('type', { nullable: true, description: 'What kind of lease.' }),
    termination: t.exposeBoolean('termination', { nullable: true, description: 'Whether the lease ended.' }),
    duration: t.expose('duration', {
      type: 'Duration',
      nullable: true,
      description: 'How long it is good for.',
    }),
  }),
});

export const RegistryActivity = builder.objectRef<model.RegistryActivity>('RegistryActivity').implement({
  description: 'A change of the Windows registry.',
  fields: (t) => ({
    key: t.exposeString('key', { nullable: true, description: 'The key.' }),
    previousKey: t.exposeString('previousKey', {
      nullable: true,
      description: 'What the key was called before.',
    }),
    valueName: t.exposeString('valueName', { nullable: true, description: 'The name of the value.' }),
    valueData: t.exposeString('valueData', { nullable: true, description: 'The data of the value.' }),
    previousValueData: t.exposeString('previousValueData', {
      nullable: true,
      description: 'The data before the change.',
    }),
    operation: t.exposeString('operation', {
      nullable: true,
      description: 'What was done, in the words of the source.',
    }),
  }),
});

export const OsLogRecord = builder.objectRef<model.OsLogRecord>('OsLogRecord').implement({
  description: 'An entry of an operating system log.',
  fields: (t) => ({
    provider: t.exposeString('provider', { nullable: true, description: 'What wrote it.' }),
    channel: t.exposeString('channel', { nullable: true, description: 'The log it stands in.' }),
    eventId: t.exposeString('eventId', { nullable: true, description: 'What kind of entry it is.' }),
    recordId: t.exposeString('recordId', { nullable: true, description: 'Its number in the log.' }),
  }),
});

export const MalwareFinding = builder.objectRef<model.MalwareFinding>('MalwareFinding').implement({
  description: 'An anti-virus verdict and what became of it.',
  fields: (t) => ({
    verdict: t.exposeString('verdict', { nullable: true, description: 'The name of what was found.' }),
    object: t.exposeString('object', { nullable: true, description: 'Where it was found.' }),
    objectType: t.exposeString('objectType', { nullable: true, description: 'What sort of object that is.' }),
    status: t.exposeString('status', { nullable: true, description: 'What was done about it.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it was not treated.' }),
    mode: t.exposeString('mode', { nullable: true, description: 'How it was scanned.' }),
    recordId: t.expose('recordId', {
      type: 'BigInt',
      nullable: true,
      description: "Its number in the source's records.",
    }),
  }),
});

export const Attack = builder.objectRef<model.Attack>('Attack').implement({
  description: 'A MITRE ATT&CK technique.',
  fields: (t) => ({
    technique: t.exposeString('technique', {
      nullable: true,
      description: 'The technique or sub-technique, such as T1003.001.',
    }),
    tactics: t.exposeStringList('tactics', { description: 'The tactics it served, such as TA0006.' }),
  }),
});

export const Customer = builder.objectRef<model.Customer>('Customer').implement({
  description: 'The organisation that a record belongs to.',
  fields: (t) => ({
    id: t.exposeString('id', { description: "The source's own id of it." }),
    name: t.exposeString('name', { nullable: true, description: 'Its name.' }),
    shortName: t.exposeString('shortName', { nullable: true, description: 'Its short name.' }),
  }),
});

export const User = builder.objectRef<model.User>('User').implement({
  description: 'A person who works with a source.',
  fields: (t) => ({
    id: t.exposeString('id', { nullable: true, description: "The source's own id of the person." }),
    name: t.exposeString('name', { nullable: true, description: 'The full name.' }),
    userName: t.exposeString('userName', { nullable: true, description: 'The name to log in with.' }),
  }),
});

export const ObservableRef = builder.objectRef<model.ObservableRef>('ObservableRef').implement({
  description: 'Something that a record mentions: an address, a name, a hash.',
  fields: (t) => ({
    type: t.expose('type', { type: ObservableType, description: 'What it is.' }),
    value: t.exposeString('value', { description: 'Its normalised value.' }),
    role: t.exposeString('role', {
      nullable: true,
      description: 'The part it plays in the record: source, destination, device, query, parent, …',
    }),
  }),
});
