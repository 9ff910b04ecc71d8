import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startAlphaSocSim } from '../../src/simulators/alphasoc/index.ts';
import { createCaller, kindsOf } from './alphasoc-caller.ts';

const header = { ts: '2026-01-10T12:00:00.123456789Z', srcIP: '10.20.2.20' };
const dns = JSON.stringify({ ...header, query: 'www.example.com', qtype: 'A' });
const LIMIT = 10_000_000;

for (const [name, body] of [
  ['one after another', `${dns}${dns}`],
  ['one a line', `${dns}\n${dns}\n`],
  ['with white space all around', ` \r\n\t${dns} \t${dns}\r\n`],
] as const) {
  test(`objects ${name} are all received`, async () => {
    await using sim = await startAlphaSocSim();
    const answer = await createCaller(sim).upload('dns', body);
    expect([answer.status, answer.body]).toEqual([200, { received: 2, accepted: 2 }]);
    expect(sim.telemetry).toMatchObject([{ type: 'dns', size: body.length, rejected: [] }]);
    expect(sim.telemetry[0]?.accepted).toEqual([JSON.parse(dns), JSON.parse(dns)]);
  });
}

test('any row of objects comes in as it was sent, however it is spaced', async () => {
  await using sim = await startAlphaSocSim({ switches: { acceptance: 'all' } });
  const { upload } = createCaller(sim);
  const objects = fc.array(
    fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 4 }),
    { maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(objects, fc.constantFrom('', '\n', ' \t'), async (events, gap) => {
      const sent = events.map((event) => JSON.stringify(event));
      const { body } = await upload('ip', sent.join(gap));
      expect(body).toEqual({ received: events.length, accepted: events.length });
      expect(sim.telemetry.at(-1)?.accepted).toEqual(sent.map((text): unknown => JSON.parse(text)));
    }),
    { numRuns: 50 },
  );
});

test('an empty body is a 200 with zeros', async () => {
  await using sim = await startAlphaSocSim();
  const answer = await createCaller(sim).upload('dns', '', { 'content-encoding': 'gzip' });
  expect([answer.status, answer.body]).toEqual([200, { received: 0, accepted: 0 }]);
});

for (const [name, body, kind] of [
  ['an array', `[${dns}]`, 'array'],
  ['an array after an object', `${dns}[]`, 'array'],
  ['a value that is no object', `${dns}7`, 'broken-stream'],
  ['a comma between objects', `${dns},${dns}`, 'broken-stream'],
  ['an object without end', `${dns}{"ts":`, 'broken-stream'],
  ['an object that is no JSON', `${dns}{ts:1}`, 'broken-stream'],
  ['a byte order mark', `\uFEFF${dns}`, 'broken-stream'],
  ['broken UTF-8', Buffer.concat([Buffer.from(dns), Buffer.from([0x7b, 0xff, 0x7d])]), 'broken-stream'],
] as const) {
  test(`${name} is a 400 that ingests nothing and is noted`, async () => {
    await using sim = await startAlphaSocSim();
    const answer = await createCaller(sim).upload('dns', body);
    expect([answer.status, answer.body]).toEqual([400, { message: expect.any(String) }]);
    expect(sim.telemetry).toEqual([]);
    expect(kindsOf(sim)).toEqual([kind]);
  });
}

test('with the switch a broken stream leaves behind what came before the break', async () => {
  await using sim = await startAlphaSocSim({ switches: { brokenStream: 'partial' } });
  expect((await createCaller(sim).upload('dns', `${dns}{`)).status).toBe(400);
  expect(sim.telemetry[0]?.accepted).toHaveLength(1);
});

for (const [type, event, reason] of [
  ['dns', { ...header }, 'missing query'],
  ['dns', { query: 'a.example', srcIP: '10.0.0.1' }, 'missing ts'],
  ['dns', { ...header, ts: '0001-01-01T00:00:00Z', query: 'a.example' }, 'missing ts'],
  ['http', { ...header, method: 'GET' }, 'missing url'],
  ['ip', { ...header, srcIP: '' }, 'missing srcIP'],
  ['ip', { ...header, srcIP: null }, 'missing srcIP'],
  ['ip', { ...header, srcIP: 'ws-001' }, 'invalid srcIP'],
  ['ip', { ...header, destPort: '443' }, 'invalid destPort'],
  ['ip', { ...header, destPort: 65_536 }, 'invalid destPort'],
  ['ip', { ...header, srcPort: -1 }, 'invalid srcPort'],
  ['ip', { ...header, bytesIn: 1.5 }, 'invalid bytesIn'],
  ['http', { ...header, url: 'http://a.example/', status: '200' }, 'invalid status'],
  ['tls', { ...header, validTo: 'tomorrow' }, 'invalid validTo'],
  ['tls', { ...header, ts: '2026-01-10 12:00:00' }, 'invalid ts'],
  ['lease', { ...header, termination: 'true' }, 'invalid termination'],
] as const) {
  test(`a ${type} event with ${reason} is received and not accepted: ${JSON.stringify(event)}`, async () => {
    await using sim = await startAlphaSocSim({ switches: { rejectedReasons: true } });
    const { upload } = createCaller(sim);
    const body = JSON.stringify(event);
    expect((await upload(type, body)).body).toEqual({ received: 1, accepted: 0, rejected: { [reason]: 1 } });
    sim.switches.rejectedReasons = false;
    sim.switches.acceptance = 'all';
    expect((await upload(type, body)).body).toEqual({ received: 1, accepted: 1 });
  });
}

for (const [type, event] of [
  ['ip', { ...header, destIP: '', destPort: 0, srcPort: 0, srcHost: '', duration: 7.2 }],
  ['tls', { ...header, validFrom: '0001-01-01T00:00:00Z', validTo: null, destIP: '2001:db8::1' }],
  ['lease', { ...header, duration: 5.4, termination: true, type: 'anything' }],
  ['lease', { ...header, duration: 5 }],
  ['dns', { ...header, ts: '2026-01-10T12:00:00Z', query: 'a.example', rcode: '' }],
  ['http', { ...header, url: 'http://a.example/', app: 'novel', action: 'novel' }],
  ['dns', { ...header, query: 'a.example', destIP: 7, xNovel: [] }],
] as const) {
  test(`zero values, open words and unknown fields are accepted: ${type} ${JSON.stringify(event)}`, async () => {
    await using sim = await startAlphaSocSim();
    expect((await createCaller(sim).upload(type, JSON.stringify(event))).body).toEqual({
      received: 1,
      accepted: 1,
    });
  });
}

test('with the switch an unknown field costs an event its acceptance', async () => {
  await using sim = await startAlphaSocSim({ switches: { unknownUploadFields: 'rejected' } });
  const event = JSON.stringify({ ...header, query: 'a.example', destIP: '10.0.0.1' });
  expect((await createCaller(sim).upload('dns', event)).body).toEqual({ received: 1, accepted: 0 });
});

test('gzip and zlib deflate are understood; a body that is not what it says is a 400', async () => {
  await using sim = await startAlphaSocSim();
  const { upload } = createCaller(sim);
  const good = { received: 1, accepted: 1 };
  expect((await upload('dns', gzipSync(dns), { 'content-encoding': 'gzip' })).body).toEqual(good);
  expect((await upload('dns', deflateSync(dns), { 'content-encoding': 'deflate' })).body).toEqual(good);
  expect(sim.telemetry.map(({ encoding, size }) => [encoding, size])).toEqual([
    ['gzip', dns.length],
    ['deflate', dns.length],
  ]);
  expect(kindsOf(sim)).toEqual([]);
  const raw = { 'content-encoding': 'deflate' };
  expect((await upload('dns', deflateRawSync(dns), raw)).status).toBe(400);
  expect((await upload('dns', dns, { 'content-encoding': 'gzip' })).status).toBe(400);
  expect((await upload('dns', gzipSync(dns).subarray(0, 40), { 'content-encoding': 'gzip' })).status).toBe(
    400,
  );
  expect(kindsOf(sim)).toEqual(['mislabelled', 'mislabelled', 'mislabelled']);
  expect((await upload('dns', gzipSync(dns))).status).toBe(400);
  expect((await upload('dns', dns, { 'content-encoding': 'br' })).status).toBe(400);
  sim.switches.unknownEncodingStatus = 415;
  expect((await upload('dns', dns, { 'content-encoding': 'br' })).status).toBe(415);
  sim.switches.deflate = 'raw';
  expect((await upload('dns', deflateRawSync(dns), raw)).body).toEqual(good);
});

test('the limit is 10,000,000 bytes after inflation, to the byte', async () => {
  await using sim = await startAlphaSocSim();
  const { upload } = createCaller(sim);
  const full = dns.padEnd(LIMIT, ' ');
  const over = `${full} `;
  const gzip = { 'content-encoding': 'gzip' };
  expect((await upload('dns', full)).body).toEqual({ received: 1, accepted: 1 });
  expect((await upload('dns', gzipSync(full), gzip)).body).toEqual({ received: 1, accepted: 1 });
  expect(kindsOf(sim)).toEqual([]);
  expect((await upload('dns', over)).status).toBe(413);
  const bomb = await upload('dns', gzipSync(Buffer.alloc(4 * LIMIT, ' ')), gzip);
  expect([bomb.status, bomb.body]).toEqual([413, { message: expect.any(String) }]);
  sim.switches.oversizeStatus = 400;
  expect((await upload('dns', gzipSync(over), gzip)).status).toBe(400);
  expect(kindsOf(sim)).toEqual(['oversize', 'oversize', 'oversize']);
  expect(sim.telemetry).toHaveLength(2);
});

test('with the switch an upload that touches a remote of the story comes back as an alert, normalised', async () => {
  await using sim = await startAlphaSocSim({ switches: { analyseUploads: true } });
  const { upload, page } = createCaller(sim);
  const query = 'WWW.C2.badbeacon.example.';
  await upload('dns', JSON.stringify({ ...header, query, srcPort: 0, xNovel: 1 }) + dns);
  await upload('lease', JSON.stringify(header));
  expect((await page()).alerts).toEqual([
    {
      eventType: 'dns',
      threats: ['c2_communication'],
      wisdom: { flags: ['c2'], domain: 'c2.badbeacon.example' },
      event: { ...header, query: 'www.c2.badbeacon.example' },
    },
  ]);
});
