import type { EventKind } from '../../model/records.ts';

/** What an event type is to the schema. */
export interface EventType {
  readonly kind: EventKind;
  /** What happened, for the title. */
  readonly label: string;
  /** What it happened to, for the title: the first of these fields that is there. */
  readonly subject: readonly string[];
  /** The prefix of the keys that describe the file which the event is about, where those of the image do not. */
  readonly file?: 'dll' | 'dropped' | 'blocked' | 'interpreted' | 'detected' | undefined;
  /** Keys that tell two events of this type apart, for those that come without an id (contract sheet kata, section 9). */
  readonly identity: readonly string[];
}

const image = ['filefullname', 'filename', 'md5', 'sha256'] as const;
const network = [
  'direction',
  'localip',
  'localport',
  'remotehostname',
  'remoteip',
  'remoteport',
  'method',
  'uri',
];
const blocked = ['blockedfullname', 'blockedname', 'blockedsha256'] as const;
const av = [
  'verdictname',
  'detectedname',
  'detectedmd5',
  'detectedsha256',
  'recordid',
  'threatstatus',
] as const;

const types: Readonly<Record<string, EventType>> = {
  process: {
    kind: 'PROCESS',
    label: 'Process started',
    subject: ['filename', 'filefullname', 'startupparameters'],
    identity: [...image, 'startupparameters'],
  },
  processterminate: {
    kind: 'PROCESS',
    label: 'Process ended',
    subject: ['filename', 'filefullname', 'startupparameters'],
    identity: [...image, 'endtime'],
  },
  module: {
    kind: 'MODULE',
    label: 'Module loaded',
    subject: ['dllname', 'dllfullname', 'filename'],
    file: 'dll',
    identity: ['dllfullname', 'dllname', 'dllmd5', 'dllsha256'],
  },
  driver: {
    kind: 'DRIVER',
    label: 'Driver loaded',
    subject: ['dllname', 'filename', 'filefullname'],
    file: 'dll',
    identity: [...image, 'dllfullname', 'dllsha256'],
  },
  connection: {
    kind: 'NETWORK',
    label: 'Connection',
    subject: ['remotehostname', 'remoteip', 'uri'],
    identity: network,
  },
  portlisten: { kind: 'LISTEN', label: 'Port opened', subject: ['localport'], identity: network },
  filechange: {
    kind: 'FILE',
    label: 'File changed',
    subject: ['droppedfullname', 'droppedname', 'filefullname', 'filename'],
    file: 'dropped',
    identity: [
      ...image,
      'droppedfullname',
      'droppedname',
      'droppedmd5',
      'droppedsha256',
      'fileoperationtype',
    ],
  },
  registry: {
    kind: 'REGISTRY',
    label: 'Registry changed',
    subject: ['keyname', 'valuename'],
    identity: ['keyname', 'valuename', 'valuedata', 'registryoperationtype', 'previouskeyname'],
  },
  applock: {
    kind: 'BLOCKED',
    label: 'Start blocked',
    subject: ['blockedname', 'blockedfullname', 'filename'],
    file: 'blocked',
    identity: blocked,
  },
  blockdocument: {
    kind: 'BLOCKED',
    label: 'Document blocked',
    subject: ['blockedname', 'blockedfullname', 'filename'],
    file: 'blocked',
    identity: blocked,
  },
  windowsevent: {
    kind: 'OS_LOG',
    label: 'OS log entry',
    subject: ['system.provider.name.value', 'system.channel.value', 'linuxeventtype'],
    identity: [
      'system.channel.value',
      'system.eventrecordid.value',
      'system.eventid.value',
      'linuxeventtype',
    ],
  },
  amsiscan: {
    kind: 'SCRIPT',
    label: 'Script scanned',
    subject: ['filename', 'filefullname'],
    identity: [...image, 'objectcontent', 'objectcontenttype'],
  },
  threatdetect: {
    kind: 'MALWARE',
    label: 'Threat found',
    subject: ['verdictname', 'detectedname'],
    file: 'detected',
    identity: av,
  },
  threatprocessingresult: {
    kind: 'MALWARE',
    label: 'Threat processed',
    subject: ['verdictname', 'detectedname'],
    file: 'detected',
    identity: av,
  },
  processinterpretatedfilerun: {
    kind: 'SCRIPT',
    label: 'Script run',
    subject: ['interpretedfilename', 'interpretedfilefullname', 'filename'],
    file: 'interpreted',
    identity: [
      ...image,
      'interpretedfilefullname',
      'interpretedfilename',
      'interpretedmd5',
      'interpretedsha256',
    ],
  },
  processconsoleinteractiveinput: {
    kind: 'CONSOLE_INPUT',
    label: 'Console input',
    subject: ['interactiveinputtext', 'filename'],
    identity: [...image, 'interactiveinputtext'],
  },
};

/** Other spellings (contract sheet kata, section 7.3). */
const aliases: ReadonlyMap<string, string> = new Map([
  ['blockeddocument', 'blockdocument'],
  ['processinterpretedfilerun', 'processinterpretatedfilerun'],
]);

const table: ReadonlyMap<string, EventType> = new Map(Object.entries(types));

/** The same for an event of which the type says nothing. */
export const anySubject: readonly string[] = [
  'verdictname',
  'filename',
  'droppedname',
  'detectedname',
  'remotehostname',
  'remoteip',
  'keyname',
  'startupparameters',
  'system.provider.name.value',
  'username',
  'hostname',
  'hostip',
];

/** One spelling for a word of the vendor's: `BlockedDocument`, `process_terminate` and `ProcessTerminate` vary it. */
export const spelling = (word: string): string => word.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** Undefined for a type that is not known (yet). */
export const eventTypeOf = (word: string | undefined): EventType | undefined =>
  word === undefined
    ? undefined
    : (table.get(spelling(word)) ?? table.get(aliases.get(spelling(word)) ?? ''));

export const isThreatFound = (word: string | undefined): boolean => spelling(word ?? '') === 'threatdetect';
export const isThreatProcessed = (word: string | undefined): boolean =>
  spelling(word ?? '') === 'threatprocessingresult';
