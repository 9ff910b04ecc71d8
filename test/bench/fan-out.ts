/**
 * What somebody would write by hand for exactly these queries: the same upstream calls, as many at a time as possible,
 * joined by Map. Nothing is checked, nothing is general. It shares no code with the gateway it is the measure of.
 */
import { argusAnswers } from './fan-out-argus.ts';
import { ciscoAnswers } from './fan-out-cisco.ts';
import type { Upstreams } from './messages.ts';

/** By case: answers a page of so many items with the `data` of the gateway's answer, keys in the query's order. */
export type FanOut = ReadonlyMap<string, (first: number) => Promise<object>>;

export async function createFanOut({ argus, gta }: Upstreams): Promise<FanOut> {
  const { alerts, events } = await ciscoAnswers(gta);
  return new Map([
    ['cisco-alerts', alerts],
    ['cisco-events', events],
    ['argus-alerts', argusAnswers(argus)],
  ]);
}
