/** The one endpoint: who asks, what for, and the answer (contract sheet kata, sections 1 to 5). */
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { SimClock } from '../clock.ts';
import type { RecordedRequest, SimAnswer } from '../kit.ts';
import { filterOf, parametersOf, type Parameters } from './parameters.ts';
import { ApiProblem, badRequest, unauthorized } from './problems.ts';
import type { RegistrationBook } from './registrations.ts';
import { FETCHABLE_MS, type Store } from './store.ts';
import type { KataSwitches } from './switches.ts';
import type { OpenToken, Tokens } from './tokens.ts';
import type { Windows } from './windows.ts';
import { pageAnswer } from './write.ts';
import type { Filter } from './filter.ts';

export interface EndpointParts {
  readonly clock: SimClock;
  readonly switches: KataSwitches;
  readonly registrations: RegistrationBook;
  readonly tokens: Tokens;
  readonly store: Store;
  readonly windows: Windows;
}

const pathShape = /^\/kata\/events_api\/v1\/([^/]+)\/events$/;
const uuidShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const LONGEST_LINE = 8_192;

/** Answers a request; throws ApiProblem for a refusal. */
export type Endpoint = (request: RecordedRequest, incoming: IncomingMessage) => Promise<SimAnswer>;

export function createEndpoint(parts: EndpointParts): Endpoint {
  const { clock, switches, registrations, tokens, store, windows } = parts;

  /** Throws the 401 for one who may not ask, and cuts the connection of one without a certificate if so switched. */
  function authorize(id: string, { socket }: IncomingMessage): void {
    const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    if (certificate === undefined) {
      if (switches.withoutCertificate === 'cut') socket.destroy();
      throw unauthorized();
    }
    if (!registrations.admits(id, certificate.fingerprint256)) throw unauthorized();
  }

  /** Where the answer begins. */
  function begin(token: OpenToken | undefined, filter: Filter | undefined, maxEvents: number): number {
    if (token === undefined) return store.oldest();
    if (switches.expiredToken === 400 && clock.now() > token.issuedAt + FETCHABLE_MS) {
      throw badRequest('continuation_token has expired');
    }
    let from = token.next;
    // An answer that was nothing but repetition would never end.
    let again = Math.min(switches.overlap, maxEvents - 1);
    for (let at = token.next - 1; again > 0 && at >= store.oldest(); at--) {
      const arrival = store.at(at);
      if (arrival === undefined || filter?.passes(arrival.event) === false) continue;
      from = at;
      again -= 1;
    }
    return from;
  }

  async function answer(id: string, asked: Parameters, incoming: IncomingMessage): Promise<SimAnswer> {
    const token = asked.token === undefined ? undefined : tokens.open(id, asked.token);
    store.refresh();
    const kept = token?.filter === undefined ? undefined : filterOf(token.filter, switches);
    const filter = asked.filter ?? kept;
    const waits = token !== undefined || switches.firstCallWaits;
    const { events, next } = await windows.collect({
      from: begin(token, filter, asked.maxEvents),
      filter,
      maxEvents: asked.maxEvents,
      window: waits ? asked.window : 0,
      socket: incoming.socket,
    });
    if (switches.latencyMs > 0) await sleep(switches.latencyMs);
    // The administrator may have changed his mind while the window was open.
    authorize(id, incoming);
    if (token !== undefined) tokens.spend(token);
    return pageAnswer(events, tokens.issue(id, { next, filter: filter?.text }, clock.now()), switches);
  }

  return async (request, incoming) => {
    const line = `${request.method} ${incoming.url ?? ''} HTTP/${incoming.httpVersion}`;
    if (Buffer.byteLength(line) > LONGEST_LINE) throw new ApiProblem(414, 'URI Too Long');
    const id = pathShape.exec(request.path)?.[1];
    if (id === undefined) throw new ApiProblem(404, 'Not Found');
    if (request.method !== 'GET') throw new ApiProblem(405, 'Method Not Allowed', { allow: 'GET' });
    if (!uuidShape.test(id)) throw badRequest('the id of the external system is not a UUID');
    authorize(id, incoming);
    return answer(id, parametersOf(request, switches), incoming);
  };
}
