import { describe, expect, test } from 'vitest';
import { startKataSim, type KataSim } from '../../src/simulators/kata/index.ts';
import { internalError } from '../../src/simulators/kata/problems.ts';
import type { KataSwitches } from '../../src/simulators/kata/switches.ts';
import { createAccepted, otherId, pathOf, systemId, type Caller } from './kata-caller.ts';

async function withSim(
  use: (caller: Caller, sim: KataSim) => Promise<void>,
  switches: Partial<KataSwitches> = {},
): Promise<void> {
  await using sim = await startKataSim({ switches: { windowScale: 0, ...switches } });
  await using caller = createAccepted(sim);
  await use(caller, sim);
}

describe('a refused parameter', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['max_timeout=300', 'max_timeout'],
    ['max_timeout=PT5M', 'max_timeout'],
    ['max_timeout=pt300s', 'max_timeout'],
    ['max_timeout=PT301S', 'max_timeout'],
    ['max_timeout=PT-1S', 'max_timeout'],
    ['max_timeout=PT1.5S', 'max_timeout'],
    ['max_timeout=%20PT1S', 'max_timeout'],
    ['max_timeout=', 'max_timeout'],
    ['max_events=0', 'max_events'],
    ['max_events=-1', 'max_events'],
    ['max_events=10001', 'max_events'],
    ['max_events=1e3', 'max_events'],
    ['max_events=ten', 'max_events'],
    ['max_events=', 'max_events'],
    ['filter=nonsense', 'filter: unknown field nonsense at position 1'],
    ["filter=FilePath=='C:%5CTemp'", 'filter: a backslash before an ordinary character at position 14'],
    ['max_events=1&max_events=1', 'max_events is given twice'],
    ['continuation_token=', 'continuation_token'],
    ['continuation_token=bm90LWEtdG9rZW4%3D', 'continuation_token'],
    ['continuation_token=%2B%2F%2B%2F', 'continuation_token'],
  ];
  for (const [query, text] of cases) {
    test(`${query} is a 400 that says so`, () =>
      withSim(async (caller) => {
        const answer = await caller.call(`${pathOf(systemId)}?${query}`);
        expect(answer).toMatchObject({ status: 400, type: 'application/json' });
        expect(answer.text).toContain(text);
        expect(answer.text).toMatch(/^\{"error":"[^"]+"\}$/);
      }));
  }
});

describe('an accepted parameter', () => {
  for (const query of [
    '',
    '?max_timeout=PT0S',
    '?max_timeout=PT300S',
    '?max_timeout=PT007S',
    '?max_events=1',
    '?max_events=10000',
    '?filter=',
    "?filter=EventType=='process'",
    '?Filter=nonsense&sort=x&sort=y',
  ]) {
    test(`${query || 'none at all'} is answered`, () =>
      withSim(async (caller) => {
        expect((await caller.call(`${pathOf(systemId)}${query}`)).status).toBe(200);
      }));
  }
});

test('an unknown parameter is a 400 when so switched', () =>
  withSim(
    async (caller) => {
      expect(await caller.refusal(400, { sort: 'x' })).toBe('unknown parameter sort');
    },
    { unknownParameter: 'reject' },
  ));

test('one limit of events stands for the whole installation', () =>
  withSim(
    async (caller, sim) => {
      sim.generate(10);
      expect((await caller.page()).events).toHaveLength(7);
      await caller.refusal(400, { max_events: '8' });
    },
    { maxEvents: 7 },
  ));

test('filters that look for two types are refused when so switched, and answered by default', () =>
  withSim(async (caller, sim) => {
    const two = { filter: "EventType=='threatdetect' OR EventType=='threatprocessingresult'" };
    expect((await caller.ask(two)).status).toBe(200);
    sim.switches.singleTypePerRequest = true;
    await caller.refusal(400, two);
    expect((await caller.ask({ filter: "EventType=='threatdetect'" })).status).toBe(200);
  }));

describe('other paths and methods', () => {
  const paths: readonly (readonly [string, number])[] = [
    ['/', 404],
    ['/kata/events_api/v1/', 404],
    [`/kata/events_api/v1/${systemId}`, 404],
    [`${pathOf(systemId)}/`, 404],
    [`${pathOf(systemId)}&continuation_token=x`, 404],
    [`/kata/events_api/v2/${systemId}/events`, 404],
    [`/kata/scanner/v1/sensors/${systemId}/detects`, 404],
    [pathOf('not-a-uuid'), 400],
    [pathOf(`${systemId}0`), 400],
    [pathOf(`{${systemId}}`), 400],
  ];
  for (const [path, status] of paths) {
    test(`${path} is a ${status}`, () =>
      withSim(async (caller) => {
        const answer = await caller.call(path);
        expect(answer).toMatchObject({ status, type: 'application/json' });
      }));
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'HEAD'] as const) {
    test(`${method} is a 405 that names GET`, () =>
      withSim(async (caller) => {
        const answer = await caller.ask({}, { method });
        expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET' } });
      }));
  }
});

test('a request line of 8 KiB is answered; one byte more is a 414', () =>
  withSim(async (caller) => {
    const fixed = `GET ${pathOf(systemId)}?x= HTTP/1.1`.length;
    const path = (length: number) => `${pathOf(systemId)}?x=${'y'.repeat(length - fixed)}`;
    expect((await caller.call(path(8_192))).status).toBe(200);
    expect(await caller.call(path(8_193))).toMatchObject({ status: 414, type: 'application/json' });
    expect((await caller.call(path(60_000))).status).toBe(414);
  }));

test('a page is JSON under another name, with the keys events and continuationToken', () =>
  withSim(async (caller, sim) => {
    sim.addEvent();
    const { status, type, text } = await caller.ask();
    expect({ status, type }).toEqual({ status: 200, type: 'application/octet-stream' });
    expect(text).toMatch(/^\{"events":\[\{.*\}\],"continuationToken":"[^"]+"\}$/);
    sim.switches.contentType = 'application/json';
    expect((await caller.ask()).type).toBe('application/json');
  }));

test('an answer without events holds an empty list, null or no such key', () =>
  withSim(async (caller, sim) => {
    const keys = async () => JSON.parse((await caller.ask()).text) as unknown;
    expect(await keys()).toMatchObject({ events: [] });
    sim.switches.emptyEvents = 'null';
    expect(await keys()).toMatchObject({ events: null });
    sim.switches.emptyEvents = 'absent';
    expect(await keys()).not.toHaveProperty('events');
  }));

test('a 500 has the shape of the other refusals', () =>
  withSim(async (caller, sim) => {
    sim.fault(internalError(1));
    expect(await caller.refusal(500)).toBe('Internal server error');
    expect((await caller.ask()).status).toBe(200);
  }));

test('a token of one external system is no token of another', () =>
  withSim(async (caller, sim) => {
    await using other = createAccepted(sim, { id: otherId });
    const { continuationToken } = await caller.page();
    expect((await caller.ask({ continuation_token: continuationToken })).status).toBe(200);
    await other.refusal(400, { continuation_token: continuationToken });
  }));

test('a token that is not percent-encoded, or altered, is a 400', () =>
  withSim(async (caller) => {
    const { continuationToken: token } = await caller.page();
    expect(token).toMatch(/^\+\/\+\/.*=$/);
    expect((await caller.call(`${pathOf(systemId)}?continuation_token=${token}`)).status).toBe(400);
    const altered = `${token.slice(0, 20)}${token[20] === 'A' ? 'B' : 'A'}${token.slice(21)}`;
    await caller.refusal(400, { continuation_token: altered });
  }));
