import { describe, expect, test } from 'vitest';
import { createLoaders } from '../src/loaders.ts';
import { SourceError, UnsupportedError } from '../src/model/errors.ts';
import type { Call, Source } from '../src/model/source.ts';
import { alert, detection, event } from './model/support.ts';

const call: Call = {
  signal: new AbortController().signal,
  selects: () => false,
  sent: () => undefined,
};

/** A source that has only what a test gives it. */
const source = (parts: Partial<Source>): Source => ({
  name: 'a',
  vendor: 'argus',
  origin: 'http://127.0.0.1:1',
  timeout: 1_000,
  capabilities: new Set(),
  browse: {},
  lookup: {},
  related: {},
  health: () => ({ state: 'OK' }),
  close: () => Promise.resolve(),
  ...parts,
});

function loadersOf(...sources: readonly Source[]) {
  const calls: string[] = [];
  const loaders = createLoaders(new Map(sources.map((one) => [one.name, one])), (one) => {
    calls.push(one.name);
    return call;
  });
  return { loaders, calls };
}

/** A lookup that notes what it was asked for, and answers in another order than it was asked. */
function backwards<T>(make: (id: string) => T, known: (id: string) => boolean = () => true) {
  const asked: (readonly string[])[] = [];
  return {
    asked,
    lookup: async (ids: readonly string[]): Promise<ReadonlyMap<string, T>> => {
      asked.push(ids);
      return new Map(
        ids
          .toReversed()
          .filter(known)
          .map((id) => [id, make(id)] as const),
      );
    },
  };
}

describe('a loader', () => {
  test('asks once for all ids of a round, and gives each its own record, or null', async () => {
    const events = backwards(
      (nativeId) => event({ nativeId }),
      (id) => id !== 'x',
    );
    const { loaders } = loadersOf(source({ lookup: { events: events.lookup } }));
    const ids = ['1', 'x', '2', '1', '3'];
    const found = await Promise.all(ids.map(async (id) => loaders.event('a', id)));
    expect(found.map((one) => one?.nativeId ?? null)).toEqual(['1', null, '2', '1', '3']);
    expect(events.asked).toEqual([['1', 'x', '2', '3']]);
  });

  test('asks never again for what it knows, null included', async () => {
    const events = backwards(
      (nativeId) => event({ nativeId }),
      (id) => id !== 'x',
    );
    const { loaders, calls } = loadersOf(source({ lookup: { events: events.lookup } }));
    await Promise.all([loaders.event('a', '1'), loaders.event('a', 'x')]);
    expect([(await loaders.event('a', '1'))?.nativeId, await loaders.event('a', 'x')]).toEqual(['1', null]);
    expect([events.asked, calls]).toEqual([[['1', 'x']], ['a']]);
  });

  test('asks each source for its own, also where ids are equal', async () => {
    const [one, two] = [
      backwards((nativeId) => alert({ nativeId })),
      backwards((nativeId) => alert({ nativeId, source: 'b' })),
    ];
    const { loaders, calls } = loadersOf(
      source({ lookup: { alerts: one.lookup } }),
      source({ name: 'b', lookup: { alerts: two.lookup } }),
    );
    const found = await Promise.all([loaders.alert('a', '1'), loaders.alert('b', '1')]);
    expect(found.map((record) => record?.source)).toEqual(['a', 'b']);
    expect([one.asked, two.asked, calls]).toEqual([[['1']], [['1']], ['a', 'b']]);
  });

  test('gives null for a source that there is not, and an error for what a source cannot look up', async () => {
    const { loaders, calls } = loadersOf(source({}));
    expect(await loaders.event('nowhere', '1')).toBeNull();
    await expect(loaders.case('a', '1')).rejects.toBeInstanceOf(UnsupportedError);
    expect(calls).toEqual([]);
  });

  test('fails for every id of a batch that failed, with the error of the source', async () => {
    const failure = new SourceError({ source: 'a', kind: 'timeout' });
    const { loaders } = loadersOf(source({ lookup: { events: () => Promise.reject(failure) } }));
    const settled = await Promise.allSettled(['1', '2'].map(async (id) => loaders.event('a', id)));
    expect(settled).toEqual([
      { status: 'rejected', reason: failure },
      { status: 'rejected', reason: failure },
    ]);
  });

  test('asks parent by parent where a source has no batch', async () => {
    const asked: string[] = [];
    const { loaders } = loadersOf(
      source({
        related: {
          addressesOfDevice: async (id) => {
            asked.push(id);
            return [`10.9.8.${id}`];
          },
        },
      }),
    );
    const found = await Promise.all(['1', '2', '1'].map(async (id) => loaders.deviceAddresses('a', id)));
    expect(found).toEqual([['10.9.8.1'], ['10.9.8.2'], ['10.9.8.1']]);
    expect(asked).toEqual(['1', '2']);
  });
});

test('devices of events wait for the detections under way, so that both kinds of device are one call', async () => {
  const devices = backwards((id) => ({ id }));
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const { loaders } = loadersOf(
    source({
      lookup: {
        devices: devices.lookup,
        threatDetections: async (ids) => {
          await held;
          return new Map(
            ids.map((nativeId) => [
              nativeId,
              detection({ nativeId, device: { nativeId: `of ${nativeId}` } }),
            ]),
          );
        },
      },
    }),
  );
  const ofEvent = loaders.device('a', 'of event');
  const found = Promise.resolve(loaders.threatDetection('a', 'td')).then((one) =>
    loaders.device('a', one?.device?.nativeId ?? ''),
  );
  // Long after the round of the event's device: it must still be waiting.
  await new Promise((done) => setImmediate(() => setImmediate(done)));
  expect(devices.asked).toEqual([]);
  release();
  expect([await ofEvent, await found]).toEqual([{ id: 'of event' }, { id: 'of td' }]);
  expect(devices.asked).toEqual([['of event', 'of td']]);
});

test('devices are looked up even when the detections they waited for cannot be had', async () => {
  const devices = backwards((id) => ({ id }));
  const { loaders } = loadersOf(
    source({
      lookup: {
        devices: devices.lookup,
        threatDetections: () => Promise.reject(new SourceError({ source: 'a', kind: 'unavailable' })),
      },
    }),
  );
  const [device, failed] = await Promise.allSettled([
    loaders.device('a', '1'),
    loaders.threatDetection('a', 'td'),
  ]);
  expect([device, failed.status]).toEqual([{ status: 'fulfilled', value: { id: '1' } }, 'rejected']);
});
