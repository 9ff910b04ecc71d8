/** What the API refuses. Its error bodies are not documented; the status is what counts (contract sheet cisco-gta, section 3). */
import { json, type SimAnswer } from '../kit.ts';
import type { CiscoGtaSwitches } from './switches.ts';

const words: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
};

/** Thrown by whatever finds the fault, turned into an answer in one place. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

export const badRequest = (message: string): ApiProblem => new ApiProblem(400, message);
export const missing = (what: string): ApiProblem => new ApiProblem(404, `${what} does not exist`);

export function problemAnswer(problem: ApiProblem, shape: CiscoGtaSwitches['errorBody']): SimAnswer {
  const { status, headers, message } = problem;
  if (shape === 'empty') return { status, headers };
  if (shape === 'text')
    return { status, headers: { ...headers, 'content-type': 'text/plain' }, body: message };
  return json(status, { error: words[status] ?? 'error', message }, headers);
}
