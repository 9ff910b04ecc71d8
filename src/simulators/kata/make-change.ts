/** Events about files, the registry and what was blocked (contract sheet kata, section 7.2). */
import type { KataObject } from './types.ts';
import { actor, fileTimes, fullName, imageKeys, mischief, programOf, type Scene } from './scene.ts';

/** 0 created, 1 modified, 2 deleted, 3 renamed: the sheet's invented meanings (section 7.3). */
export function fileChanged(scene: Scene): KataObject {
  const file = mischief(scene);
  const { created, modified } = fileTimes(file);
  const operation = Math.floor(scene.incident.chance('kata-file-operation') * 4);
  const before = scene.incident.host.os === 'Windows' ? 'C:\\Users\\Public' : '/var/tmp';
  return {
    ...imageKeys(scene, actor(scene)),
    FileOperationType: operation,
    DroppedName: file.name,
    DroppedPath: file.folder,
    DroppedFullName: fullName(file),
    DroppedSize: file.size,
    DroppedCreationTime: created,
    DroppedModificationTime: modified,
    DroppedMd5: file.md5,
    DroppedSha256: file.sha256,
    DroppedFileType: 1,
    PreviousFileName: operation === 3 ? before : undefined,
    PreviousFileFullName:
      operation === 3 ? fullName({ ...file, folder: before, name: 'setup.tmp' }) : undefined,
  };
}

export function registryChanged(scene: Scene): KataObject {
  const operation = Math.floor(scene.incident.chance('kata-registry-operation') * 5);
  const run = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run';
  return {
    ...imageKeys(scene, actor(scene)),
    RegistryOperationType: operation,
    KeyName: run,
    ValueName: operation >= 2 ? `Updater_${scene.incident.file.name}` : undefined,
    ValueData: operation === 2 ? fullName(mischief(scene)) : undefined,
    PreviousKeyName: operation === 4 ? `${run}Once` : undefined,
    PreviousValueData: operation === 3 ? fullName(mischief(scene)) : undefined,
  };
}

function blocked(scene: Scene): KataObject {
  const file = mischief(scene);
  return {
    BlockedName: file.name,
    BlockedPath: file.folder,
    BlockedFullName: fullName(file),
    BlockedSha256: file.sha256,
  };
}

export const runBlocked = (scene: Scene): KataObject => ({
  ...imageKeys(scene, programOf(scene, 'parent')),
  ...blocked(scene),
});

export const documentBlocked = (scene: Scene): KataObject => ({
  ...imageKeys(scene, programOf(scene, 'office')),
  ...blocked(scene),
});
