import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startAlphaSocSim } from '../../src/simulators/alphasoc/index.ts';
import { folder } from '../journal/support.ts';
import { mutation } from '../support/mutations.ts';
import { startProgram } from '../writes/program.ts';

const event = (n: number, bytes: number) => ({
  ts: '2026-03-01T11:00:00Z',
  srcIP: '10.0.0.1',
  srcHost: `ws-${n}`,
  query: `${n}.${'q'.repeat(bytes)}.example`,
  qtype: 'A',
});

test.skipIf(process.platform !== 'linux')(
  '10 000 events in one mutation are one upload, and take less than 100 MB over what the process has when idle',
  async () => {
    using at = folder();
    await using sim = await startAlphaSocSim();
    await using program = await startProgram(join(at.path, 'crosswatch.yaml'), {
      journal: { path: join(at.path, 'journal.db') },
      sources: [{ name: 'alpha', vendor: 'alphasoc', url: sim.url, apiKey: sim.apiKey, timeout: '60s' }],
    });
    const submit = (count: number, idempotencyKey: string) =>
      mutation(
        program,
        'submitTelemetry',
        { source: 'alpha', dns: Array.from({ length: count }, (_, n) => event(n, 850)), idempotencyKey },
        'received accepted uploads',
      );
    await submit(1, 'small');
    const idle = program.memory().now;
    program.forgetPeak();
    const { data } = await submit(10_000, 'large');
    const { peak } = program.memory();
    expect(data).toEqual({
      submitTelemetry: {
        __typename: 'SubmitTelemetryPayload',
        received: 10_000,
        accepted: 10_000,
        uploads: 1,
      },
    });
    expect(sim.telemetry.map(({ accepted }) => accepted.length)).toEqual([1, 10_000]);
    expect(peak - idle).toBeLessThan(100);
  },
  120_000,
);
