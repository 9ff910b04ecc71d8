/** The Cisco Global Threat Alerts service on loopback, as strict as the contract sheet cisco-gta. */
import { createSimClock, type SimClock } from '../clock.ts';
import { startSimServer, type RecordedRequest, type SimAnswer, type SimServer } from '../kit.ts';
import { alertRoutes } from './alert-routes.ts';
import { createCollectionAnswer } from './collection.ts';
import { contextRoutes, identityRoute } from './context-routes.ts';
import { createCursorBook } from './cursors.ts';
import { eventRoutes } from './event-routes.ts';
import { generate, type Generated, type GenerateOptions } from './generate.ts';
import { createLife } from './life.ts';
import { ApiProblem, problemAnswer } from './problems.ts';
import { createQuota } from './quota.ts';
import { createRouter } from './router.ts';
import { createStore } from './store.ts';
import { defaultSwitches, type CiscoGtaSwitches } from './switches.ts';
import { createTell, type TruthAt } from './tell.ts';
import { createTokens, TOKEN_PATH } from './tokens.ts';
import { createTruth, type CiscoGtaTruth } from './truth.ts';
import type {
  GtaAlert,
  GtaAsset,
  GtaEvent,
  GtaFlow,
  GtaIpAssignment,
  GtaThreatDetection,
  GtaThreatIntelRecord,
} from './types.ts';

export interface CiscoGtaSimOptions {
  /** Default: a free one. */
  readonly port?: number;
  readonly clock?: SimClock;
  /** Default `client-gta`. */
  readonly clientId?: string;
  /** Default `secret-gta`. */
  readonly clientSecret?: string;
  /** Default `CTA123456789`. */
  readonly customerId?: string;
  /**
   * Milliseconds since the epoch: tells the common story, a week of history before this moment and new incidents as the
   * clock moves on. Default: no story, no data.
   */
  readonly storyStart?: number;
  /** The first modification sequence number. Default 1; 998 shows 999 and 1000 soon. The story counts higher. */
  readonly firstSequence?: number;
  readonly switches?: Partial<CiscoGtaSwitches>;
}

/** The three hosts of the vendor (token, API, app) are one listening server. */
export interface CiscoGtaSim extends SimServer, CiscoGtaTruth {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly customerId: string;
  /** The token endpoint, path included. */
  readonly tokenUrl: string;
  /** The app host; its one endpoint is `/auth/api-clients/me`. */
  readonly appUrl: string;
  /** May be turned at any time. */
  readonly switches: CiscoGtaSwitches;
  /** The truth by id, as of now: the story is told and what is too old is gone before any of these answers. */
  readonly alerts: ReadonlyMap<string, GtaAlert>;
  readonly threatDetections: ReadonlyMap<string, GtaThreatDetection>;
  readonly events: ReadonlyMap<string, GtaEvent>;
  readonly flows: ReadonlyMap<string, GtaFlow>;
  readonly assets: ReadonlyMap<string, GtaAsset>;
  readonly records: ReadonlyMap<string, GtaThreatIntelRecord>;
  /** By asset id. */
  readonly ipAssignments: ReadonlyMap<string, readonly GtaIpAssignment[]>;
  /** Puts these assignments in the place of the asset's own. */
  assignAddresses(assetId: string, assignments: readonly GtaIpAssignment[]): void;
  /** The modification sequence number of an event, detection or flow; undefined when there is no such item. */
  sequenceOf(id: string): number | undefined;
  /** Makes data in bulk. */
  generate(options: GenerateOptions): Generated;
  /** Makes every token that was given out worthless. */
  expireTokens(): void;
  /** How many requests the token endpoint got, refused ones included. */
  readonly tokenRequests: number;
}

const MINUTE_MS = 60_000;

export async function startCiscoGtaSim(options: CiscoGtaSimOptions = {}): Promise<CiscoGtaSim> {
  const { clientId = 'client-gta', clientSecret = 'secret-gta', customerId = 'CTA123456789' } = options;
  const clock = options.clock ?? createSimClock();
  const switches: CiscoGtaSwitches = { ...defaultSwitches(), ...options.switches };
  const store = createStore(options.firstSequence ?? 1);
  const life = createLife(store, clock, switches);
  const truth = createTruth(store, life, switches, () => clock.now());
  const truthAt: TruthAt = (moment) => createTruth(store, life, switches, () => moment);
  const tokens = createTokens({ clock, clientId, clientSecret, switches });
  const tell = options.storyStart === undefined ? undefined : createTell(store, truthAt, options.storyStart);
  const collection = createCollectionAnswer(switches, createCursorBook());
  const parts = { store, truth, switches, collection };
  const route = createRouter({
    routes: [
      ...alertRoutes(parts),
      ...eventRoutes(parts),
      ...contextRoutes(parts),
      identityRoute(clientId, customerId),
    ],
    customerId,
    switches,
  });
  const quota = createQuota(MINUTE_MS);
  let bulks = 0;

  function refresh(): void {
    tell?.(clock.now());
    life.age();
  }

  function answer(request: RecordedRequest): SimAnswer {
    if (switches.apiQuota !== null) {
      const wait = quota.take(clock.now(), switches.apiQuota);
      if (wait > 0) throw new ApiProblem(429, 'too many requests', { 'retry-after': String(wait) });
    }
    tokens.check(request);
    refresh();
    return route(request);
  }

  const server = await startSimServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    clock,
    handle(request) {
      if (request.path === TOKEN_PATH) return tokens.answer(request);
      try {
        return answer(request);
      } catch (error) {
        if (error instanceof ApiProblem) return problemAnswer(error, switches.errorBody);
        throw error;
      }
    },
  });
  refresh();

  /** The table as of now. */
  function current<T>(table: { readonly values: ReadonlyMap<string, T> }): ReadonlyMap<string, T> {
    refresh();
    return table.values;
  }

  return {
    ...server,
    ...truth,
    clientId,
    clientSecret,
    customerId,
    tokenUrl: `${server.url}${TOKEN_PATH}`,
    appUrl: server.url,
    switches,
    get alerts() {
      return current(store.alerts);
    },
    get threatDetections() {
      return current(store.threatDetections);
    },
    get events() {
      return current(store.events);
    },
    get flows() {
      return current(store.flows);
    },
    get assets() {
      return current(store.assets);
    },
    get records() {
      return current(store.records);
    },
    ipAssignments: store.ipAssignments,
    assignAddresses: (assetId, assignments) => void store.ipAssignments.set(assetId, assignments),
    sequenceOf: (id) =>
      (store.events.get(id) ?? store.threatDetections.get(id) ?? store.flows.get(id))?.sequence,
    generate: (wanted) => generate(truthAt, clock.now(), { prefix: `g${++bulks}`, ...wanted }),
    expireTokens: () => tokens.expire(),
    get tokenRequests() {
      return tokens.requests;
    },
  };
}
