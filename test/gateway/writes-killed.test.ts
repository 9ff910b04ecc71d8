/** The real program, killed in the middle of writes, and what the next one makes of the audit journal. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeGlobalId } from '../../src/model/ids.ts';
import { startCiscoGtaSim, type CiscoGtaSim } from '../../src/simulators/cisco-gta/index.ts';
import type { RecordedRequest } from '../../src/simulators/kit.ts';
import { folder } from '../journal/support.ts';
import { mutation, recorded } from '../support/mutations.ts';
import { startProgram } from '../writes/program.ts';

const ROUNDS = 2;
const WRITES = 24;

const configFor = (sim: CiscoGtaSim, journal: string) => ({
  journal: { path: journal },
  sources: [
    {
      name: 'gta',
      vendor: 'cisco-gta',
      url: sim.url,
      tokenUrl: sim.tokenUrl,
      clientId: sim.clientId,
      clientSecret: sim.clientSecret,
      customerId: sim.customerId,
      timeout: '30s',
    },
  ],
});

const alertOf = ({ path, method }: RecordedRequest): string | undefined =>
  method === 'PATCH' ? /\/alerts\/([^/]+)\/status$/.exec(path)?.[1] : undefined;

test(`after each of ${ROUNDS} kills every call that reached the source is on record, and ends as it was`, async () => {
  using at = folder();
  await using sim = await startCiscoGtaSim();
  const config = configFor(sim, join(at.path, 'journal.db'));
  const file = join(at.path, 'crosswatch.yaml');
  const seen = { DONE: 0, FAILED: 0 };

  for (let round = 0; round < ROUNDS; round += 1) {
    const ids = Array.from({ length: WRITES }, (_, n) => `r${round}-${n}`);
    for (const id of ids) sim.addAlert({ id, status: { value: 'Open' } });
    sim.forget();
    // From some write on nothing is answered: half of them are done all the same.
    const last = 4 + round;
    const silent = (odd: boolean) => (request: RecordedRequest) => {
      const place = ids.indexOf(alertOf(request) ?? '');
      return place >= last && (place % 2 === 1) === odd;
    };
    sim.fault({ kind: 'hang', match: { when: silent(false) } });
    sim.fault({ kind: 'hang', match: { when: (request) => silent(true)(request) && close(sim, request) } });
    await using first = await startProgram(file, config);
    const asked = ids.map((id) =>
      mutation(
        first,
        'setAlertStatus',
        { id: encodeGlobalId('Alert', 'gta', id), status: 'CLOSED' },
        'alert { id }',
      ).catch(() => undefined),
    );
    const arrived = (): string[] => sim.requests.flatMap((request) => alertOf(request) ?? []);
    while (arrived().length < last + 4) await new Promise((resolve) => setTimeout(resolve, 5));
    await first.kill();
    await Promise.all(asked);
    sim.heal();

    await using second = await startProgram(file, config);
    const own = async () => (await recorded(second)).filter(({ ids: [id = ''] }) => ids.includes(id));
    const atOnce = await own();
    const known = new Set(atOnce.flatMap((entry) => entry.ids));
    expect(arrived().filter((id) => !known.has(id))).toEqual([]);
    expect(atOnce.map(({ outcome }) => outcome)).toContain('UNKNOWN');
    expect(atOnce.map(({ outcome }) => outcome)).not.toContain('PENDING');
    for (const {
      ids: [id = ''],
      outcome,
    } of atOnce)
      if (outcome === 'DONE') expect(sim.alerts.get(id)?.status.value).toBe('Closed');

    const open = async () => (await own()).some(({ outcome }) => outcome === 'UNKNOWN');
    while (await open()) await new Promise((resolve) => setTimeout(resolve, 100));
    for (const {
      ids: [id = ''],
      outcome,
    } of await own()) {
      const done = sim.alerts.get(id)?.status.value === 'Closed';
      expect({ id, outcome }).toEqual({ id, outcome: done ? 'DONE' : 'FAILED' });
      seen[done ? 'DONE' : 'FAILED'] += 1;
    }
    for (const id of ids) expect(arrived().filter((one) => one === id).length).toBeLessThanOrEqual(1);
  }
  expect(seen.DONE).toBeGreaterThan(4 * ROUNDS);
  expect(seen.FAILED).toBeGreaterThan(0);
}, 180_000);

/** Does what the request asks for, as the source would, though its answer never comes. */
function close(sim: CiscoGtaSim, request: RecordedRequest): boolean {
  const id = alertOf(request);
  if (id === undefined) return false;
  sim.updateAlert(id, { status: { value: 'Closed' } });
  return true;
}
