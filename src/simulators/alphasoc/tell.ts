/** Tells the common story as this vendor would have seen it, up to whatever time it is. */
import { incidentsBetween, storyUuid, type Incident } from '../story.ts';
import type { Feed } from './feed.ts';
import { storyEvent } from './story-events.ts';
import { viewOf } from './story-plots.ts';
import type { AlphaSocSwitches } from './switches.ts';
import type { AlphaSocAlert } from './types.ts';

const HOUR_MS = 3_600_000;
/** A clock that jumps further than this gets the stretch as history, thinned, as after a restart. */
const JUMP_MS = 6 * HOUR_MS;
const LATEST_MS = 6 * HOUR_MS;

/** How long after its event the alert comes: a moment, or hours for batch uploads and volume analytics. */
function delayOf(incident: Incident, lateShare: number): number {
  if (incident.chance('asoc-late') >= lateShare) return Math.floor(incident.chance('asoc-lag') * 3_000);
  return HOUR_MS + Math.floor(incident.chance('asoc-delay') * (LATEST_MS - HOUR_MS));
}

/** The alert that an incident becomes; undefined when this vendor sees nothing of it. */
function storyAlert(incident: Incident, lateShare: number): AlphaSocAlert | undefined {
  const view = viewOf(incident);
  if (view === undefined) return undefined;
  const { eventType, event, domain } = storyEvent(incident, view);
  const sunk = view.inside !== true && incident.remote.domain.includes('sinkhole');
  const second = view.secondThreat !== undefined && incident.chance('asoc-second') < 0.25;
  const label = view.labels?.[Math.floor(incident.chance('asoc-label') * view.labels.length)];
  return {
    id: storyUuid('asoc', 'alert', incident.index),
    createdAt: incident.time + delayOf(incident, lateShare),
    eventType,
    threats: [
      view.threat,
      ...(second ? [view.secondThreat] : []),
      ...(sunk ? ['sinkholed_destination'] : []),
    ],
    wisdom: {
      flags: [...view.flags, ...(sunk ? ['sinkholed'] : [])],
      ...(label === undefined ? {} : { labels: [label] }),
      ...(domain === undefined ? {} : { domain }),
    },
    event,
    mitreAttack: [incident.plot.technique],
  };
}

/** Publishes everything up to `now` that was not told yet. */
export function createTell(
  feed: Feed,
  switches: AlphaSocSwitches,
  storyStart: number,
): (now: number) => void {
  let told = storyStart - switches.retainedMs - LATEST_MS;
  return (now) => {
    if (now <= told) return;
    const startedAt = now - Math.max(told, storyStart) > JUMP_MS ? now : storyStart;
    for (const incident of incidentsBetween(told, now, startedAt)) {
      const alert = storyAlert(incident, switches.lateShare);
      if (alert !== undefined) feed.publish(alert);
    }
    told = now;
  };
}
