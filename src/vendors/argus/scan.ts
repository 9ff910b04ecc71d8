/** How much one page may cost while a filter drops what comes. */
import type { Pushdown } from './criteria.ts';
import { CHUNK } from './endpoints.ts';

/** Reads of one page (each of up to 1000 rows), and the share of the operation's time that may go into them. What is left
 * over is enough for the objects that the page refers to. */
const SCAN_READS = 10;
const SCAN_SHARE = 0.6;

/** Tells, given how many reads were made, whether there may be another one. `timeout` in milliseconds. */
export function scanBudget(timeout: number, now: () => number): (reads: number) => boolean {
  const until = now() + timeout * SCAN_SHARE;
  return (reads) => reads < SCAN_READS && now() < until;
}

/** How many rows of a list are shown: each one, most, or few. */
export type Density = 'all' | 'most' | 'few';

export const densityOf = ({ exact, sparse }: Pushdown): Density => (sparse ? 'few' : exact ? 'all' : 'most');

/** Rows to ask for when so many are to be shown. */
export const rowsFor: { readonly [K in Density]: (shown: number) => number } = {
  all: (shown) => shown,
  most: (shown) => Math.ceil(shown * 1.5) + 8,
  few: () => CHUNK,
};
