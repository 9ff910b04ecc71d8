import { describe, expect, test } from 'vitest';
import { createHttpClient } from '../../../src/http/client.ts';
import { startArgusSim } from '../../../src/simulators/argus/index.ts';
import { createArgusClient } from '../../../src/vendors/argus/client.ts';
import { ArgusRefusal } from '../../../src/vendors/argus/envelope.ts';
import { bareSelection } from '../../../src/vendors/argus/event.ts';
import { parseEventId } from '../../../src/vendors/argus/ids.ts';
import { call, thrown } from './support.ts';

async function connected() {
  const sim = await startArgusSim();
  const http = createHttpClient({
    source: 'argus',
    origin: sim.url,
    credentials: { headers: () => ({ 'argus-api-key': sim.apiKey }) },
  });
  return {
    sim,
    client: createArgusClient('argus', http),
    async [Symbol.asyncDispose]() {
      await http.close();
      await sim.close();
    },
  };
}

describe('the simple searches', () => {
  test('take a few filters, repeated ones ORed', async () => {
    await using b = await connected();
    const { client, sim } = b;
    for (const customerID of [42, 43, 44]) {
      sim.addEvent({ customerID });
      sim.addEvent({ customerID, type: 'raw' });
    }
    const query = [
      ['customerID', '42'],
      ['customerID', '44'],
      ['limit', '10'],
    ] as const;
    expect((await client.listEvents(query, call())).rows.length).toBe(4);
    expect((await client.listEvents([...query, ['type', 'raw']], call())).rows.length).toBe(2);
    expect((await client.listAggregated(query, call())).rows.length).toBe(2);
    expect((await client.listNids(query, call())).count).toBe(2);
    expect(await thrown(() => client.listEvents([['ip', 'x']], call()))).toBeInstanceOf(ArgusRefusal);
  });
});

describe('a single event', () => {
  test('comes with what is selected', async () => {
    await using b = await connected();
    const event = b.sim.addEvent({
      properties: ['a', 'b', 'c'].map((key) => ({ key, type: 'string', values: [key] })),
      comments: [{ timestamp: 1, user: 'ada', comment: 'x' }],
    });
    const id = parseEventId(event.id);
    if (id === null) throw new Error('the simulator made no id');
    const got = await b.client.eventV2(
      id,
      { ...bareSelection, properties: ['a', 'c'], comments: true },
      call(),
    );
    expect(got).toMatchObject({ properties: [{ key: 'a' }, { key: 'c' }], comments: [{ comment: 'x' }] });
    expect(await b.client.eventV2(id, bareSelection, call())).not.toHaveProperty('properties');
    expect(b.sim.requests[0]?.path).toBe(`/events/v2/event/${event.created}/42/${event.uuid}`);
    expect(await b.client.eventV1(id, call())).toMatchObject({ id: event.id });
    expect(b.sim.requests.at(-1)?.path).toBe(`/events/v1/${event.id}`);
  });
});

describe('statistics', () => {
  test('of v1 are counts by key in frames of time', async () => {
    await using b = await connected();
    const now = b.sim.clock.now();
    for (const customerID of [42, 42, 43]) b.sim.addEvent({ customerID, created: now - 1_000 });
    const counted = await b.client.statisticsV1(
      { startTimestamp: now - 60_000, endTimestamp: now, groupBy: ['CUSTOMER'], resolution: 0 },
      call(),
    );
    expect(counted.frames).toEqual([
      {
        from: now - 60_000,
        counts: expect.arrayContaining([
          { key: { customer: 'acme' }, count: 2 },
          { key: { customer: 'acme-dc' }, count: 1 },
        ]),
      },
    ]);
  });

  test('of v2 are a tree whose leaves carry the metrics', async () => {
    await using b = await connected();
    const now = b.sim.clock.now();
    b.sim.addEvent({ alarmID: 58_001, created: now - 1_000 });
    b.sim.addEvent({ alarmID: 58_001, created: now - 90_000_000 });
    b.sim.addEvent({ alarmID: 58_002, customerID: 43 });
    const tree = await b.client.statisticsV2(
      {
        startTimestamp: 0,
        fieldAggregation: [{ field: 'customer', limit: 10 }, { field: 'attackCategory' }],
        rangeMetrics: [{ name: 'lastDay', startTimestamp: '-1day', endTimestamp: 'now' }],
      },
      call(),
    );
    expect(tree).toMatchObject({
      count: 3,
      buckets: [
        {
          count: 2,
          identifier: '42',
          shortName: 'acme',
          type: 'customer',
          buckets: [{ count: 2, name: 'Command and control', metrics: new Map([['lastDay', 1]]) }],
        },
        { count: 1, identifier: '43' },
      ],
    });
    expect(
      await thrown(() => b.client.statisticsV2({ fieldAggregation: [{ field: 'x' }] }, call())),
    ).toBeInstanceOf(ArgusRefusal);
  });
});
