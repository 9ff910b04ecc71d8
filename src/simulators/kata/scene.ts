/** Where an event plays: whose host, which program, at what time; and the keys that events of every type share. */
import { createHash } from 'node:crypto';
import type { Incident, StoryFile } from '../story.ts';
import type { KataObject } from './types.ts';

export interface Scene {
  readonly incident: Incident;
  /** Event time by the endpoint's clock, in milliseconds since the epoch. */
  readonly at: number;
  /** Tells the events of one incident apart. */
  readonly part: number;
}

type Os = Incident['host']['os'];
type Role = 'parent' | 'shell' | 'interpreter' | 'service' | 'office' | 'library';

const digest = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');

function program(folder: string, name: string, size: number): StoryFile {
  const full = `${folder}/${name}`;
  return { name, folder, size, sha256: digest('sha256', full), md5: digest('md5', full) };
}

const system32 = 'C:\\Windows\\System32';
const powershell = program(`${system32}\\WindowsPowerShell\\v1.0`, 'powershell.exe', 455_680);
const programs: Readonly<Record<Os, Readonly<Record<Role, StoryFile>>>> = {
  Windows: {
    parent: program('C:\\Windows', 'explorer.exe', 5_182_464),
    shell: program(system32, 'cmd.exe', 289_792),
    interpreter: powershell,
    service: program(system32, 'svchost.exe', 55_320),
    office: program('C:\\Program Files\\Microsoft Office\\root\\Office16', 'WINWORD.EXE', 1_620_480),
    library: program(system32, 'rundll32.exe', 71_680),
  },
  Linux: {
    parent: program('/usr/lib/systemd', 'systemd', 1_849_992),
    shell: program('/usr/bin', 'bash', 1_396_520),
    interpreter: program('/usr/bin', 'python3.12', 8_020_928),
    service: program('/usr/sbin', 'sshd', 921_416),
    office: program('/usr/lib/libreoffice/program', 'soffice.bin', 14_568),
    library: program('/usr/bin', 'ldd', 5_461),
  },
  macOS: {
    parent: program('/sbin', 'launchd', 1_211_312),
    shell: program('/bin', 'zsh', 1_361_200),
    interpreter: program('/usr/bin', 'python3', 167_120),
    service: program('/usr/sbin', 'cupsd', 1_080_544),
    office: program('/Applications/Pages.app/Contents/MacOS', 'Pages', 22_804_000),
    library: program('/usr/bin', 'dyld_info', 118_640),
  },
};

export const programOf = ({ incident }: Scene, role: Role): StoryFile => programs[incident.host.os][role];

/** The file of the incident, in a folder that the host's system has. */
export function mischief({ incident: { file, host } }: Scene): StoryFile {
  const windows = host.os === 'Windows';
  if (windows === file.folder.startsWith('C:')) return file;
  return { ...file, folder: windows ? 'C:\\Windows\\Temp' : '/tmp/.cache' };
}

export const fullName = ({ folder, name }: StoryFile): string =>
  `${folder}${folder.startsWith('C:') ? '\\' : '/'}${name}`;

/** The program that does it: the file itself if the host can run it, else what opens such files. */
export function actor(scene: Scene): StoryFile {
  const file = mischief(scene);
  const windows = scene.incident.host.os === 'Windows';
  if (file.name.endsWith('.exe')) return windows ? file : programOf(scene, 'interpreter');
  if (!file.name.includes('.')) return windows ? programOf(scene, 'shell') : file;
  if (file.name.endsWith('.docm')) return programOf(scene, 'office');
  if (file.name.endsWith('.dll')) return programOf(scene, windows ? 'library' : 'interpreter');
  return programOf(scene, windows ? 'interpreter' : 'shell');
}

export const commandLine = (scene: Scene): string => {
  const [program, file] = [actor(scene), mischief(scene)];
  return program === file ? `${file.name} --quiet` : `${program.name} "${fullName(file)}"`;
};

/** Microseconds, of which the last three digits are the incident's own. */
export const micros = ({ incident }: Scene, ms: number): number =>
  ms * 1_000 + Math.floor(incident.chance('kata-micros') * 1_000);

export const pidOf = ({ incident }: Scene): number =>
  400 + 4 * Math.floor(incident.chance('kata-pid') * 8_000);

/** Process-tree keys lie beyond 2^53, so close to each other that a double cannot tell them apart. */
const treeKey = ({ incident }: Scene, offset: bigint): bigint | string => {
  const key = 1_311_768_467_294_000_000n + BigInt(incident.index) * 2n + offset;
  return incident.chance('kata-tree') < 0.5 ? key : String(key);
};

const FIRST_FILE = Date.UTC(2024, 10, 1);

/** When a file was made and changed, in microseconds: the same on whatever host it turns up. */
export function fileTimes({ size }: StoryFile): { created: number; modified: number } {
  const created = (FIRST_FILE + (size % 1_000) * 3_600_000) * 1_000;
  return { created, modified: created + 60_000_000 };
}

const osVersions = { Windows: '10.0.19045', Linux: 'Ubuntu 24.04', macOS: '15.5' };

export function accountOf({ incident: { host, user } }: Scene): string {
  return host.os === 'Windows' ? `CORP\\${user.name}` : user.name;
}

/** Who and where (sheet 7.2, group host). */
export function hostKeys(scene: Scene): KataObject {
  const { host } = scene.incident;
  return {
    HostName: host.fqdn,
    HostIp: host.ip,
    UserName: accountOf(scene),
    OsFamily: host.os,
    OsVersion: osVersions[host.os],
  };
}

/** The program behind the event, and its process (sheet 7.2, groups file and process). */
export function imageKeys(scene: Scene, image: StoryFile): KataObject {
  return {
    FileName: image.name,
    FilePath: image.folder,
    FileFullName: fullName(image),
    Md5: image.md5,
    Sha256: image.sha256,
    SystemPid: pidOf(scene),
    UniquePid: treeKey(scene, 1n),
    UniqueParentPid: treeKey(scene, 0n),
  };
}
