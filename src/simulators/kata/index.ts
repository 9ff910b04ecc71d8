/** A KATA Central Node on loopback, with real TLS and client certificates, as strict as the contract sheet kata. */
import { createSimClock, type SimClock } from '../clock.ts';
import { startSimServer, type SimServer } from '../kit.ts';
import { createAuthority, createSelfSigned, type CertificatePair } from './certificates.ts';
import { createEndpoint } from './endpoint.ts';
import { generate, type GenerateOptions } from './generate.ts';
import { ApiProblem, problemAnswer } from './problems.ts';
import { createRegistrations, type Registrations } from './registrations.ts';
import { createStore } from './store.ts';
import { defaultSwitches, type KataSwitches } from './switches.ts';
import { createTell } from './tell.ts';
import { createTokens } from './tokens.ts';
import type { KataArrival, KataObject } from './types.ts';
import { createWindows } from './windows.ts';

export interface KataSimOptions {
  /** Default: a free one. */
  readonly port?: number;
  readonly clock?: SimClock;
  /**
   * Milliseconds since the epoch: tells the common story, the two hours before this moment and new events as the clock
   * moves on. Default: no story, no events.
   */
  readonly storyStart?: number;
  /** Short for the switch of this name: `auto` (the default) accepts who was refused once, `manual` waits for `registrations.accept`. */
  readonly approval?: KataSwitches['approval'];
  readonly switches?: Partial<KataSwitches>;
}

export interface KataSim extends SimServer {
  /** The certificate of the authority behind the server's, PEM. */
  readonly ca: string;
  /** A client certificate that signs itself, as an external system makes it. Not registered yet. */
  readonly clientCertificate: CertificatePair;
  /** Another one, known to nobody. */
  issueClientCertificate(): CertificatePair;
  /** What the administrator sees and does. */
  readonly registrations: Registrations;
  /** May be turned at any time. */
  readonly switches: KataSwitches;
  /** The truth: what arrived by now and is remembered, in order of arrival; fetchable or not. */
  readonly arrivals: readonly KataArrival[];
  /** The part of it that the API still gives away. */
  readonly fetchable: readonly KataArrival[];
  /**
   * Adds an event. What `partial` leaves out is filled in: a new Id, type `process`, now, a host; a key that is given as
   * undefined stays out. `arriveAt`: milliseconds since the epoch, default now; one ahead arrives as the clock moves.
   * Throws an Error when it lies before the newest arrival.
   */
  addEvent(partial?: KataObject, arriveAt?: number): KataObject;
  /** Puts this text in the place of an event, JSON or not. Filters take it for an event without keys. */
  addText(text: string): void;
  /** Makes events in bulk; answers their ids. Throws an Error as `addEvent` does. */
  generate(count: number, options?: GenerateOptions): readonly string[];
  /** How many requests are waiting for the end of their window. */
  readonly waiting: number;
  /** Ends every open window now. */
  endWindows(): void;
}

/** The request line may take 8 KiB, which the endpoint checks; Node must let longer ones through to it. */
const MAX_HEADER_BYTES = 262_144;

export async function startKataSim(options: KataSimOptions = {}): Promise<KataSim> {
  const clock = options.clock ?? createSimClock();
  const switches: KataSwitches = {
    ...defaultSwitches(),
    ...(options.approval === undefined ? {} : { approval: options.approval }),
    ...options.switches,
  };
  const authority = createAuthority();
  const own = authority.issueServer();
  const registrations = createRegistrations(clock, switches);
  const tell = options.storyStart === undefined ? () => [] : createTell(options.storyStart);
  const store = createStore(clock, switches, tell);
  const windows = createWindows(store, switches);
  const tokens = createTokens(switches);
  const answer = createEndpoint({ clock, switches, registrations, tokens, store, windows });
  let bulks = 0;
  let added = 0;

  const server = await startSimServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    clock,
    // Any certificate is let in: whether it is a registered one, the endpoint decides.
    tls: {
      cert: own.cert,
      key: own.key,
      requestCert: true,
      rejectUnauthorized: false,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    async handle(request, incoming) {
      try {
        return await answer(request, incoming);
      } catch (error) {
        if (error instanceof ApiProblem && !incoming.socket.destroyed) return problemAnswer(error);
        throw error;
      }
    },
  });
  store.refresh();

  /** The soonest moment at which an event may still arrive. */
  function soonest(): number {
    store.refresh();
    return Math.max(clock.now(), store.at(store.next() - 1)?.arrivedAt ?? 0);
  }

  return {
    ...server,
    ca: authority.cert,
    clientCertificate: createSelfSigned(),
    issueClientCertificate: () => createSelfSigned(),
    registrations,
    switches,
    get arrivals() {
      store.refresh();
      return store.remembered();
    },
    get fetchable() {
      store.refresh();
      const oldest = store.oldest();
      return store.remembered().filter(({ sequence }) => sequence >= oldest);
    },
    addEvent(partial = {}, arriveAt = soonest()) {
      const at = arriveAt * 1_000;
      const event: KataObject = {
        Id: `added-${++added}`,
        EventType: 'process',
        Timestamp: at - 1_000_000,
        ReceivedTimestamp: at,
        HostName: 'ws-001.corp.example',
        HostIp: '10.20.2.20',
        OsFamily: 'Windows',
        ...partial,
      };
      store.dispatch([{ at: arriveAt, event }]);
      return event;
    },
    addText: (text) => store.dispatch([{ at: soonest(), event: {}, text }]),
    generate(count, wanted = {}) {
      const prefix = wanted.prefix ?? `g${++bulks}`;
      store.dispatch(generate(count, soonest(), { ...wanted, prefix }));
      return Array.from({ length: count }, (_, i) => `${prefix}-${i}`);
    },
    get waiting() {
      return windows.waiting;
    },
    endWindows: () => windows.end(),
  };
}
