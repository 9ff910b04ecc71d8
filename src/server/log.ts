import { destination, pino, type Logger } from 'pino';
import { SourceError } from '../model/errors.ts';

export type Log = Logger;

/** These quote what they could not take: JSON's text, graphql's thrown value, zod's unknown keys. */
const quoting: ReadonlySet<string> = new Set(['SyntaxError', 'NonErrorThrown', 'ZodError', '$ZodError']);

/** Errors of the system and of libraries carry addresses in their text (`connect ECONNREFUSED 192.0.2.1:443`); they
 * always have a code or a known class. */
const mayShow = (error: Error): boolean =>
  error instanceof SourceError || !('code' in error || quoting.has(error.name));

/** The innermost frame in our own code. The message, which the stack begins with, may hold anything. */
function placeOf({ stack = '', message }: Error): string | undefined {
  const frames = stack.slice(Math.max(0, stack.indexOf(message)) + message.length);
  return /\/((?:src|test)\/[^():]+:\d+)/.exec(frames)?.[1];
}

/**
 * An error as the log may hold it: no upstream address, no upstream text, no stack but the place in our own code. Its
 * causes follow, four at most.
 */
export function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const thrownAt = placeOf(error);
  return {
    type: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(mayShow(error) ? { message: error.message } : {}),
    ...(error instanceof SourceError ? { source: error.source, kind: error.kind, status: error.status } : {}),
    ...(thrownAt === undefined ? {} : { at: thrownAt }),
    ...(error.cause === undefined || depth >= 3 ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

/** JSON lines on standard error; standard output is for people. */
export function createLog(): Log {
  return pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error) => describeError(error) },
    },
    destination({ dest: 2, sync: true }),
  );
}
