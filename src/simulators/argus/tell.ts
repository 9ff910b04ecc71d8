/** The story as Argus saw it: each incident an aggregated event over one to three raw ones, the grave ones in a case. */
import { HISTORY_MS, incidentsBetween, plots, type Incident } from '../story.ts';
import { alarms } from './catalogue.ts';
import { makeCase, makeEvent } from './make.ts';
import { pcapFile } from './pcap.ts';
import { incidentEndpoints, incidentProperties } from './tell-details.ts';
import { indexDay } from './time.ts';
import type { ArgusWorld } from './world.ts';
import type { SimArgusEvent, SimArgusPayload } from './types.ts';

const words = ['low', 'low', 'medium', 'high', 'critical'] as const;
const MINUTE_MS = 60_000;

/** Something the story will do to an event or case later. */
interface Plan {
  readonly at: number;
  readonly act: () => void;
}

interface Story {
  /** Tells everything up to now; returns at once when there is nothing new. */
  catchUp(): void;
}

const customerOf = (incident: Incident): number => (incident.host.ip.startsWith('10.20.1.') ? 43 : 42);

function flagsOf(incident: Incident): string[] {
  const { severity } = incident.plot;
  const flags = ['SOURCE_IS_CUSTOMERNET'];
  const when = (salt: string, below: number, ...names: string[]): void => {
    if (incident.chance(salt) < below) flags.push(...names);
  };
  if (severity >= 4) flags.push('IDENTIFIED_THREAT');
  if (severity === 3) flags.push('THREAT_CANDIDATE');
  if (severity === 5) flags.push('ESCALATED_BY_REPUTATION');
  when('established', 0.6, 'ESTABLISHED');
  when('blocked', 0.2, 'BLOCKED');
  if (severity <= 3) when('false-positive', 0.12, 'FALSE_POSITIVE', 'ACKNOWLEDGED');
  if (severity <= 2) when('no-threat', 0.08, 'NOT_A_THREAT', 'ACKNOWLEDGED');
  when('acknowledged', 0.15, 'ACKNOWLEDGED');
  when('followup', 0.1, 'FOLLOWUP');
  when('managed', 0.3, 'SOURCE_IS_MANAGED_BY_SOC');
  return [...new Set(flags)];
}

function payloadOf(incident: Incident, part: number): SimArgusPayload | null {
  const share = incident.chance(`payload-${part}`);
  const text = `GET / HTTP/1.1\r\nHost: ${incident.remote.domain}\r\n\r\n`;
  if (share < 0.25) return { type: 'pcap', bytes: pcapFile(text, incident.time) };
  if (share < 0.4) return { type: 'string', bytes: Buffer.from(text) };
  return share < 0.5 ? { type: 'binary', bytes: Buffer.from(incident.file.sha256, 'hex') } : null;
}

export function createStory(world: ArgusWorld, startedAt: number): Story {
  const { clock, store } = world;
  let toldUntil = startedAt - HISTORY_MS;
  let plans: Plan[] = [];

  /** The case of the day for this customer and plot, opened by its first incident. */
  function caseFor(incident: Incident): number {
    const { plot, time } = incident;
    const customerID = customerOf(incident);
    const id = indexDay(time) * 100 + plots.indexOf(plot) * 2 + (customerID % 2);
    if (store.cases.has(id)) return id;
    const opened = makeCase(
      {
        id,
        customerID,
        categoryID: { c2: 10, exfiltration: 12, credential_dump: 13 }[plot.key] ?? 11,
        status: 'workingSoc',
        priority: words[plot.severity - 1] ?? 'low',
        subject: `${plot.title}: ${incident.host.name}`,
        description: `<p>${plot.title}, seen on <b>${incident.host.fqdn}</b> as ${incident.user.name}.</p>`,
        assignedUserID: incident.chance('assigned') < 0.5 ? 1_100 : null,
        created: time,
        tags: [{ id: 1, key: 'mitre', value: plot.technique, addedTimestamp: time }],
        comments: [
          { id: id * 10, addedTimestamp: time, addedByUserID: 1_001, comment: 'We are looking into this.' },
        ],
        workflows: [{ workflow: 'notify', state: 'pending' }],
      },
      time,
      id,
    );
    store.cases.set(id, opened);
    const change = (after: number, fields: Partial<typeof opened>): void => {
      const at = time + after;
      plans.push({
        at,
        act: () => void store.cases.set(id, Object.assign(opened, fields, { lastUpdated: at })),
      });
    };
    change(30 * MINUTE_MS, { status: 'pendingCustomer' });
    change(20 * 60 * MINUTE_MS, {
      status: 'closed',
      closed: time + 20 * 60 * MINUTE_MS,
      closedByUserID: 1_002,
    });
    return id;
  }

  /** What happens to some aggregates after they were first written: more is counted in, then they are final. */
  function plan(incident: Incident, event: SimArgusEvent): void {
    const alter = (after: number, fields: (now: SimArgusEvent) => Partial<SimArgusEvent>): void => {
      const at = incident.time + after;
      const act = (): void => {
        const now = store.events.get(event.id);
        if (now !== undefined) {
          const changes = [
            ...now.changes,
            { type: 'updated', timestamp: at, user: 'argus', comment: null } as const,
          ];
          store.change(event.id, { ...fields(now), lastUpdated: Math.max(at, now.lastUpdated), changes });
        }
      };
      plans.push({ at, act });
    };
    if (incident.chance('grows') < 0.3) {
      alter(MINUTE_MS, (now) => ({
        count: now.count + 5,
        lastEvent: incident.time + MINUTE_MS,
        flags: now.flags.map((flag) => (flag === 'ACKNOWLEDGED' ? 'PARTIALLY_ACKNOWLEDGED' : flag)),
      }));
    }
    if (incident.chance('final') < 0.8) {
      alter(10 * MINUTE_MS, (now) => ({ flags: [...new Set([...now.flags, 'FINALIZED'])] }));
    }
  }

  function tell(incident: Incident): void {
    const { plot, time } = incident;
    const parts = 1 + Math.floor(incident.chance('parts') * 3);
    const first = time - 1_000 - Math.floor(incident.chance('span') * 60_000);
    const alarm = plot.severity >= 2 ? alarms[plots.indexOf(plot)] : undefined;
    const customerID = customerOf(incident);
    const both = {
      customerID,
      lastUpdated: time,
      enginePersisted: time,
      severity: words[plot.severity - 1] ?? 'low',
      locationID: customerID === 43 ? 12 : 11,
      alarmID: alarm?.id ?? null,
      signature: alarm?.signature ?? `STORY-${plot.key.toUpperCase()}`,
      protocol: plot.key === 'dns_tunnel' ? 'udp' : plot.key === 'scan' ? 'icmp' : 'tcp',
      domain: ['lateral', 'scan', 'credential_dump'].includes(plot.key) ? null : incident.remote.domain,
      uri: ['phishing', 'exfiltration'].includes(plot.key)
        ? `https://${incident.remote.domain}/up?id=${incident.index}`
        : null,
      properties: incidentProperties(incident),
    };
    const raw = Array.from({ length: parts }, (_, part) =>
      makeEvent(
        {
          ...both,
          ...incidentEndpoints(incident, false),
          type: 'raw',
          created: first + Math.floor(((time - first) * part) / parts),
          sensorID: customerID === 43 ? 902 : 901,
          flags: ['SOURCE_IS_CUSTOMERNET'],
          payload: payloadOf(incident, part),
        },
        time,
        incident.index * 4 + part,
      ),
    );
    const caseIDs = plot.severity >= 4 ? [caseFor(incident)] : [];
    const aggregate = makeEvent(
      {
        ...both,
        ...incidentEndpoints(incident, plot.key === 'scan' && incident.chance('network') < 0.4),
        created: time,
        firstEvent: first,
        lastEvent: time,
        count: parts,
        caseIDs,
        firstNotified: caseIDs.length > 0 ? time : null,
        subEvents: raw.map(({ id }) => id),
        flags: [...flagsOf(incident), ...(caseIDs.length > 0 ? ['NOTIFIED'] : [])],
        comments:
          incident.chance('comment') < 0.05
            ? [{ timestamp: time, user: 'soc.ada', comment: 'Seen before, see wiki' }]
            : [],
      },
      time,
      incident.index,
    );
    store.add([...raw, aggregate]);
    plan(incident, aggregate);
  }

  return {
    catchUp() {
      const now = clock.now();
      if (now <= toldUntil) return;
      for (const incident of incidentsBetween(toldUntil, now, startedAt)) tell(incident);
      toldUntil = now;
      const due = plans.filter(({ at }) => at <= now).toSorted((a, b) => a.at - b.at);
      if (due.length === 0) return;
      plans = plans.filter(({ at }) => at > now);
      for (const { act } of due) act();
    },
  };
}
