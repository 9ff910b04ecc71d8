/** Events about processes and what they load, run and read from a console (contract sheet kata, section 7.2). */
import type { KataObject } from './types.ts';
import {
  accountOf,
  actor,
  commandLine,
  fileTimes,
  fullName,
  imageKeys,
  micros,
  mischief,
  pidOf,
  programOf,
  type Scene,
} from './scene.ts';

const linuxKeys = ({ incident }: Scene): KataObject => ({
  RealUserName: incident.host.owner.name,
  EffectiveUserName: incident.user.name,
  LinuxOperationResult: incident.chance('kata-result') < 0.9 ? 'Success' : 'Failed',
  LogonRemoteHost: incident.remote.ip,
  Environment: `HOME=/home/${incident.user.name};LANG=C.UTF-8`,
});

export function processStarted(scene: Scene): KataObject {
  const [image, parent] = [actor(scene), programOf(scene, 'parent')];
  const { created, modified } = fileTimes(image);
  const windows = scene.incident.host.os === 'Windows';
  const signed = image !== mischief(scene);
  return {
    ...imageKeys(scene, image),
    OriginalFileName: image.name,
    FileSize: image.size,
    FileCreationTime: created,
    FileModificationTime: modified,
    StartupParameters: commandLine(scene),
    ProcessType: 0,
    ParentSystemPid: 900,
    ParentFileFullName: fullName(parent),
    ParentMd5: parent.md5,
    ParentSha256: parent.sha256,
    ParentStartupParameters: fullName(parent),
    LogonType: 2,
    LogonSessionId: 200_000 + scene.incident.host.name.length,
    AccountType: 'User',
    ...(windows
      ? {
          IntegrityLevel: 'Medium',
          SignatureCheckResult: signed ? 'Valid' : 'NotSigned',
          SignatureSubjectName: signed ? 'Microsoft Windows' : undefined,
          SignatureTimestamp: signed ? created : undefined,
          ProductName: signed ? 'Microsoft Windows Operating System' : undefined,
        }
      : linuxKeys(scene)),
  };
}

export const processEnded = (scene: Scene): KataObject => ({
  ...imageKeys(scene, actor(scene)),
  StartupParameters: commandLine(scene),
  EndTime: micros(scene, scene.at),
});

export function moduleLoaded(scene: Scene): KataObject {
  const file = mischief(scene);
  const { created, modified } = fileTimes(file);
  return {
    ...imageKeys(scene, programOf(scene, 'service')),
    DllName: file.name,
    DllPath: file.folder,
    DllFullName: fullName(file),
    DllSize: file.size,
    DllCreationTime: created,
    DllModificationTime: modified,
    DllMd5: file.md5,
    DllSha256: file.sha256,
    HijackingPath: scene.incident.chance('kata-hijack') < 0.3 ? file.folder : undefined,
  };
}

export function driverLoaded(scene: Scene): KataObject {
  const file = mischief(scene);
  const { created, modified } = fileTimes(file);
  return {
    FileName: file.name,
    FilePath: file.folder,
    FileFullName: fullName(file),
    FileSize: file.size,
    FileCreationTime: created,
    FileModificationTime: modified,
    Md5: file.md5,
    Sha256: file.sha256,
  };
}

export function scriptRun(scene: Scene): KataObject {
  const file = mischief(scene);
  const { created, modified } = fileTimes(file);
  const image = programOf(scene, 'interpreter');
  return {
    ...imageKeys(scene, image),
    StartupParameters: `${image.name} "${fullName(file)}"`,
    InterpretedFileName: file.name,
    InterpretedFilePath: file.folder,
    InterpretedFileFullName: fullName(file),
    InterpretedFileSize: file.size,
    InterpretedFileCreationTime: created,
    InterpretedFileModificationTime: modified,
    InterpretedMd5: file.md5,
    InterpretedSha256: file.sha256,
    InterpretedFiles: [{ FullName: fullName(file), Sha256: file.sha256 }],
  };
}

export const consoleInput = (scene: Scene): KataObject => ({
  ...imageKeys(scene, programOf(scene, 'shell')),
  ParentSystemPid: pidOf(scene) - 4,
  InteractiveInputText: `ping ${scene.incident.remote.domain} && whoami # ${accountOf(scene)}`,
});
