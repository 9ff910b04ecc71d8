/** Every field that a filter may name, with its type (contract sheet kata, section 7.2). */

type FieldType = 'string' | 'integer';

export interface Field {
  /** The name as the filter writes it. */
  readonly name: string;
  readonly type: FieldType;
  /** Where its value stands in an event. */
  readonly path: readonly string[];
}

const strings = `
  HostName HostIp EventType UserName OsFamily OsVersion
  Ioa.Rules.Id Ioa.Rules.Name Ioa.Rules.Techniques Ioa.Rules.Tactics Ioa.Severity Ioa.Confidence
  FileName FilePath FileFullName OriginalFileName Md5 Sha256
  PreviousFileName PreviousFileFullName
  DllName DllPath DllFullName DllMd5 DllSha256 HijackingPath
  DroppedName DroppedPath DroppedFullName DroppedMd5 DroppedSha256
  BlockedName BlockedPath BlockedFullName BlockedSha256
  InterpretedFileName InterpretedFilePath InterpretedFileFullName InterpretedMd5 InterpretedSha256
  StartupParameters Environment LinuxOperationResult InteractiveInputText
  ParentFileFullName ParentMd5 ParentSha256 ParentStartupParameters
  LogonRemoteHost RealUserName EffectiveUserName
  Method Direction LocalIp RemoteHostName RemoteIp URI
  KeyName ValueName ValueData PreviousKeyName PreviousValueData
  System.EventID.value System.Channel.value System.EventRecordID.value System.Provider.Name.value
  EventData.Data.TargetDomainName.value EventData.Data.ObjectName.value
  EventData.Data.PackageName.value EventData.Data.ProcessName.value LinuxEventType
  VerdictName ProcessingMode DetectedName DetectedObjectType DetectedMd5 DetectedSha256 ThreatStatus UntreatedReason
  ObjectContent`;

const integers = `
  FileSize FileCreationTime FileModificationTime FileOperationType
  DllSize DllCreationTime DllModificationTime
  DroppedSize DroppedCreationTime DroppedModificationTime DroppedFileType
  InterpretedFileSize InterpretedFileCreationTime InterpretedFileModificationTime
  SystemPid ProcessType ParentSystemPid
  LocalPort RemotePort RegistryOperationType RecordId ObjectContentType`;

const table = new Map<string, Field>();
for (const [type, names] of [
  ['string', strings],
  ['integer', integers],
] as const) {
  for (const name of names.trim().split(/\s+/)) table.set(name, { name, type, path: name.split('.') });
}
/** The seed's table spells it so; the data does not. */
table.set('hostName', { name: 'hostName', type: 'string', path: ['HostName'] });

/** By name, letter case included. */
export const fields: ReadonlyMap<string, Field> = table;
