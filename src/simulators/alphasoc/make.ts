/** Makes alerts by hand and in bulk. */
import { storyUuid } from '../story.ts';
import { timestamp } from './time.ts';
import type { AlphaSocAlert } from './types.ts';

export interface AlertDraft {
  /** Default: the next of a fixed row. */
  readonly id?: string;
  /** When it enters the feed, in milliseconds since the epoch; it may lie ahead. Default: now. */
  readonly createdAt?: number;
  /** Default `dns`. */
  readonly eventType?: string;
  /** Default `c2_communication`. */
  readonly threats?: readonly string[];
  readonly wisdom?: AlphaSocAlert['wisdom'];
  /** Laid over a sample event of the type; a field that is undefined goes. Null: no event. */
  readonly event?: Readonly<Record<string, unknown>> | null;
  readonly mitreAttack?: readonly string[];
}

export interface GenerateOptions {
  /** When the first enters the feed, in milliseconds since the epoch. Default: such that the last does now. */
  readonly start?: number;
  /** Milliseconds from one to the next; 0: all at once. Default 1000, or less so that all fit into half the window. */
  readonly spacing?: number;
  /** Default: all four in turn. */
  readonly eventTypes?: readonly string[];
  /** From 1 up. Default 1. */
  readonly threatsPerAlert?: number;
  /** Every n-th alert is six hours younger than its event; 0: none. Default 0. */
  readonly lateEvery?: number;
  /** What the ids are made of, so that two calls do not collide. Default: the number of the call. */
  readonly prefix?: string;
}

const LATE_MS = 6 * 3_600_000;
const HOUSE = 250;

const samples: Readonly<Record<string, (n: number) => Readonly<Record<string, unknown>>>> = {
  dns: (n) => ({ query: `h${n}.bulk.example`, qtype: 'A' }),
  ip: (n) => ({
    destIP: `198.51.100.${n % HOUSE}`,
    destPort: 4_443,
    proto: 'tcp',
    bytesIn: 100 + n,
    bytesOut: n,
  }),
  http: (n) => ({ url: `http://h${n}.bulk.example/`, method: 'GET', status: 200, app: 'http' }),
  tls: (n) => ({
    certHash: n.toString(16).padStart(40, '0'),
    subject: `CN=h${n}.bulk.example`,
    destIP: `198.51.100.${n % HOUSE}`,
    destPort: 443,
  }),
};

function sampleEvent(n: number, eventType: string, at: number): Readonly<Record<string, unknown>> {
  return {
    ts: timestamp(at, [0, 6, 9][n % 3], n % 1_000_000),
    srcIP: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
    srcPort: 40_000 + (n % 20_000),
    srcHost: `bulk-${n % 1_000}`,
    srcUser: `user${n % 100}`,
    ...samples[eventType]?.(n),
  };
}

/** The alert of a draft. `n`: its number, which all defaults follow from. */
export function makeAlert(draft: AlertDraft, n: number, now: number): AlphaSocAlert {
  const { eventType = 'dns', createdAt = now } = draft;
  const event = draft.event === null ? null : { ...sampleEvent(n, eventType, createdAt), ...draft.event };
  return {
    id: draft.id ?? storyUuid('asoc', 'made', n),
    createdAt,
    eventType,
    threats: draft.threats ?? ['c2_communication'],
    wisdom: draft.wisdom ?? {
      flags: ['c2'],
      labels: ['c2:SampleRAT'],
      ...(eventType === 'ip' ? {} : { domain: 'bulk.example' }),
    },
    event,
    mitreAttack: draft.mitreAttack ?? ['T1071.001'],
  };
}

export interface BulkParts {
  readonly count: number;
  readonly options: GenerateOptions;
  readonly now: number;
  readonly retainedMs: number;
  /** The ids that threats are taken from, in turn. */
  readonly threatIds: readonly string[];
}

/** Alerts in bulk, in feed order. */
export function makeAlerts({
  count,
  options,
  now,
  retainedMs,
  threatIds,
}: BulkParts): readonly AlphaSocAlert[] {
  const {
    eventTypes = ['dns', 'ip', 'http', 'tls'],
    threatsPerAlert = 1,
    lateEvery = 0,
    prefix = '',
  } = options;
  const spacing = options.spacing ?? Math.min(1_000, retainedMs / 2 / Math.max(1, count));
  const start = options.start ?? now - Math.max(0, count - 1) * spacing;
  return Array.from({ length: count }, (_, n) => {
    const createdAt = Math.floor(start + n * spacing);
    const late = lateEvery > 0 && n % lateEvery === lateEvery - 1;
    const threats = Array.from(
      { length: threatsPerAlert },
      (_, k) => threatIds[(n + k) % threatIds.length] ?? 'c2_communication',
    );
    return makeAlert(
      {
        id: storyUuid('asoc', 'bulk', prefix, n),
        createdAt,
        eventType: eventTypes[n % eventTypes.length] ?? 'dns',
        threats: [...new Set(threats)],
        ...(late ? { event: { ts: timestamp(createdAt - LATE_MS, 6) } } : {}),
      },
      n,
      now,
    );
  });
}
