/** What a client sees of vendors that are only followed: their account, how far they were read, and their own details. */
import { expect, test } from 'vitest';
import { startRig, type Rig } from '../support/rig.ts';

const start = (): Promise<Rig> =>
  startRig({
    argus: false,
    gta: false,
    alpha: { switches: { alertIds: 'full' } },
    kata: {},
    follow: true,
  });

interface Sources {
  readonly sources: readonly {
    readonly feeds: readonly {
      readonly records: string;
      readonly coverageFrom: string | null;
      readonly lag: string | null;
    }[];
  }[];
}
const feeds =
  '{ sources { name state feeds { kind coverageFrom lastSuccessAt lag records quarantined gaps { reason } } } }';

test('the account of AlphaSOC is shown with what it has to say, and other vendors tell of none', async () => {
  await using rig = await start();
  rig.alpha.account.messages.push({ level: 2, body: 'The licence ends soon.' });
  const { data, errors } = await rig.ask(
    '{ sources { name account { registered expired expiresAt messages { body } } } }',
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    sources: [
      {
        name: 'alpha',
        account: {
          registered: true,
          expired: false,
          expiresAt: expect.any(String),
          messages: [{ body: 'The account is in good order.' }, { body: 'The licence ends soon.' }],
        },
      },
      { name: 'kata', account: null },
    ],
  });
});

test('feeds tell what was read of each kind, and what was set aside', async () => {
  await using rig = await start();
  rig.alpha.addAlert();
  rig.kata.addEvent();
  rig.kata.addText('no JSON');
  // The end has to be reached once before anything is covered.
  await rig.until(async () => {
    const all = (await rig.ask<Sources>(feeds)).data?.sources.flatMap((source) => source.feeds) ?? [];
    const total = all.reduce((sum, { records }) => sum + Number(records), 0);
    return total === 4 && all.every(({ coverageFrom, lag }) => coverageFrom !== null && lag !== null);
  });
  const { data } = await rig.ask(feeds);
  const feed = (kind: string, records: number, quarantined: number) => ({
    kind,
    coverageFrom: expect.any(String),
    lastSuccessAt: expect.any(String),
    lag: expect.anything(),
    records: expect.toSatisfy((value: unknown) => Number(value) === records),
    quarantined: expect.toSatisfy((value: unknown) => Number(value) === quarantined),
    gaps: [],
  });
  const kinds = ['EVENT', 'ALERT', 'THREAT_DETECTION'];
  expect(data).toMatchObject({
    sources: [
      { name: 'alpha', feeds: expect.arrayContaining(kinds.map((kind) => feed(kind, 1, 0))) },
      {
        name: 'kata',
        feeds: expect.arrayContaining(kinds.map((kind) => feed(kind, kind === 'EVENT' ? 1 : 0, 1))),
      },
    ],
  });
});

test('flags of AlphaSOC have the titles that came with the feed, and asking for them costs no call', async () => {
  await using rig = await start();
  for (let i = 0; i < 5; i += 1) rig.alpha.addAlert();
  const query = `{ source(name: "alpha") { events { nodes { details {
    ... on AlphaSocEventDetails { eventType wisdomFlags { id title } wisdomLabels }
  } } } } }`;
  interface Shown {
    readonly source: { readonly events: { readonly nodes: readonly { readonly details: unknown }[] } };
  }
  const nodes = async () => (await rig.ask<Shown>(query)).data?.source.events.nodes ?? [];
  await rig.until(async () => (await nodes()).length === 5);
  rig.alpha.forget();
  expect(await nodes()).toEqual(
    Array.from({ length: 5 }, () => ({
      details: {
        eventType: 'dns',
        wisdomFlags: [{ id: 'c2', title: rig.alpha.flags.get('c2')?.title }],
        wisdomLabels: ['c2:SampleRAT'],
      },
    })),
  );
  // The feed goes on meanwhile.
  expect(rig.alpha.requests.filter(({ path }) => path !== '/v1/alerts')).toEqual([]);
});

test('an id that an alert of AlphaSOC had before the vendor sent one goes on leading to it', async () => {
  await using rig = await startRig({ argus: false, gta: false, alpha: {}, follow: true });
  const { alpha } = rig;
  alpha.addAlert();
  interface Shown {
    readonly source: {
      readonly [K in 'events' | 'alerts' | 'threatDetections']: {
        readonly nodes: readonly { readonly id: string; readonly time: string }[];
      };
    };
  }
  const part = '{ nodes { id time } }';
  const query = `{ source(name: "alpha") { events ${part} alerts ${part} threatDetections ${part} } }`;
  const records = async () => {
    const { events, alerts, threatDetections } = (await rig.ask<Shown>(query)).data?.source ?? {};
    return [events, alerts, threatDetections].flatMap((connection) => connection?.nodes ?? []);
  };
  await rig.until(async () => (await records()).length === 3);
  const before = await records();

  alpha.switches.alertIds = 'id';
  // A bookmark that is refused has the whole window read anew.
  alpha.fault({
    kind: 'status',
    status: 400,
    match: { when: ({ query: asked }) => asked.has('follow') },
    times: 1,
  });
  const [old] = before;
  await rig.until(async () => (await records()).length === 3 && (await records())[0]?.id !== old?.id);
  const after = await records();
  expect(after.map(({ time }) => time)).toEqual(before.map(({ time }) => time));
  const { data, errors } = await rig.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
    ids: before.map(({ id }) => id),
  });
  expect(errors).toEqual([]);
  expect(data).toEqual({ nodes: after.map(({ id }) => ({ id })) });
});
