import { destination, pino, type Logger } from 'pino';
import { SourceError } from '../model/errors.ts';

export type Log = Logger;

/** Errors of the system and of libraries carry addresses in their text (`connect ECONNREFUSED 192.0.2.1:443`), and a
 * SyntaxError what it could not parse; they always have a code or a known class. */
const mayShow = (error: Error): boolean =>
  error instanceof SourceError || !('code' in error || error instanceof SyntaxError);

/**
 * An error as the log may hold it: no upstream address, no upstream text, no stack but the place in our own code. Its
 * causes follow, four at most.
 */
export function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const thrownAt = /\/((?:src|test)\/[^():]+:\d+)/.exec(error.stack ?? '')?.[1];
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
