import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { causeCode } from '../../src/http/causes.ts';
import type { SimAnswer } from '../../src/simulators/kit.ts';
import { createRig, createScope, failureOf, get } from './support.ts';

const packed = (text: string, more: Partial<SimAnswer> = {}): SimAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  body: gzipSync(text),
  ...more,
});

test('an answer in gzip is read as what it was before, whichever way it is asked for', async () => {
  const { client } = await createRig(() => packed('\uFEFF{"a":"ü"}'));
  const scope = createScope();
  expect((await client.request(get('/a'), scope)).body).toEqual({ a: 'ü' });
  const { body } = await client.request(get('/b', { as: 'bytes' }), scope);
  expect(body).toEqual(Buffer.from('\uFEFF{"a":"ü"}'));
  expect((await client.request(get('/c', { as: 'nothing' }), scope)).body).toBeUndefined();
});

test('gzip is asked for by whoever can use it, and by nobody else', async () => {
  const { client, server } = await createRig(() => packed('{}'));
  await client.request(get('/a'), createScope());
  await client.request(get('/b', { headers: { 'Accept-Encoding': 'gzip' } }), createScope());
  expect(server.requests.map(({ headers }) => headers['accept-encoding'])).toEqual([undefined, 'gzip']);
});

test('the body of an expected error is inflated, too', async () => {
  const { client } = await createRig(() => packed('{"message":"no"}', { status: 400 }));
  const answer = await client.request(get('/a', { expect: [400] }), createScope());
  expect(answer).toMatchObject({ status: 400, body: { message: 'no' } });
});

test('an answer that grows beyond the limit is refused without a second try', async () => {
  const { client, server } = await createRig(() => packed(JSON.stringify('a'.repeat(100_000))), {
    maxResponseBytes: 50_000,
  });
  const error = await failureOf(client.request(get('/a'), createScope()));
  expect(error.kind).toBe('invalid-response');
  expect(causeCode(error.cause)).toBe('UND_ERR_RES_EXCEEDED_MAX_SIZE');
  expect(server.requests).toHaveLength(1);
});

test.each([
  ['a body that is no gzip', { body: '{}' }],
  ['half a gzip', { body: gzipSync('{"a":1}').subarray(0, 12) }],
  ['an encoding nobody asked for', { headers: { 'content-encoding': 'br' } }],
])('%s is an invalid response', async (_name, more) => {
  const { client } = await createRig(() => packed('{}', more));
  expect((await failureOf(client.request(get('/a'), createScope()))).kind).toBe('invalid-response');
});

test('an empty answer may say that it is gzip', async () => {
  const { client } = await createRig(() => packed('', { status: 204, body: '' }));
  expect((await client.request(get('/a'), createScope())).body).toBeUndefined();
});
