/** The standing filter: checked at start, and meaning here what it means to the server. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHttpClient } from '../../../src/http/client.ts';
import { compileKataFilter } from '../../../src/model/kata-filter-match.ts';
import { parseKataFilter } from '../../../src/model/kata-filter-parse.ts';
import { printKataFilter } from '../../../src/model/kata-filter-print.ts';
import { KataFilterError } from '../../../src/model/kata-filter.ts';
import { settings } from '../../../src/vendors/kata/config.ts';
import { anyEvent, anyFilter } from '../../model/kata-filter-arbitrary.ts';
import { eventsIn, feedOf, newCall, start, SYSTEM_ID } from './harness.ts';

const entry = {
  name: 'k',
  url: 'https://kata.example',
  externalSystemId: SYSTEM_ID,
  tls: { cert: 'c', key: 'k' },
};
const faultsOf = (filter: string): string[] =>
  settings
    .safeParse({ ...entry, filter })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('in the settings', () => {
  test('a filter that KATA would refuse is refused with its place', () => {
    expect(faultsOf("EventType == 'process' AND Hostname == 'x'")).toEqual([
      'filter: a KATA filter; unknown field Hostname (meant HostName?) at position 28',
    ]);
    expect(faultsOf("EventType == 'process'")).toEqual([]);
  });

  test('a filter that fits into no request line is refused', () => {
    expect(faultsOf(`FileName == '${'ä'.repeat(2_000)}'`)).toEqual([
      'filter: a KATA filter of at most 7168 bytes when encoded for a URL',
    ]);
    expect(faultsOf("FileName == '\ud800'")).toEqual(['filter: a KATA filter in well-formed Unicode']);
  });

  test('the longest filter that is taken reaches the server', async () => {
    await using rig = await start({}, { filter: `FileName == '${'a'.repeat(7_140)}'` });
    expect((await rig.read()).records).toEqual([]);
  });
});

describe('at the server', () => {
  test('any filter lets through what it lets through here', async () => {
    await using rig = await start();
    const events = fc
      .sample(anyEvent, { numRuns: 150, seed: 1 })
      .map((event, i) => ({ Id: `e${i}`, ...event }));
    for (const event of events) rig.sim.addEvent(event);
    await fc.assert(
      fc.asyncProperty(anyFilter, async (filter) => {
        const feed = feedOf(rig.restarted({ filter: printKataFilter(filter) }));
        const { records } = await feed.read(null, newCall());
        const passed = compileKataFilter(filter);
        expect(eventsIn(records).map(({ nativeId }) => nativeId)).toEqual(
          events.filter((event) => passed(event)).map(({ Id }) => Id),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('what is refused here is refused there, and nothing else', async () => {
    await using rig = await start();
    const piece = fc.constantFrom(
      '',
      ' ',
      '(',
      ')',
      ',',
      "'",
      '\\',
      '*',
      '7',
      '=',
      'AND',
      ' OR ',
      'NOT',
      'in',
      'x',
      '.',
    );
    // A filter in which something was cut out and something put in.
    const text = fc
      .tuple(anyFilter, fc.nat(), fc.nat({ max: 2 }), piece)
      .map(([filter, at, cut, put]) => {
        const whole = printKataFilter(filter);
        const place = at % (whole.length + 1);
        return whole.slice(0, place) + put + whole.slice(place + cut);
      })
      // An empty filter counts as an absent one.
      .filter((text) => text !== '' && text.isWellFormed());
    let taken = 0;
    const { cert, key } = rig.sim.clientCertificate;
    const http = createHttpClient({ source: 'k', origin: rig.sim.url, tls: { cert, key, ca: rig.sim.ca } });
    await fc.assert(
      fc.asyncProperty(text, async (filter) => {
        let here = true;
        try {
          parseKataFilter(filter);
        } catch (error) {
          expect(error).toBeInstanceOf(KataFilterError);
          here = false;
        }
        const { status } = await http.request(
          {
            method: 'GET',
            path: `/kata/events_api/v1/${SYSTEM_ID}/events`,
            query: [
              ['filter', filter],
              ['max_timeout', 'PT1S'],
            ],
            read: true,
            expect: [400],
          },
          newCall(),
        );
        if (here) taken += 1;
        expect([filter, status]).toEqual([filter, here ? 200 : 400]);
      }),
      { numRuns: 400, seed: 7 },
    );
    await http.close();
    expect(taken).toBeGreaterThan(20);
    expect(taken).toBeLessThan(350);
  });
});
