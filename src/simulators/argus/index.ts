/** A mnemonic Argus on loopback, as strict as the contract sheet: events v1 and v2, the collector, cases v2. */
import { createSimClock, type SimClock } from '../clock.ts';
import { startSimServer, type Fault, type SimServer } from '../kit.ts';
import type { ArgusKey } from './access.ts';
import { assessmentRoutes } from './assessment.ts';
import { caseRoutes } from './cases.ts';
import { defaultCustomers, type ArgusCustomer } from './catalogue.ts';
import { eventsV1Routes } from './events-v1.ts';
import { eventsV2Routes } from './events-v2.ts';
import { generateEvents, type GenerateOptions } from './generate.ts';
import { makeCase, makeEvent, type EventParts } from './make.ts';
import { miscRoutes } from './misc-routes.ts';
import { randomStream } from './ordering.ts';
import { createHandler } from './server.ts';
import { createStore, type EventChange } from './store.ts';
import { createCollector } from './submission.ts';
import { defaultSwitches, type ArgusSwitches } from './switches.ts';
import { createStory } from './tell.ts';
import type { SimArgusCase, SimArgusEvent } from './types.ts';
import { envelope, refuse } from './wire.ts';
import type { ArgusWorld } from './world.ts';

export interface ArgusSimOptions {
  /** Default 0: a free one. */
  readonly port?: number;
  readonly clock?: SimClock;
  /** The key that may see and do everything. */
  readonly apiKey?: string;
  /** Further keys with less rights. */
  readonly keys?: readonly ArgusKey[];
  /**
   * When the story begins, ms: a week of history before it, and new incidents as the clock moves. They are told when a
   * request comes, there are no timers. Without it the simulator starts empty.
   */
  readonly storyStart?: number;
  readonly switches?: Partial<ArgusSwitches>;
  /** Default: acme (42), acme-dc (43), fjordbank (44). The first is the API key's own. */
  readonly customers?: readonly ArgusCustomer[];
}

export interface ArgusSim extends SimServer {
  readonly apiKey: string;
  /** May be changed at any time. */
  readonly switches: ArgusSwitches;
  /** The truth, for oracles; told up to the clock's now. Deleted events are not in it. */
  readonly events: ReadonlyMap<string, SimArgusEvent>;
  readonly cases: ReadonlyMap<number, SimArgusCase>;
  /** Adds an event; what is not said gets a default, all times the clock's now. */
  addEvent(parts?: EventParts): SimArgusEvent;
  /** Changes an event; `lastUpdated` becomes now unless the change says otherwise. Throws on an unknown id. */
  updateEvent(id: string, change: EventChange): SimArgusEvent;
  /** Deletes an event: only searches with `includeDeleted` still show it. Throws on an unknown id. */
  removeEvent(id: string): void;
  addCase(parts?: Partial<SimArgusCase>): SimArgusCase;
  /** Changes a case; `lastUpdated` becomes now unless the change says otherwise. Throws on an unknown id. */
  updateCase(id: number, change: Partial<Omit<SimArgusCase, 'id'>>): SimArgusCase;
  /** Adds `count` events at once, the same for the same options and clock. */
  generate(count: number, options?: GenerateOptions): SimArgusEvent[];
}

/** A fault that answers with Argus' own error envelope, for `SimServer.fault`. */
export function argusFault(
  status: 401 | 402 | 403 | 404 | 500 | 503,
  how: Pick<Fault, 'match' | 'times' | 'headers'> = {},
): Fault {
  const { messages } = refuse(status);
  const switches = { ...defaultSwitches, nullFilledMessages: status === 503 };
  const answer = envelope({ status, data: null, messages }, switches, 0, 0);
  const headers = { ...answer.headers, ...how.headers };
  return { ...how, kind: 'status', status, headers, body: String(answer.body) };
}

export async function startArgusSim(options: ArgusSimOptions = {}): Promise<ArgusSim> {
  const { clock = createSimClock(), apiKey = '7/31/s3cret', customers = defaultCustomers } = options;
  const switches: ArgusSwitches = { ...defaultSwitches, ...options.switches };
  const store = createStore(clock, switches);
  const world: ArgusWorld = { clock, switches, customers, store, random: randomStream(7) };
  const collector = createCollector(world);
  const story = options.storyStart === undefined ? undefined : createStory(world, options.storyStart);
  const catchUp = (): void => {
    story?.catchUp();
    collector.drain();
  };
  const handle = createHandler(
    world,
    [{ key: apiKey }, ...(options.keys ?? [])],
    [
      ...eventsV1Routes(world),
      ...assessmentRoutes(world),
      ...collector.routes,
      ...eventsV2Routes(world),
      ...caseRoutes(world),
      ...miscRoutes,
    ],
  );
  const server = await startSimServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    clock,
    handle(request) {
      catchUp();
      const answer = handle(request);
      // Without a delay a submission is stored before anybody can ask for it.
      collector.drain();
      return answer;
    },
  });
  let serial = 1_000_000_000;
  const next = (): number => (serial += 1);
  const own = {
    apiKey,
    switches,
    addEvent(parts: EventParts = {}) {
      const event = makeEvent(parts, clock.now(), next());
      store.add([event]);
      return event;
    },
    updateEvent: (id: string, change: EventChange) => {
      const changes = store.events.get(id)?.changes ?? [];
      const changed = {
        type: 'updated',
        timestamp: change.lastUpdated ?? clock.now(),
        user: 'argus',
        comment: null,
      } as const;
      return store.change(id, { changes: [...changes, changed], ...change });
    },
    removeEvent: (id: string) => void store.change(id, { deleted: true }),
    addCase(parts: Partial<SimArgusCase> = {}) {
      const added = makeCase(parts, clock.now(), parts.id ?? 10_000 + store.cases.size);
      store.cases.set(added.id, added);
      return added;
    },
    updateCase(id: number, change: Partial<Omit<SimArgusCase, 'id'>>) {
      const found = store.cases.get(id);
      if (found === undefined) throw new Error(`the simulator holds no case ${id}`);
      return Object.assign(found, { lastUpdated: clock.now() }, change);
    },
    generate: (count: number, how: GenerateOptions = {}) => generateEvents(store, clock.now(), count, how),
  };
  return {
    ...server,
    ...own,
    get events() {
      catchUp();
      return store.events;
    },
    get cases() {
      catchUp();
      return store.cases;
    },
  };
}
