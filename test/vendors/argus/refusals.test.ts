import { describe, expect, test } from 'vitest';
import type { EventFilter } from '../../../src/model/filters.ts';
import { encodeGlobalId } from '../../../src/model/ids.ts';
import { bench, call, thrown, type Bench } from './support.ts';

const page = { direction: 'forward', limit: 5 } as const;

const ask = (b: Bench, filter: EventFilter): Promise<unknown> =>
  b.source.browse.events!({ page, filter, countTotal: false }, call());

for (const api of ['v2', 'v1'] as const) {
  describe(`what Argus refuses through ${api} is said of the argument it came from:`, () => {
    for (const [name, filter, paths] of [
      ['a number', { argus: { alarmIds: [1, 1.5] } }, ['filter.argus.alarmIds[1]']],
      ['a port', { ports: [0.5] }, ['filter.ports[0]']],
      [
        'a number inside and',
        { and: [{}, { argus: { alarmIds: [1.5] } }] },
        ['filter.and[1].argus.alarmIds[0]'],
      ],
      ['a number inside a lone or', { or: [{ ports: [0.5] }] }, ['filter.or[0].ports[0]']],
    ] satisfies readonly (readonly [string, EventFilter, readonly string[]])[]) {
      test(name, async () => {
        await using b = await bench({ switches: { nullFilledMessages: true } }, { api });
        b.sim.addEvent();
        const error = await thrown(() => ask(b, filter));
        expect(error).toMatchObject({ name: 'InvalidInputError' });
        expect(error).toMatchObject({ fields: paths.map((path) => ({ path })) });
        expect(b.source.health().state).not.toBe('DEGRADED');
      });
    }

    test('an address, a width or a flag that is none is in no record, and Argus is not asked for it', async () => {
      await using b = await bench({}, { api });
      const at = (address: string) => ({ address, host: null, port: null, user: null, geo: null });
      b.sim.addEvent({ source: at('10.0.0.1'), flags: ['BLOCKED'] });
      b.sim.addEvent({ source: at('10.0.0.0/8') });
      const found = async (filter: EventFilter): Promise<number> => {
        const shown = await b.source.browse.events!({ page, filter, countTotal: false }, call());
        return shown.items.length;
      };
      expect(await found({ ip: ['nonsense', '10.0.0.1', '10.0.0.0/99'] })).toBe(1);
      expect(await found({ srcIp: ['x', '10.0.0.1'] })).toBe(1);
      expect(await found({ ip: ['x'] })).toBe(0);
      for (const ip of ['ip', 'srcIp'])
        expect(await found({ [ip]: ['10.0.0.1'], coveringNetworks: true, argus: { srcMinBits: 300 } })).toBe(
          1,
        );
      expect(await found({ argus: { includeFlags: ['blocked', 'noSuchFlag'] } })).toBe(0);
      expect(await found({ argus: { excludeFlags: ['blocked', 'noSuchFlag'] } })).toBe(1);
      expect(b.sim.requests.filter(({ status }) => status !== 200)).toEqual([]);
    });

    test('a customer nobody knows', async () => {
      await using b = await bench({ switches: { unknownCustomer: 'refused' } }, { api });
      const error = await thrown(() => ask(b, { customers: ['acme', 'nobody'] }));
      expect(error).toMatchObject({ fields: [{ path: 'filter.customers[1]' }] });
    });

    test('a case behind a foreign id keeps its place', async () => {
      await using b = await bench({}, { api });
      const message = {
        message: 'no',
        messageTemplate: 'x',
        type: 'FIELD_ERROR',
        field: 'associatedCaseID[0]',
      };
      b.sim.fault({ kind: 'status', status: 412, body: JSON.stringify({ messages: [null, message] }) });
      const caseIds = [encodeGlobalId('Case', 'other', '1'), encodeGlobalId('Case', 'argus', '2')];
      expect(await thrown(() => ask(b, { caseIds }))).toMatchObject({
        fields: [{ path: 'filter.caseIds[1]' }],
      });
    });
  });
}

test('nothing of what Argus says is shown', async () => {
  await using b = await bench();
  const secret = 'upstream-secret';
  const message = {
    message: secret,
    messageTemplate: secret,
    type: 'FIELD_ERROR',
    field: 'port[0]',
    parameter: secret,
  };
  b.sim.fault({ kind: 'status', status: 412, body: JSON.stringify({ messages: [message] }) });
  const error = await thrown(() => ask(b, { ports: [1] }));
  expect(JSON.stringify([error, String(error)])).not.toContain(secret);
});

for (const body of ['', '<html>', '{"messages":null}', '{"messages":[{"field":"sortBy[1]"}]}', '{}']) {
  test(`a refusal of nothing the caller gave (${body}) is our own fault`, async () => {
    await using b = await bench();
    b.sim.fault({ kind: 'status', status: 412, body });
    const error = await thrown(() => ask(b, { ip: ['10.0.0.1'] }));
    expect(error).toMatchObject({ name: 'SourceError', kind: 'rejected', status: 412 });
  });
}

test('cases, too: a customer and a category that are refused', async () => {
  await using b = await bench();
  const messages = ['customer[0]', 'category[1]'].map((field) => ({ field, type: 'FIELD_ERROR' }));
  b.sim.fault({ kind: 'status', status: 412, body: JSON.stringify({ messages }) });
  const filter = { customers: ['x'], and: [{ categories: ['a', 'b'] }] };
  expect(
    await thrown(() => b.source.browse.cases!({ page, filter, countTotal: false }, call())),
  ).toMatchObject({
    fields: [{ path: 'filter.customers[0]' }, { path: 'filter.and[0].categories[1]' }],
  });
});
