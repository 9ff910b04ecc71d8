/** The AlphaSOC service on loopback, as strict as the contract sheet alphasoc. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createSimClock, type SimClock } from '../clock.ts';
import { json, startSimServer, type RecordedRequest, type SimAnswer, type SimServer } from '../kit.ts';
import { createAccess, STATUS_PATH, type KeyState } from './access.ts';
import { accountStatus } from './account.ts';
import { createFeedRoutes } from './alert-routes.ts';
import { alertFrom } from './analyse.ts';
import { createBookmarks } from './bookmarks.ts';
import { initialFlags, initialThreats } from './dictionary.ts';
import { compressed } from './encoding.ts';
import { createFeed } from './feed.ts';
import { makeAlert, makeAlerts, type AlertDraft, type GenerateOptions } from './make.ts';
import { createPages } from './pages.ts';
import { ApiProblem, problemAnswer } from './problems.ts';
import { createRouter } from './router.ts';
import { defaultSwitches, type AlphaSocSwitches } from './switches.ts';
import { createTelemetryRoute, telemetryTypes } from './telemetry.ts';
import { createTell } from './tell.ts';
import type {
  AlphaSocAccount,
  AlphaSocAlert,
  AlphaSocFlag,
  AlphaSocPoll,
  AlphaSocThreat,
  TelemetryBatch,
} from './types.ts';
import { createWatch, type Violation } from './watch.ts';

export interface AlphaSocSimOptions {
  /** Default: a free one. */
  readonly port?: number;
  readonly clock?: SimClock;
  /** Default: 60 characters, as the vendor's are. No colon. */
  readonly apiKey?: string;
  /** Whose feed it is: bookmarks of another account are not understood. Default `acme`. */
  readonly accountName?: string;
  /**
   * Milliseconds since the epoch: tells the common story, the retained window before this moment and new alerts as the
   * clock moves on. Default: no story, no alerts.
   */
  readonly storyStart?: number;
  readonly switches?: Partial<AlphaSocSwitches>;
}

/** What the account holds, for oracles. The story is told and what is too old is gone before any of it answers. */
interface AlphaSocTruth {
  /** The retained feed in its order, duplicates included. */
  readonly alerts: readonly AlphaSocAlert[];
  readonly threats: ReadonlyMap<string, AlphaSocThreat>;
  readonly flags: ReadonlyMap<string, AlphaSocFlag>;
  /** May be changed at any time. */
  readonly account: AlphaSocAccount;
  readonly keyState: KeyState;
  /** Every upload that was ingested, in order of arrival. */
  readonly telemetry: readonly TelemetryBatch[];
}

export interface AlphaSocSim extends SimServer, AlphaSocTruth {
  readonly apiKey: string;
  /** May be turned at any time. */
  readonly switches: AlphaSocSwitches;
  /** What a client did that it had better not, until `forget()`. */
  readonly violations: readonly Violation[];
  /** What the feeds answered, until `forget()`. */
  readonly polls: readonly AlphaSocPoll[];
  addAlert(draft?: AlertDraft): AlphaSocAlert;
  /** Makes alerts in bulk; the same numbers make the same alerts. */
  generate(count: number, options?: GenerateOptions): readonly AlphaSocAlert[];
  /** Puts an alert into the feed once more, at its end. */
  repeatAlert(id: string): void;
  /** Bends fields of an alert on the wire, whatever their type; those of `event` are merged into it. The truth stays as it is. */
  distort(id: string, fields: Readonly<Record<string, unknown>>): void;
  /** Changes a threat of the dictionary or adds one. It holds for all past alerts. */
  amendThreat(id: string, change: Partial<AlphaSocThreat>): void;
  removeThreat(id: string): void;
  amendFlag(id: string, change: Partial<AlphaSocFlag>): void;
  removeFlag(id: string): void;
  setKeyState(state: KeyState): void;
  /** Another key of the same account; all see the same feed. */
  addKey(key: string): void;
  /** A key that is removed is unknown from now on. */
  removeKey(key: string): void;
  /** The next `count` requests with a good key are a 429; 0 ends it. */
  throttleNext(count: number): void;
}

const LICENCE_MS = 90 * 24 * 3_600_000;
const KEY_LENGTH = 60;

export async function startAlphaSocSim(options: AlphaSocSimOptions = {}): Promise<AlphaSocSim> {
  const {
    apiKey = 'simulated-alphasoc-key-'.padEnd(KEY_LENGTH, '0'),
    accountName = 'acme',
    storyStart,
  } = options;
  const clock = options.clock ?? createSimClock();
  const switches: AlphaSocSwitches = { ...defaultSwitches(), ...options.switches };
  const account: AlphaSocAccount = { expiresAt: clock.now() + LICENCE_MS, messages: [] };
  const threats = new Map(Object.entries(initialThreats));
  const flags = new Map(Object.entries(initialFlags));
  const bent = new Map<string, Readonly<Record<string, unknown>>>();
  const batches: TelemetryBatch[] = [];
  const polls: AlphaSocPoll[] = [];
  const feed = createFeed(switches, storyStart === undefined ? 0 : storyStart - switches.retainedMs);
  const watch = createWatch(clock, switches);
  const access = createAccess({ clock, switches, account, watch, apiKey });
  const bookmarks = createBookmarks(accountName);
  const tell = storyStart === undefined ? undefined : createTell(feed, switches, storyStart);
  let made = 0;
  let bulks = 0;
  /** The end of the feed when the account lost its registration. */
  let withheldAfter: number | undefined;

  function refresh(): void {
    tell?.(clock.now());
    feed.refresh(clock.now());
  }

  function publish(alert: AlphaSocAlert): AlphaSocAlert {
    feed.publish(alert);
    refresh();
    return alert;
  }

  const pageAfter = createPages({ clock, switches, feed, access, bookmarks, watch });
  const feeds = createFeedRoutes({ switches, bookmarks, pageAfter, threats, bent, watch, polls });
  const upload = createTelemetryRoute({
    switches,
    watch,
    batches,
    analyse(type, event) {
      const draft = switches.analyseUploads ? alertFrom(type, event) : undefined;
      // Nothing of the sample event: what was sent comes back, normalised.
      if (draft !== undefined)
        publish({ ...makeAlert(draft, made++, clock.now()), event: draft.event ?? null });
    },
  });
  const route = createRouter(
    [
      {
        method: 'GET',
        path: STATUS_PATH,
        parameters: ['p'],
        answer: () =>
          json(200, accountStatus({ now: clock.now(), access, account, feed, telemetry: batches })),
      },
      { method: 'GET', path: '/v1/alerts', parameters: ['follow', 'threats'], answer: feeds.alerts },
      ...telemetryTypes.map((type) => ({
        method: 'POST' as const,
        path: `/v1/events/${type}`,
        answer: (request: RecordedRequest) => upload(type, request),
      })),
      {
        method: 'GET',
        path: '/v1/ae/inventory/threats',
        answer: () => json(200, { threats: Object.fromEntries(threats) }),
      },
      {
        method: 'GET',
        path: '/v1/ae/inventory/flags',
        answer: () => json(200, { flags: Object.fromEntries(flags) }),
      },
      {
        method: 'GET',
        path: '/v1/findings',
        parameters: ['format', 'follow'],
        exists: () => switches.findings,
        answer: feeds.findings,
      },
    ],
    watch,
  );

  function refusal(request: RecordedRequest, problem: ApiProblem): SimAnswer {
    const after = problem.headers['retry-after'];
    const waitMs =
      after === undefined
        ? undefined
        : /^\d+$/.test(after)
          ? Number(after) * 1_000
          : Date.parse(after) - clock.now();
    watch.refused(request, problem.status, waitMs);
    return problemAnswer(problem, switches.errorBody);
  }

  async function answer(request: RecordedRequest): Promise<SimAnswer> {
    watch.asked(request);
    try {
      access.check(request);
      refresh();
      return await route(request);
    } catch (error) {
      if (error instanceof ApiProblem) return refusal(request, error);
      throw error;
    }
  }

  const server = await startSimServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    clock,
    async handle(request) {
      if (switches.latencyMs > 0) await sleep(switches.latencyMs);
      return compressed(request, await answer(request), switches);
    },
  });
  refresh();

  function setKeyState(state: KeyState): void {
    refresh();
    if (state === 'unregistered') withheldAfter ??= feed.end(clock.now());
    else if (withheldAfter !== undefined) {
      if (switches.withheld === 'lost') feed.withdraw(withheldAfter);
      withheldAfter = undefined;
    }
    access.setState(state);
  }

  return {
    ...server,
    apiKey,
    switches,
    account,
    threats,
    flags,
    violations: watch.violations,
    polls,
    get telemetry() {
      return batches;
    },
    get alerts() {
      refresh();
      return feed.entries.map(({ alert }) => alert);
    },
    get keyState() {
      return access.state;
    },
    forget() {
      server.forget();
      watch.forget();
      polls.splice(0);
    },
    addAlert: (draft = {}) => publish(makeAlert(draft, made++, clock.now())),
    generate(count, wanted = {}) {
      const threatIds = Object.keys(initialThreats);
      const { retainedMs } = switches;
      const bulk = { prefix: String(++bulks), ...wanted };
      const alerts = makeAlerts({ count, options: bulk, now: clock.now(), retainedMs, threatIds });
      for (const alert of alerts) feed.publish(alert);
      refresh();
      return alerts;
    },
    repeatAlert(id) {
      refresh();
      const entry = feed.entries.find(({ alert }) => alert.id === id);
      if (entry === undefined) throw new Error(`${id} is not in the feed`);
      publish({ ...entry.alert, createdAt: clock.now() });
    },
    distort: (id, fields) => void bent.set(id, fields),
    amendThreat: (id, change) =>
      void threats.set(id, { title: id, severity: 1, ...threats.get(id), ...change }),
    removeThreat: (id) => void threats.delete(id),
    amendFlag: (id, change) =>
      void flags.set(id, { title: id, type: 'feature', ...flags.get(id), ...change }),
    removeFlag: (id) => void flags.delete(id),
    setKeyState,
    addKey: (key) => void access.keys.add(key),
    removeKey: (key) => void access.keys.delete(key),
    throttleNext: access.throttleNext,
  };
}
