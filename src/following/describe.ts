import { SourceError } from '../model/errors.ts';

/** Vendors' and libraries' errors quote addresses and bodies: of a foreign error only its class and our own line are told. */
export function describe(error: unknown): object {
  if (error instanceof SourceError) return { kind: error.kind, status: error.status };
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, stack = '', message } = error;
  const frames = stack.slice(Math.max(0, stack.indexOf(message)) + message.length);
  return { type: name, at: /\/((?:src|test)\/[^():]+:\d+)/.exec(frames)?.[1] };
}
