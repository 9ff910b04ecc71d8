import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contains, networkText, parseNetwork } from '../../src/model/addresses.ts';
import type { EventFilter } from '../../src/model/filters.ts';
import { matchesEvent } from '../../src/model/matching.ts';
import { observableRef } from '../../src/model/observables.ts';
import { event, journal, matching, T0, type Journal } from './support.ts';

const found = async (j: Journal, filter: EventFilter, limit = 100): Promise<string[]> =>
  (await matching(j, 'EVENT', filter, limit)).map(({ nativeId }) => nativeId);

const mentions = (id: string, type: Parameters<typeof observableRef>[0], value: string) => {
  const ref = observableRef(type, value, 'source');
  return event(id, { observables: ref === null ? [] : [ref] });
};

describe('addresses', () => {
  const v4 = fc.ipV4().map((ip) => ip.replace(/^\d+/, '10'));
  const v6 = fc.oneof(fc.ipV6(), fc.constantFrom('2001:db8::1', '2001:db8:ffff::', '::', '::ffff:10.1.2.3'));
  const bits = (max: number) => fc.oneof(fc.integer({ min: 0, max }), fc.constant(max));
  const network = fc
    .oneof(fc.tuple(v4, bits(32)), fc.tuple(v6, bits(128)))
    .map(([address, prefix]) => parseNetwork(`${address}/${prefix}`))
    .filter((parsed) => parsed !== null)
    .map(networkText);

  test('inside a network are found, of its family alone; ranges around it when asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(network, { minLength: 1, maxLength: 12 }),
        network,
        async (stored, asked) => {
          using j = journal();
          j.put(stored.map((value) => mentions(value, 'IP', value)));
          const range = parseNetwork(asked);
          const holds = (value: string, covering: boolean): boolean => {
            const other = parseNetwork(value);
            if (range === null || other === null) return false;
            return contains(range, other) || (covering && contains(other, range));
          };
          for (const coveringNetworks of [false, true]) {
            const ids = await found(j, { ip: [asked], coveringNetworks });
            expect(ids.toSorted()).toEqual(
              stored.filter((value) => holds(value, coveringNetworks)).toSorted(),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('are exact when asked for exactly', async () => {
    using j = journal();
    j.put([mentions('one', 'IP', '10.0.0.1'), mentions('net', 'IP', '10.0.0.0/24')]);
    expect(await found(j, { observable: { type: 'IP', value: '10.0.0.1' } })).toEqual(['one']);
    const around = await found(j, { ip: ['10.0.0.1'], coveringNetworks: true });
    expect(around.toSorted()).toEqual(['net', 'one']);
    expect(await found(j, { ip: ['no network'] })).toEqual([]);
  });
});

test('hosts and techniques are found as the filters mean them', async () => {
  using j = journal();
  const hosts = ['ws1', 'ws1.example.org', 'ws1.other.net', 'ws10', 'ws2.ws1'];
  j.put([
    ...hosts.map((host) => mentions(host, 'HOST', host)),
    event('T1059', { attacks: [{ technique: 'T1059', tactics: [] }] }),
    event('T1059.001', { attacks: [{ technique: 'T1059.001', tactics: [] }] }),
    event('T10590', { attacks: [{ technique: 'T10590', tactics: [] }] }),
  ]);
  const { items } = j.reader.page('EVENT', 'alpha', { direction: 'forward', limit: 100 });
  const meant = (filter: EventFilter) =>
    items.flatMap(({ record }) => (matchesEvent(filter, record) ? [record.nativeId] : [])).toSorted();
  for (const host of [...hosts, 'ws', 'example.org'])
    expect((await found(j, { hosts: [host] })).toSorted()).toEqual(meant({ hosts: [host] }));
  expect(meant({ hosts: ['ws1'] })).toHaveLength(3);
  for (const technique of ['T1059', 't1059.001', 'T105'])
    expect((await found(j, { techniques: [technique] })).toSorted()).toEqual(
      meant({ techniques: [technique] }),
    );
  expect(meant({ techniques: ['T1059'] })).toHaveLength(2);
});

test('what mentions a thing is answered newest first, to the nanosecond, and follows its changes', async () => {
  using j = journal();
  const observables = [{ type: 'DOMAIN', value: 'evil.example', role: 'query' }] as const;
  j.put([
    event('b', { observables, time: T0, timeFraction: 2 }),
    event('a', { observables, time: T0, timeFraction: 3 }),
    event('c', { observables, time: T0 + 1 }),
    event('other', { observables: [{ type: 'URL', value: 'evil.example' }] }),
  ]);
  const domain: EventFilter = { observable: { type: 'DOMAIN', value: 'evil.example' } };
  expect(await found(j, domain)).toEqual(['c', 'a', 'b']);
  expect(await found(j, domain, 1)).toEqual(['c']);
  j.put([event('c', { observables: [], time: T0 + 1 }), event('b', { observables, time: T0 + 9 })]);
  expect(await found(j, domain)).toEqual(['b', 'a']);
  j.put([event('b', { time: T0 + 9 }), event('a', { time: T0 })]);
  expect(await found(j, domain)).toEqual([]);
});
