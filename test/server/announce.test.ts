import { expect, test } from 'vitest';
import { announcement } from '../../src/server/announce.ts';

const base = { version: '1.2.3', url: 'http://127.0.0.1:4000', simulated: true };

test('the announcement says where GraphiQL is, what runs, and what to ask', () => {
  const text = announcement({
    ...base,
    sources: [
      { name: 'quiet', vendor: 'kata', capabilities: new Set() },
      { name: 'gta', vendor: 'cisco-gta', capabilities: new Set(['BROWSE_EVENTS', 'BROWSE_ALERTS']) },
    ],
  });
  expect(text).toBe(`Crosswatch 1.2.3
GraphiQL  http://127.0.0.1:4000/graphql
Sources   quiet (kata, simulated), gta (cisco-gta, simulated)
Try       { source(name: "gta") { alerts(first: 3) { nodes { time severity title } } } }
`);
});

test('without a source that can be browsed the query asks for the sources', () => {
  const quiet = { name: 'quiet', vendor: 'kata', capabilities: new Set<never>() } as const;
  expect(announcement({ ...base, simulated: false, sources: [quiet] })).toBe(`Crosswatch 1.2.3
GraphiQL  http://127.0.0.1:4000/graphql
Sources   quiet (kata)
Try       { sources { name vendor state } }
`);
});
