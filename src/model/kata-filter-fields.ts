/** The fields that KATA's filter language knows (contract sheet kata, section 7.2), in full. */

export type KataFieldType = 'string' | 'integer';

// prettier-ignore
export const kataStringFields = [
  'HostName', 'hostName', 'HostIp', 'EventType', 'UserName', 'OsFamily', 'OsVersion', 'Ioa.Rules.Id',
  'Ioa.Rules.Name', 'Ioa.Rules.Techniques', 'Ioa.Rules.Tactics', 'Ioa.Severity', 'Ioa.Confidence', 'FileName',
  'FilePath', 'FileFullName', 'OriginalFileName', 'Md5', 'Sha256', 'PreviousFileName', 'PreviousFileFullName',
  'DllName', 'DllPath', 'DllFullName', 'DllMd5', 'DllSha256', 'HijackingPath', 'DroppedName', 'DroppedPath',
  'DroppedFullName', 'DroppedMd5', 'DroppedSha256', 'BlockedName', 'BlockedPath', 'BlockedFullName',
  'BlockedSha256', 'InterpretedFileName', 'InterpretedFilePath', 'InterpretedFileFullName', 'InterpretedMd5',
  'InterpretedSha256', 'StartupParameters', 'Environment', 'LinuxOperationResult', 'InteractiveInputText',
  'ParentFileFullName', 'ParentMd5', 'ParentSha256', 'ParentStartupParameters', 'LogonRemoteHost',
  'RealUserName', 'EffectiveUserName', 'Method', 'Direction', 'LocalIp', 'RemoteHostName', 'RemoteIp', 'URI',
  'KeyName', 'ValueName', 'ValueData', 'PreviousKeyName', 'PreviousValueData', 'System.EventID.value',
  'System.Channel.value', 'System.EventRecordID.value', 'System.Provider.Name.value',
  'EventData.Data.TargetDomainName.value', 'EventData.Data.ObjectName.value',
  'EventData.Data.PackageName.value', 'EventData.Data.ProcessName.value', 'LinuxEventType', 'VerdictName',
  'ProcessingMode', 'DetectedName', 'DetectedObjectType', 'DetectedMd5', 'DetectedSha256', 'ThreatStatus',
  'UntreatedReason', 'ObjectContent',
] as const;
export type KataStringField = (typeof kataStringFields)[number];

// prettier-ignore
export const kataIntegerFields = [
  'FileSize', 'FileCreationTime', 'FileModificationTime', 'FileOperationType', 'DllSize', 'DllCreationTime',
  'DllModificationTime', 'DroppedSize', 'DroppedCreationTime', 'DroppedModificationTime', 'DroppedFileType',
  'InterpretedFileSize', 'InterpretedFileCreationTime', 'InterpretedFileModificationTime', 'SystemPid',
  'ProcessType', 'ParentSystemPid', 'LocalPort', 'RemotePort', 'RegistryOperationType', 'RecordId',
  'ObjectContentType',
] as const;
export type KataIntegerField = (typeof kataIntegerFields)[number];

const typed = (names: readonly string[], type: KataFieldType): [string, KataFieldType][] =>
  names.map((name) => [name, type]);

/** Each field's type, by its name; letter case counts, as nobody says that it does not. */
export const kataFields: ReadonlyMap<string, KataFieldType> = new Map([
  ...typed(kataStringFields, 'string'),
  ...typed(kataIntegerFields, 'integer'),
]);
