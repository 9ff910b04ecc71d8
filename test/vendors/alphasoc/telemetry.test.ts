import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AuditError, InvalidInputError, OutcomeUnknownError } from '../../../src/model/errors.ts';
import type { Telemetry } from '../../../src/model/writes.ts';
import type { Fault } from '../../../src/simulators/kit.ts';
import { dns, http, rig, send, sized, submission, T } from './telemetry-rig.ts';

const iso = (ms: number): string => new Date(ms).toISOString();
const header = {
  ts: T,
  srcIP: '10.1.2.3',
  srcPort: 40_123,
  srcHost: 'lab-7',
  srcMac: '02:00:5e:10:00:01',
  srcUser: 'ana',
  srcID: 'sensor-x/991',
};
const full = {
  dns: [{ ...header, query: 'Ü.example', qtype: 'A' }],
  ip: [
    {
      ...header,
      srcIP: '2001:db8::1',
      destIP: '192.0.2.9',
      destPort: 443,
      proto: 'tcp',
      bytesIn: Number.MAX_SAFE_INTEGER,
      bytesOut: 0,
      app: 'ssl',
      action: 'allowed',
      duration: 5.4,
    },
  ],
  http: [
    {
      ...header,
      url: 'https://a.example/x?y="z"',
      method: 'GET',
      status: 200,
      app: 'http',
      action: 'denied',
      bytesIn: 1,
      bytesOut: 2,
      contentType: 'text/html',
      referrer: 'https://b.example/',
      userAgent: 'curl',
    },
  ],
  tls: [
    {
      ...header,
      certHash: '00ff',
      issuer: 'CN=a',
      subject: 'CN=b',
      validFrom: T - 1_000,
      validTo: T + 1_000,
      destIP: '192.0.2.9',
      destPort: 443,
      ja3: 'aa',
      ja3s: 'bb',
    },
  ],
  lease: [{ ...header, type: 'dhcp', termination: true, duration: 3_600 }],
} satisfies Telemetry;

test('the source says that it takes telemetry', async () => {
  await using harness = await rig();
  expect(harness.source.capabilities).toContain('SUBMIT_TELEMETRY');
});

test('every field of every kind arrives at the endpoint of its kind, known there and of the right type', async () => {
  await using harness = await rig({ unknownUploadFields: 'rejected' });
  const { value, call } = await send(submission(harness), full);
  expect(value).toEqual({ received: 5, accepted: 5, rejected: 0, uploads: 5 });
  expect(call.requested).toMatchObject([
    { ids: [], step: 'dns[0..0]' },
    { ids: [], step: 'ip[0..0]' },
    { ids: [], step: 'http[0..0]' },
    { ids: [], step: 'tls[0..0]' },
    { ids: [], step: 'lease[0..0]' },
  ]);
  const { sim } = harness;
  expect(sim.telemetry.map(({ type, accepted }) => [type, accepted])).toEqual([
    ['dns', [{ ...full.dns[0], ts: iso(T) }]],
    ['ip', [{ ...full.ip[0], ts: iso(T) }]],
    ['http', [{ ...full.http[0], ts: iso(T) }]],
    ['tls', [{ ...full.tls[0], ts: iso(T), validFrom: iso(T - 1_000), validTo: iso(T + 1_000) }]],
    ['lease', [{ ...full.lease[0], ts: iso(T) }]],
  ]);
  expect(sim.violations).toEqual([]);
});

test('an upload is gzip of objects one after another, and its answer may be gzip, too', async () => {
  await using harness = await rig();
  await send(submission(harness), { dns: [dns(1), dns(2)], http: [] });
  const [request, ...others] = harness.sim.requests;
  expect(others).toEqual([]);
  expect(request?.headers).toMatchObject({
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    'accept-encoding': 'gzip',
    'content-length': String(request?.body.length),
  });
  const texts = [dns(1), dns(2)].map((event) => JSON.stringify({ ...event, ts: iso(event.ts) }));
  expect(gunzipSync(request?.body ?? '').toString()).toBe(texts.join(''));
});

describe('what was refused', () => {
  const input: Telemetry = {
    dns: [dns(0), { ts: T, srcHost: 'a', query: 'x' }, { ts: T, srcUser: 'b', query: 'y' }],
    http: [http(0), { ts: T, srcMac: 'c', url: 'https://a.example/' }],
  };
  const sums = { received: 5, accepted: 2, rejected: 3, uploads: 2 };

  test('is summed over all uploads, and told apart where the vendor says why', async () => {
    await using harness = await rig({ rejectedReasons: true });
    expect((await send(submission(harness), input)).value).toEqual({
      ...sums,
      reasons: [
        { kind: 'dns', from: 0, to: 3, count: 2, reason: 'srcIP is missing' },
        { kind: 'http', from: 0, to: 2, count: 1, reason: 'srcIP is missing' },
      ],
    });
  });

  test('is a count where it does not', async () => {
    await using harness = await rig();
    const reason = 'the source does not say why';
    expect((await send(submission(harness), input)).value).toEqual({
      ...sums,
      reasons: [
        { kind: 'dns', from: 0, to: 3, count: 2, reason },
        { kind: 'http', from: 0, to: 2, count: 1, reason },
      ],
    });
  });

  const unsaid = 'the source does not say why';
  const answers: readonly (readonly [string, object, Readonly<Record<string, number>>])[] = [
    ['a field of ours', { 'invalid destPort: 70000': 2 }, { 'destPort cannot be read by the source': 2 }],
    ['two words for one', { 'missing ts': 1, 'ts required': 1 }, { 'ts is missing': 2 }],
    ['some of them', { 'unknown field url': 1 }, { 'url is not known to the source': 1, [unsaid]: 1 }],
    ['a field, and nothing of what ails it', { qtype: 2 }, { 'qtype was not accepted': 2 }],
    ['no word of ours', { 'because 10.9.8.7 and such': 2 }, { [unsaid]: 2 }],
    ['no counts', { query: 'x', ts: -1 }, { [unsaid]: 2 }],
    ['a list', ['query'], { [unsaid]: 2 }],
  ];
  for (const [name, rejected, reasons] of answers) {
    test(`is in our words, and holds nothing else of the vendor’s: ${name}`, async () => {
      await using harness = await rig({ compress: false });
      const canary = 'canary-7d1f';
      const told = Array.isArray(rejected)
        ? [canary]
        : Object.fromEntries(
            Object.entries(rejected).map(([text, count]): [string, unknown] => [`${text} ${canary}`, count]),
          );
      harness.sim.fault({
        kind: 'rewrite',
        rewrite: () => JSON.stringify({ received: 3, accepted: 1, rejected: told }),
      });
      const { value } = await send(submission(harness), { dns: [dns(0), dns(1), dns(2)] });
      expect(value).toEqual({
        received: 3,
        accepted: 1,
        rejected: 2,
        uploads: 1,
        reasons: Object.entries(reasons).map(([reason, count]) => ({
          kind: 'dns',
          from: 0,
          to: 3,
          count,
          reason,
        })),
      });
      expect(JSON.stringify(value)).not.toContain(canary);
    });
  }

  test('is told, too, when the vendor received less than was sent', async () => {
    await using harness = await rig({ compress: false });
    harness.sim.fault({ kind: 'rewrite', rewrite: () => '{"received":1,"accepted":1}' });
    expect((await send(submission(harness), { dns: [dns(0), dns(1), dns(2)] })).value).toEqual({
      received: 1,
      accepted: 1,
      rejected: 0,
      uploads: 1,
      reasons: [{ kind: 'dns', from: 0, to: 3, count: 2, reason: 'the source has not received them' }],
    });
  });
});

describe('an upload whose answer was lost', () => {
  const lost: readonly (readonly [string, Omit<Fault, 'match'>, boolean])[] = [
    ['before', { kind: 'reset' }, false],
    ['in mid answer', { kind: 'truncate' }, true],
    ['after', { kind: 'resetAfter' }, true],
    ['by a page', { kind: 'html' }, false],
    ['by a 500', { kind: 'status', status: 500 }, false],
    ['in half an answer', { kind: 'truncateJson' }, true],
    ['in impossible numbers', { kind: 'rewrite', rewrite: () => '{"received":2,"accepted":3}' }, true],
    ['in more than was sent', { kind: 'rewrite', rewrite: () => '{"received":9,"accepted":9}' }, true],
  ];
  for (const [where, fault, taken] of lost) {
    test(`(${where}) is unknown, whatever came before it, is not repeated, and nothing follows it`, async () => {
      await using harness = await rig({ compress: false });
      harness.sim.fault({ ...fault, match: { path: '/v1/events/http' } });
      const input = { dns: [dns(0)], http: [http(0), http(1)], lease: [{ ts: T, srcIP: '10.0.0.1' }] };
      const { error, call } = await send(submission(harness), input);
      expect(error).toBeInstanceOf(OutcomeUnknownError);
      expect(call.requested.map(({ step, outcome }) => [step, outcome])).toEqual([
        ['dns[0..0]', 'done'],
        ['http[0..1]', 'unknown'],
      ]);
      expect(harness.sim.requests.map(({ path }) => path)).toEqual(['/v1/events/dns', '/v1/events/http']);
      expect(harness.sim.telemetry.map(({ type }) => type)).toEqual(taken ? ['dns', 'http'] : ['dns']);
    });
  }
});

describe('an upload that was certainly not taken', () => {
  const refusals: readonly (readonly [number, string])[] = [
    [400, 'rejected'],
    [403, 'unauthorized'],
    [413, 'rejected'],
    [429, 'rate-limited'],
  ];
  for (const [status, kind] of refusals) {
    test(`(${status}) is an error where nothing was taken before it, and nothing follows it`, async () => {
      await using harness = await rig();
      harness.sim.fault({ kind: 'status', status });
      const { error } = await send(submission(harness), { dns: [dns(0)], http: [http(0)] });
      expect(error).toMatchObject({ name: 'SourceError', kind, status });
      expect(harness.sim.count()).toBe(1);
    });

    test(`(${status}) is a reason where something was: what was taken is told, and what was not`, async () => {
      await using harness = await rig();
      harness.sim.fault({ kind: 'status', status, match: { path: '/v1/events/http' } });
      const input = { dns: [dns(0)], http: [http(0), http(1)], lease: [{ ts: T, srcIP: '10.0.0.1' }] };
      const { value } = await send(submission(harness), input);
      const reason = expect.stringMatching(/^not uploaded: Source "alpha" /);
      expect(value).toMatchObject({
        received: 1,
        accepted: 1,
        rejected: 0,
        uploads: 1,
        reasons: [
          { kind: 'http', from: 0, to: 2, count: 2, reason },
          { kind: 'lease', from: 0, to: 1, count: 1, reason },
        ],
      });
      expect(harness.sim.count()).toBe(2);
    });
  }

  test('for a pause that the vendor asked for is not sent, and says when to return', async () => {
    await using harness = await rig({ retryAfter: 'seconds', retryAfterSeconds: 30 });
    harness.sim.throttleNext(1);
    const write = submission(harness);
    const refused = await send(write, { dns: [dns(0)] });
    const again = await send(write, { dns: [dns(0)] });
    for (const { error } of [refused, again])
      expect(error).toMatchObject({ kind: 'rate-limited', retryAt: expect.any(Number) });
    expect(harness.sim.count()).toBe(1);
    expect(harness.sim.violations).toEqual([]);
  });

  test('for it could not be put on record is a reason, too', async () => {
    await using harness = await rig();
    const write = submission(harness);
    let made = 0;
    const { value } = await send(
      write,
      { dns: [dns(0)], http: [http(0)] },
      {
        once: (_ids, request) => {
          made += 1;
          return made === 1 ? request() : Promise.reject(new AuditError());
        },
      },
    );
    expect(value).toMatchObject({ accepted: 1, uploads: 1, reasons: [{ kind: 'http', count: 1 }] });
    expect(harness.sim.count()).toBe(1);
  });

  test('for the time was over before it is a reason, too', async () => {
    await using harness = await rig();
    const write = submission(harness);
    const caller = new AbortController();
    const input = { dns: [dns(0)], http: [http(0)] };
    const { value } = await send(write, input, {
      signal: caller.signal,
      once: async (_ids, request) => {
        const answer = await request();
        caller.abort(new DOMException('late', 'TimeoutError'));
        return answer;
      },
    });
    expect(value).toMatchObject({
      accepted: 1,
      uploads: 1,
      reasons: [{ kind: 'http', count: 1, reason: expect.stringContaining('did not answer in time') }],
    });
    expect(harness.sim.count()).toBe(1);
  });
});

describe('what cannot be sent is refused at its field, without a call:', () => {
  const faults: readonly (readonly [string, Telemetry, readonly string[]])[] = [
    ['nothing', {}, ['']],
    ['empty lists', { dns: [], lease: [] }, ['']],
    ['a time before all times', { dns: [dns(0), { ...dns(0), ts: -62_135_596_800_000 }] }, ['dns[1].ts']],
    ['a time after all times', { dns: [{ ...dns(0), ts: 253_402_300_800_000 }] }, ['dns[0].ts']],
    ['a time that is none', { dns: [{ ...dns(0), ts: Number.NaN }] }, ['dns[0].ts']],
    ['an event of nobody', { dns: [{ ts: T, srcPort: 4, srcIP: '', query: 'a.example' }] }, ['dns[0]']],
    [
      'a name for an address',
      { ip: [{ ...header, srcIP: 'lab-7', destIP: '1.2.3' }] },
      ['ip[0].srcIP', 'ip[0].destIP'],
    ],
    [
      'ports',
      { ip: [{ ...header, srcPort: -1, destIP: '', destPort: 65_536 }] },
      ['ip[0].srcPort', 'ip[0].destPort'],
    ],
    ['parts of bytes', { http: [{ ...http(0), bytesIn: 1.5 }] }, ['http[0].bytesIn']],
    ['no number', { lease: [{ ...header, duration: Number.POSITIVE_INFINITY }] }, ['lease[0].duration']],
    ['no query', { dns: [dns(0, '')] }, ['dns[0].query']],
    ['no address to go to', { http: [{ ...http(0), url: '' }] }, ['http[0].url']],
    ['a validity past the calendar', { tls: [{ ...header, validTo: 1e15 }] }, ['tls[0].validTo']],
    ['an event of 10 000 000 bytes', { dns: [sized(10_000_000)] }, ['dns[0]']],
    ['an event of 5 000 000 letters of two bytes', { dns: [dns(0, 'ü'.repeat(5_000_000))] }, ['dns[0]']],
  ];
  for (const [name, input, paths] of faults) {
    test(name, async () => {
      await using harness = await rig();
      const write = submission(harness);
      expect(write.check(input).map(({ path }) => path)).toEqual(paths);
      expect((await send(write, input)).error).toBeInstanceOf(InvalidInputError);
      expect(harness.sim.requests).toEqual([]);
    });
  }

  test('of very many faults a hundred are told, and how many more there are', async () => {
    await using harness = await rig();
    const fields = submission(harness).check({ dns: Array.from({ length: 5_000 }, () => dns(0, '')) });
    expect(fields).toHaveLength(101);
    expect(fields.at(-1)?.message).toContain('4900');
  });

  test('and what can be sent is not refused', async () => {
    await using harness = await rig();
    const { check } = submission(harness);
    const edges: Telemetry = {
      dns: [{ ...dns(0), ts: 253_402_300_799_999, srcPort: 0 }, sized(9_999_999)],
      ip: [{ ts: T, srcID: 'x', destIP: '', destPort: 65_535, bytesIn: -1 }],
      tls: [{ ts: -1, srcHost: 'h', validFrom: -62_135_596_800_000 }],
    };
    expect([check(full), check(edges)]).toEqual([[], []]);
  });
});

test('wherever the connection is cut, what is told and what was taken agree, and nothing is sent twice', async () => {
  await using harness = await rig({ compress: false });
  const { sim } = harness;
  const write = submission(harness);
  const kinds = ['dns', 'http', 'lease'] as const;
  const faults: readonly Fault[] = [
    { kind: 'reset' },
    { kind: 'truncate' },
    { kind: 'resetAfter' },
    { kind: 'html' },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 400 },
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(4), fc.nat(4)),
      fc.option(fc.constantFrom(...faults)),
      fc.constantFrom(...kinds),
      fc.boolean(),
      async ([ofDns, ofHttp, ofLease], fault, kind, odd) => {
        sim.heal();
        sim.forget();
        if (fault !== null) sim.fault({ ...fault, match: { path: `/v1/events/${kind}` } });
        const before = sim.telemetry.length;
        const { value, error, call } = await send(write, {
          // The vendor does not accept an event without an address.
          dns: Array.from({ length: ofDns }, (_, n) => (odd ? { ts: T, srcHost: 'h', query: 'q' } : dns(n))),
          http: Array.from({ length: ofHttp }, (_, n) => http(n)),
          lease: Array.from({ length: ofLease }, () => ({ ts: T, srcIP: '10.0.0.1' })),
        });
        const taken = sim.telemetry.slice(before);
        const accepted = taken.reduce((sum, batch) => sum + batch.accepted.length, 0);
        const rejected = taken.reduce((sum, batch) => sum + batch.rejected.length, 0);
        if (value !== undefined) {
          expect(value).toMatchObject({
            received: accepted + rejected,
            accepted,
            rejected,
            uploads: taken.length,
          });
          const reasons: unknown = value.reasons ?? [];
          const untaken = Array.isArray(reasons)
            ? reasons.filter(({ reason }) => String(reason).startsWith('not uploaded'))
            : [];
          expect(untaken.reduce((sum: number, { count }) => sum + Number(count), accepted + rejected)).toBe(
            ofDns + ofHttp + ofLease,
          );
        } else if (!(error instanceof OutcomeUnknownError)) {
          expect(taken).toEqual([]);
        } else {
          const done = call.requested.filter(({ outcome }) => outcome === 'done').length;
          expect([done, done + 1]).toContain(taken.length);
        }
        const paths = sim.requests.map(({ path }) => path);
        expect(paths).toEqual([...new Set(paths)]);
      },
    ),
    { numRuns: 200 },
  );
}, 120_000);
