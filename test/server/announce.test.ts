import { expect, test } from 'vitest';
import { announcement } from '../../src/server/announce.ts';

const base = { version: '1.2.3', url: 'http://127.0.0.1:4000', simulated: true, keys: 0 };

test('the announcement says where GraphiQL is, what runs, and what to ask', () => {
  const text = announcement({
    ...base,
    sources: [
      { name: 'quiet', vendor: 'kata' },
      { name: 'gta', vendor: 'cisco-gta' },
    ],
  });
  expect(text).toBe(`Crosswatch 1.2.3
GraphiQL  http://127.0.0.1:4000/graphql
Sources   quiet (kata, simulated), gta (cisco-gta, simulated)
Access    no keys are configured: this machine only, and everybody on it may everything
Try       { alerts(first: 3) { nodes { time severity title source { name } } sourceResults { source { name } outcome } } }
`);
});

test('real sources are not called simulated', () => {
  const text = announcement({ ...base, simulated: false, sources: [{ name: 'quiet', vendor: 'kata' }] });
  expect(text).toContain('Sources   quiet (kata)\n');
});

test('who has configured keys is told that they are asked for', () => {
  expect(announcement({ ...base, keys: 2, sources: [] })).toContain(
    'Access    with one of 2 configured keys: Authorization: Bearer <key>\n',
  );
});
