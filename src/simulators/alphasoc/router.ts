/** Finds the endpoint for a request. The path alone decides: `/v1/alerts?` is `/v1/alerts` (contract sheet alphasoc, section 1). */
import type { RecordedRequest, SimAnswer } from '../kit.ts';
import { ApiProblem } from './problems.ts';
import type { Watch } from './watch.ts';

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The query parameters it knows; others are ignored, and noted. */
  readonly parameters?: readonly string[];
  /** False: as if there were none. */
  readonly exists?: () => boolean;
  readonly answer: (request: RecordedRequest) => SimAnswer | Promise<SimAnswer>;
}

/** Answers requests that may be answered; throws `ApiProblem`. */
export function createRouter(routes: readonly Route[], watch: Watch) {
  const byPath = new Map(routes.map((route) => [route.path, route]));
  return (request: RecordedRequest): SimAnswer | Promise<SimAnswer> => {
    const route = byPath.get(request.path);
    if (route === undefined || route.exists?.() === false) {
      throw new ApiProblem(404, 'there is nothing at this path');
    }
    if (route.method !== request.method) throw new ApiProblem(405, 'wrong method', { allow: route.method });
    for (const name of request.query.keys()) {
      if (route.parameters?.includes(name) !== true) watch.note('unknown-parameter', name);
    }
    return route.answer(request);
  };
}
