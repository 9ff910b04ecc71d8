/** What uploaded telemetry leads to, for those who want to see the whole circle: an alert when a remote of the story is touched. */
import { remotes } from '../story.ts';
import { normalised } from './acceptance.ts';
import type { AlertDraft } from './make.ts';
import type { TelemetryType } from './types.ts';

function hostOf(url: unknown): string {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).hostname : '';
}

const below = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`);

/** The alert that an accepted event raises; undefined for none. */
export function alertFrom(
  type: TelemetryType,
  event: Readonly<Record<string, unknown>>,
): AlertDraft | undefined {
  const proper = normalised(type, event);
  const name = typeof proper['query'] === 'string' ? proper['query'] : hostOf(proper['url']);
  const remote = remotes.find(({ domain, ip }) => below(name, domain) || proper['destIP'] === ip);
  if (remote === undefined) return undefined;
  const mining = remote.domain.includes('coinmine');
  return {
    eventType: type,
    threats: [mining ? 'cryptomining' : 'c2_communication'],
    wisdom: {
      flags: [mining ? 'cryptomining' : 'c2'],
      ...(type === 'ip' ? {} : { domain: remote.domain }),
    },
    event: proper,
  };
}
