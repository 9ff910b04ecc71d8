import { errorAnswer, jsonAnswer, type Fetch } from './answer.ts';

export interface RoutesOptions {
  /** Serves `/graphql`, GraphiQL included. */
  readonly graphql: Fetch;
  /** Whether requests can be answered now, whatever the sources do. */
  ready(): boolean;
}

const reading =
  (answer: () => Response): Fetch =>
  (request) =>
    request.method === 'GET' || request.method === 'HEAD'
      ? answer()
      : errorAnswer(405, 'INVALID_INPUT', 'Only GET and HEAD are allowed here.', { allow: 'GET, HEAD' });

/** Exact paths only: `/x/live` and `/live/` are nobody's. */
export function createRoutes({ graphql, ready }: RoutesOptions): Fetch {
  const starting = () =>
    errorAnswer(503, 'UNAVAILABLE', 'The gateway is starting or stopping.', { 'retry-after': '1' });
  const routes: ReadonlyMap<string, Fetch> = new Map([
    ['/graphql', (request) => (ready() ? graphql(request) : starting())],
    ['/live', reading(() => jsonAnswer(200, { status: 'live' }))],
    [
      '/ready',
      reading(() =>
        ready() ? jsonAnswer(200, { status: 'ready' }) : jsonAnswer(503, { status: 'not ready' }),
      ),
    ],
  ] satisfies [string, Fetch][]);
  return (request) => {
    const url = URL.parse(request.url);
    if (url === null) return errorAnswer(400, 'INVALID_INPUT', 'The request target is not valid.');
    const route = routes.get(url.pathname);
    return route === undefined ? errorAnswer(404, 'NOT_FOUND', 'There is nothing here.') : route(request);
  };
}
