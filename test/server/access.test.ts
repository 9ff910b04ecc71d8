import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createAuthenticator } from '../../src/server/access.ts';

const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');
const asked = (authorization?: string) =>
  new Request('http://x/graphql', { headers: authorization === undefined ? {} : { authorization } });

const authenticate = createAuthenticator([
  { name: 'ana', sha256: sha256('k-ana'), roles: ['triage'], sources: ['argus'] },
  { name: 'root', sha256: sha256('k-root'), roles: ['admin'] },
]);

test('a key is known by its hash, and opens the sources it names', () => {
  const ana = authenticate(asked('Bearer k-ana'));
  expect(ana?.name).toBe('ana');
  expect(['argus', 'gta'].map((source) => ana?.maySee(source))).toEqual([true, false]);
  const root = authenticate(asked('bearer k-root'));
  expect(root?.name).toBe('root');
  expect(root?.maySee('gta')).toBe(true);
});

for (const wrong of [
  undefined,
  '',
  'Bearer',
  'Bearer ',
  'Basic k-ana',
  'Bearer k-anna',
  `Bearer ${sha256('k-ana')}`,
  'k-ana',
]) {
  test(`nobody is let in with ${JSON.stringify(wrong)}`, () => {
    expect(authenticate(asked(wrong))).toBeNull();
  });
}

test('a key has its roles and those that they contain', () => {
  expect(authenticate(asked('Bearer k-ana'))?.roles).toEqual(['READ', 'TRIAGE']);
  expect(authenticate(asked('Bearer k-root'))?.roles).toEqual(['READ', 'TRIAGE', 'INGEST', 'ADMIN']);
});

test('without keys everybody on the machine may everything', () => {
  const anybody = createAuthenticator([])(asked());
  expect(anybody?.name).toBeUndefined();
  expect(anybody?.maySee('argus')).toBe(true);
  expect(anybody?.roles).toEqual(['READ', 'TRIAGE', 'INGEST', 'ADMIN']);
});
