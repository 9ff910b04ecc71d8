/** What the API refuses, and how it says so (contract sheet alphasoc, section 2). */
import { json, type SimAnswer } from '../kit.ts';
import type { AlphaSocSwitches } from './switches.ts';

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

export function problemAnswer(problem: ApiProblem, shape: AlphaSocSwitches['errorBody']): SimAnswer {
  const { status, headers, message } = problem;
  switch (shape) {
    case 'empty':
      return { status, headers };
    case 'html':
      return {
        status,
        headers: { ...headers, 'content-type': 'text/html' },
        body: `<html><head><title>${status}</title></head><body>proxy error</body></html>`,
      };
    case 'bare':
      return json(status, {}, headers);
    case 'json':
      return json(status, { message }, headers);
  }
}
