/** Finds the endpoint for a request and checks what every endpoint checks. */
import type { RecordedRequest, SimAnswer } from '../kit.ts';
import { checkParameters } from './ask.ts';
import { ApiProblem, badRequest } from './problems.ts';
import type { CiscoGtaSwitches } from './switches.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `:customer` and `:id` stand for one segment each. */
  readonly path: string;
  /** Known from older revisions only: a switch takes all of these away. */
  readonly old?: true;
  /** The query parameters it knows. */
  readonly parameters?: readonly string[];
  /** `id`: the segment that stands for `:id`, decoded; empty where there is none. */
  readonly answer: (request: RecordedRequest, id: string) => SimAnswer;
}

export interface RouterOptions {
  readonly routes: readonly Route[];
  readonly customerId: string;
  readonly switches: CiscoGtaSwitches;
}

interface Found {
  readonly customer?: string;
  readonly id?: string;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest('the path is not properly encoded');
  }
}

function fit(pattern: readonly string[], segments: readonly string[]): Found | undefined {
  if (pattern.length !== segments.length) return undefined;
  let found: Found = {};
  for (const [i, part] of pattern.entries()) {
    const segment = segments[i]!;
    if (part === ':customer') found = { ...found, customer: decoded(segment) };
    else if (part === ':id') found = { ...found, id: decoded(segment) };
    else if (part !== segment) return undefined;
  }
  return found;
}

function checkAccept({ headers }: RecordedRequest): void {
  const types = (headers.accept ?? '').split(',').map((type) => type.split(';')[0]!.trim().toLowerCase());
  if (!types.some((type) => ['application/json', 'application/*', '*/*'].includes(type))) {
    throw new ApiProblem(406, 'Accept: application/json is missing');
  }
}

/** Answers requests that carry a good token; throws `ApiProblem`. */
export function createRouter({ routes, customerId, switches }: RouterOptions) {
  const patterns = routes.map((route) => ({ route, pattern: route.path.split('/') }));
  return (request: RecordedRequest): SimAnswer => {
    const segments = request.path.split('/');
    const allowed: string[] = [];
    for (const { route, pattern } of patterns) {
      if (route.old === true && !switches.hEndpoints) continue;
      const found = fit(pattern, segments);
      if (found === undefined) continue;
      if (route.method !== request.method) {
        allowed.push(route.method);
        continue;
      }
      if (found.customer !== undefined && found.customer !== customerId) {
        throw new ApiProblem(switches.foreignCustomer, 'the token is not for this customer');
      }
      if (switches.strict) checkAccept(request);
      checkParameters(request, route.parameters ?? [], switches);
      return route.answer(request, found.id ?? '');
    }
    if (allowed.length === 0) throw new ApiProblem(404, 'there is nothing at this path');
    throw new ApiProblem(405, 'wrong method', { allow: allowed.join(', ') });
  };
}
