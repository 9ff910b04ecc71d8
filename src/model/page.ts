import type { SourceFailure } from './health.ts';
import { InvalidInputError, type InvalidField } from './errors.ts';

export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 1_000;

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** One direction, one limit: what `first/after/last/before` come down to. */
export interface PageRequest {
  readonly direction: 'forward' | 'backward';
  /** 0 to MAX_PAGE. */
  readonly limit: number;
  /** Where to go on from: `after` going forward, `before` going backward. */
  readonly cursor?: string | undefined;
}

const defaultPage: PageRequest = { direction: 'forward', limit: DEFAULT_PAGE };

/** Most relations are asked for without arguments, thousands of them in one answer. */
const isUnset = ({ first, after, last, before }: PageArguments): boolean =>
  (first ?? after ?? last ?? before ?? null) === null;

/**
 * Checks Relay's four arguments. Forward takes `first` and `after`, backward `last` and `before`; a page is 50 unless
 * asked otherwise. Throws InvalidInputError for a negative number, more than 1000, or both directions at once.
 */
export function pageRequest(args: PageArguments): PageRequest {
  if (isUnset(args)) return defaultPage;
  const { first, after, last, before } = args;
  const faults: InvalidField[] = [];
  const range = `0 to ${MAX_PAGE}`;
  for (const [path, value] of [
    ['first', first],
    ['last', last],
  ] as const) {
    if (typeof value !== 'number') continue;
    if (value < 0) faults.push({ path, message: `${value} is negative`, expected: range });
    if (value > MAX_PAGE)
      faults.push({ path, message: `${value} is more than a page may hold`, expected: range });
  }
  const forward = typeof first === 'number' || typeof after === 'string';
  const backward = typeof last === 'number' || typeof before === 'string';
  if (forward && backward) {
    faults.push({
      path: typeof last === 'number' ? 'last' : 'before',
      message: 'a page goes forwards or backwards, not both',
      expected: 'first with after, or last with before',
    });
  }
  if (faults.length > 0) throw new InvalidInputError(faults);
  return backward
    ? { direction: 'backward', limit: last ?? DEFAULT_PAGE, cursor: before ?? undefined }
    : { direction: 'forward', limit: first ?? DEFAULT_PAGE, cursor: after ?? undefined };
}

export interface Count {
  readonly value: number;
  readonly relation: 'EXACT' | 'AT_LEAST' | 'ESTIMATE';
}

/**
 * A page of a connection, before GraphQL. A page of no items (`first: 0`) without a count costs no call: nothing is then
 * known of what lies around it, and both flags are false.
 */
export interface Page<T> {
  readonly items: readonly T[];
  /** The cursor of `items[index]`; made on demand, as most queries never show it. */
  cursorAt(index: number): string;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Only for a page without items that still moved (a scan whose budget ran out): where to go on. */
  readonly resumeCursor?: string | undefined;
  readonly totalCount?: Count | undefined;
  /** Set when the journal gave it: from when to when it is complete, and what is wrong with the feed, if something is. */
  readonly journal?:
    | {
        readonly coverageFrom?: number | undefined;
        readonly completeUntil?: number | undefined;
        readonly failure?: SourceFailure | undefined;
      }
    | undefined;
  /** True when a scan budget ran out before the page was full: more may match further on. */
  readonly partial?: boolean | undefined;
}

export const emptyPage: Page<never> = {
  items: [],
  cursorAt: () => {
    throw new RangeError('an empty page has no cursors');
  },
  hasNextPage: false,
  hasPreviousPage: false,
};
