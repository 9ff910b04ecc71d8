/** Refusals as the sheet's section 4 has them: a status and `{"error": text}`. */
import { json, type Fault, type SimAnswer } from '../kit.ts';

export class ApiProblem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'ApiProblem';
    this.status = status;
    this.headers = headers;
  }
}

export const badRequest = (message: string): ApiProblem => new ApiProblem(400, message);

export const unauthorized = (): ApiProblem => new ApiProblem(401, 'Unauthorized');

export const problemAnswer = ({ status, message, headers }: ApiProblem): SimAnswer =>
  json(status, { error: message }, headers);

/** The vendor's 500, to be given to `fault()`. */
export const internalError = (times: number): Fault => ({
  kind: 'status',
  times,
  status: 500,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: 'Internal server error' }),
});
