/** From a request to an answer: key, route, body, refusals. */
import type { RecordedRequest, SimAnswer } from '../kit.ts';
import { accessOf, type ArgusKey } from './access.ts';
import { readJson } from './input.ts';
import { ArgusRefusal, envelope, refuse, type Envelope } from './wire.ts';
import type { ArgusWorld, Ask, Route } from './world.ts';

function jsonBody(request: RecordedRequest): Record<string, unknown> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  // The vendor's own curl samples forget the header, and would send a form.
  if (type !== 'application/json') throw refuse(415);
  return readJson(request.body);
}

/** Answers requests by the routes; the first route whose method and path fit is taken. */
export function createHandler(
  world: ArgusWorld,
  keys: readonly ArgusKey[],
  routes: readonly Route[],
): (request: RecordedRequest) => SimAnswer {
  const [first] = world.customers;
  let calls = 0;

  function askOf(
    request: RecordedRequest,
    path: readonly string[],
    reply: (content: Envelope) => SimAnswer,
  ): Ask {
    return {
      world,
      access: accessOf(request.headers['argus-api-key'], keys, first?.id ?? 0),
      path,
      query: request.query,
      body: () => jsonBody(request),
      now: world.clock.now(),
      one(data) {
        if (data === undefined && !world.switches.nullData) throw refuse(404);
        return reply({ data: data ?? null });
      },
      list: (data, { limit, offset, total }) => reply({ data, limit, offset, count: total }),
      accepted: (data) => reply({ status: 201, data }),
    };
  }

  return (request) => {
    calls += 1;
    const call = calls;
    const reply = (content: Envelope): SimAnswer =>
      envelope(content, world.switches, world.clock.now(), call);
    try {
      const fitting = routes.flatMap((route) => {
        const found = route.path.exec(request.path);
        return found === null ? [] : [{ route, path: found.slice(1) }];
      });
      const chosen = fitting.find(({ route }) => route.method === request.method);
      const ask = askOf(request, chosen?.path ?? [], reply);
      if (fitting.length === 0) throw refuse(404, 'URL does not exist', 'url.not.exist');
      if (chosen === undefined) throw refuse(405);
      return chosen.route.answer(ask);
    } catch (error) {
      if (!(error instanceof ArgusRefusal)) throw error;
      return reply({ status: error.status, data: null, messages: error.messages });
    }
  };
}
