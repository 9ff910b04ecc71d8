/** GraphQL over HTTP, by the audits of graphql-http, on a real port. */
import { serverAudits } from 'graphql-http';
import { expect, test } from 'vitest';
import { startSimServer } from '../../src/simulators/kit.ts';
import { startRig } from '../support/rig.ts';

/** Each audit's result by its name; one that throws counts as an error. */
async function audit(url: string): Promise<{ readonly passed: string[]; readonly failed: string[] }> {
  const passed: string[] = [];
  const failed: string[] = [];
  for (const { id, name, fn } of serverAudits({ url })) {
    const result = await fn().catch(
      (error: unknown) => ({ status: 'error', reason: String(error) }) as const,
    );
    if (result.status === 'ok') passed.push(id);
    else failed.push(`${id} ${name}: ${result.reason}`);
  }
  return { passed, failed };
}

test('all 61 audits of GraphQL over HTTP pass', async () => {
  await using rig = await startRig({ argus: false });
  const { url } = await rig.listen();
  const { passed, failed } = await audit(`${url}/graphql`);
  expect(failed).toEqual([]);
  expect(passed).toHaveLength(61);
});

/** A server whose every answer is the same nonsense. */
async function auditNonsense(
  status: number,
): Promise<{ readonly passed: string[]; readonly failed: string[] }> {
  const handle = () => ({ status, headers: { 'content-type': 'text/plain' }, body: 'nonsense' });
  await using server = await startSimServer({ handle });
  return audit(`${server.url}/graphql`);
}

test('the audits fail on servers that answer nonsense, each of them on one at least', async () => {
  // Some audits look at nothing but the status, so one nonsense cannot fail them all.
  const [fine, broken] = [await auditNonsense(200), await auditNonsense(500)];
  expect(fine.failed.length).toBeGreaterThan(40);
  expect(broken.failed.length).toBeGreaterThan(40);
  expect(fine.passed.filter((id) => broken.passed.includes(id))).toEqual([]);
});
