/** The value types of an event: who, what, where (contract sheet kata, section 7.2). */
import type {
  Device,
  Endpoint,
  File,
  HttpActivity,
  MalwareFinding,
  NetworkActivity,
  OsLogRecord,
  Process,
  RegistryActivity,
} from '../../model/values.ts';
import { spelling, type EventType } from './event-types.ts';
import type { Fields } from './fields.ts';

/** The last part of a Windows or POSIX path. */
export function baseName(path: string | undefined): string | undefined {
  return path === undefined
    ? undefined
    : path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
}

/** Undefined when there is nothing in it. */
function filled<T extends object>(value: T): T | undefined {
  return Object.values(value).some((part) => part !== undefined) ? value : undefined;
}

interface FileKeys {
  /** Before Name, Path and FullName. */
  readonly name: string;
  /** Before Size and the times. */
  readonly size: string;
  /** Before Md5 and Sha256. */
  readonly hash: string;
}

const fileKeys: { readonly [K in NonNullable<EventType['file']> | 'image']: FileKeys } = {
  image: { name: 'file', size: 'file', hash: '' },
  dll: { name: 'dll', size: 'dll', hash: 'dll' },
  dropped: { name: 'dropped', size: 'dropped', hash: 'dropped' },
  blocked: { name: 'blocked', size: 'blocked', hash: 'blocked' },
  interpreted: { name: 'interpretedfile', size: 'interpretedfile', hash: 'interpreted' },
  detected: { name: 'detected', size: 'detected', hash: 'detected' },
};

function fileOf(fields: Fields, { name, size, hash }: FileKeys): File | undefined {
  // `DetectedName` is the full path of the object or its name.
  const named = fields.text(`${name}name`);
  const full =
    fields.text(`${name}fullname`) ?? (named !== undefined && /[\\/]/.test(named) ? named : undefined);
  return filled<File>({
    name: baseName(named ?? full),
    path: fields.text(`${name}path`),
    fullName: full,
    size: fields.integer(`${size}size`),
    createdAt: fields.time(`${size}creationtime`)?.time,
    modifiedAt: fields.time(`${size}modificationtime`)?.time,
    md5: fields.text(`${hash}md5`),
    sha256: fields.text(`${hash}sha256`),
  });
}

/** Kinds whose `File…` keys, if they have no keys of their own, describe what the event is about and not who did it. */
const aboutFile: ReadonlySet<string> = new Set(['FILE', 'MODULE', 'DRIVER', 'BLOCKED', 'MALWARE']);

/** The file that the event is about, and the one of the program behind it; a process is both. */
export function filesOf(
  fields: Fields,
  type: EventType | undefined,
): { readonly file: File | undefined; readonly image: File | undefined } {
  const own = type?.file === undefined ? undefined : fileOf(fields, fileKeys[type.file]);
  const image = fileOf(fields, fileKeys.image);
  const change = filled({
    previousName: fields.text('previousfilefullname') ?? fields.text('previousfilename'),
    operation: fields.text('fileoperationtype'),
  });
  const changed = (file: File | undefined): File | undefined =>
    change === undefined ? file : { ...file, ...change };
  if (own !== undefined) return { file: changed(own), image };
  if (type === undefined) return { file: changed(image ?? anyFile(fields)), image };
  if (aboutFile.has(type.kind)) return { file: changed(image), image: undefined };
  return { file: type.kind === 'PROCESS' ? image : changed(undefined), image };
}

function anyFile(fields: Fields): File | undefined {
  for (const group of ['dropped', 'dll', 'blocked', 'interpreted', 'detected'] as const) {
    const file = fileOf(fields, fileKeys[group]);
    if (file !== undefined) return file;
  }
  return undefined;
}

export function parentOf(fields: Fields): Process | undefined {
  const full = fields.text('parentfilefullname');
  const file = filled<File>({
    name: baseName(full),
    fullName: full,
    md5: fields.text('parentmd5'),
    sha256: fields.text('parentsha256'),
  });
  return filled<Process>({
    name: baseName(full),
    path: full,
    pid: fields.integer('parentsystempid'),
    uid: fields.text('uniqueparentpid'),
    commandLine: fields.text('parentstartupparameters'),
    file,
  });
}

/** `image`: its file, if the event tells. */
export function processOf(fields: Fields, image: File | undefined): Process | undefined {
  return filled<Process>({
    name: image?.name,
    path: image?.fullName ?? image?.path,
    pid: fields.integer('systempid'),
    uid: fields.text('uniquepid'),
    commandLine: fields.text('startupparameters'),
    parent: parentOf(fields),
    file: image,
  });
}

export interface Ends {
  readonly srcEndpoint?: Endpoint | undefined;
  readonly dstEndpoint?: Endpoint | undefined;
  /** Which of them is the remote one. */
  readonly remote: 'source' | 'destination';
}

const inward: ReadonlySet<string> = new Set(['inbound', 'incoming', 'in', 'ingress']);

/** Who spoke to whom. Without a word about the direction the host is taken for the one who called. */
export function endsOf(fields: Fields, listening: boolean): Ends {
  const connects = ['localip', 'localport', 'remoteip', 'remoteport', 'remotehostname'].some(
    (path) => fields.get(path) !== undefined,
  );
  if (!connects) return { remote: 'destination' };
  const local: Endpoint = {
    ip: fields.text('localip') ?? fields.text('hostip'),
    port: fields.integer('localport'),
    host: fields.text('hostname'),
    flags: [],
  };
  const [ip, port, host] = [
    fields.text('remoteip'),
    fields.integer('remoteport'),
    fields.text('remotehostname'),
  ];
  const remote: Endpoint | undefined =
    ip === undefined && port === undefined && host === undefined ? undefined : { ip, port, host, flags: [] };
  return listening || inward.has(spelling(fields.text('direction') ?? ''))
    ? { srcEndpoint: remote, dstEndpoint: local, remote: 'source' }
    : { srcEndpoint: local, dstEndpoint: remote, remote: 'destination' };
}

export const networkOf = (fields: Fields): NetworkActivity | undefined =>
  filled<NetworkActivity>({ direction: fields.text('direction') });

export const httpOf = (fields: Fields): HttpActivity | undefined =>
  filled<HttpActivity>({ url: fields.text('uri'), method: fields.text('method') });

/** Operations are numbers whose meanings are lost (section 7.3): they stay what they are. */
export const registryOf = (fields: Fields): RegistryActivity | undefined =>
  filled<RegistryActivity>({
    key: fields.text('keyname'),
    previousKey: fields.text('previouskeyname'),
    valueName: fields.text('valuename'),
    valueData: fields.text('valuedata'),
    previousValueData: fields.text('previousvaluedata'),
    operation: fields.text('registryoperationtype'),
  });

export const osLogOf = (fields: Fields): OsLogRecord | undefined =>
  filled<OsLogRecord>({
    provider: fields.text('system.provider.name.value'),
    channel: fields.text('system.channel.value'),
    eventId: fields.text('system.eventid.value'),
    recordId: fields.text('system.eventrecordid.value'),
  });

/** `last`: where the news about it stand, if not in the event itself. */
export const malwareOf = (fields: Fields, last: Fields = fields): MalwareFinding | undefined =>
  filled<MalwareFinding>({
    verdict: fields.text('verdictname'),
    object: fields.text('detectedname'),
    objectType: fields.text('detectedobjecttype'),
    status: last.text('threatstatus') ?? fields.text('threatstatus'),
    reason: last.text('untreatedreason') ?? fields.text('untreatedreason'),
    mode: fields.text('processingmode'),
    recordId: fields.integer('recordid'),
  });

export function deviceOf(fields: Fields): Device | undefined {
  const [name, ip] = [fields.text('hostname'), fields.text('hostip')];
  const os = [fields.text('osfamily'), fields.text('osversion')]
    .filter((part) => part !== undefined)
    .join(' ');
  if (name === undefined && ip === undefined) return undefined;
  return { id: name ?? ip, name, ips: ip === undefined ? [] : [ip], os: os === '' ? undefined : os };
}
