import { connect } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSimClock } from '../../src/simulators/clock.ts';
import { startKataSim } from '../../src/simulators/kata/index.ts';
import { createAccepted, createCaller, otherId, pathOf, systemId } from './kata-caller.ts';

const quick = { windowScale: 0 };

test('the server certificate stands for 127.0.0.1 and localhost under its own authority, and under no other', async () => {
  await using sim = await startKataSim({ switches: quick });
  await using stranger = await startKataSim({ switches: quick });
  const served = (ca: string, servername?: string) =>
    new Promise<string>((resolve) => {
      const socket = connect({
        host: '127.0.0.1',
        port: sim.port,
        ca,
        ...(servername ? { servername } : {}),
      });
      socket.once('secureConnect', () => {
        resolve(socket.authorized ? 'trusted' : 'untrusted');
        socket.destroy();
      });
      socket.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    });
  expect(await served(sim.ca)).toBe('trusted');
  expect(await served(sim.ca, 'localhost')).toBe('trusted');
  expect(await served(sim.ca, 'kata.example')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  expect(await served(stranger.ca)).toMatch(/SELF_SIGNED|UNABLE_TO|SIGNATURE/);
});

test('certificates are made anew at every start, and sign themselves on the client side', async () => {
  await using first = await startKataSim();
  await using second = await startKataSim();
  expect(first.ca).not.toBe(second.ca);
  const authority = new X509Certificate(first.ca);
  expect(authority.ca).toBe(true);
  expect(authority.verify(authority.publicKey)).toBe(true);
  const client = new X509Certificate(first.clientCertificate.cert);
  expect(client.subject).toBe('CN=localhost');
  expect(client.verify(client.publicKey)).toBe(true);
  expect(client.fingerprint256).toBe(first.clientCertificate.fingerprint);
  expect(first.issueClientCertificate().fingerprint).not.toBe(first.clientCertificate.fingerprint);
});

test('a first request of an unknown system is refused and remembered; the next one is answered', async () => {
  await using sim = await startKataSim({ switches: quick });
  await using caller = createCaller(sim);
  expect(await caller.refusal(401)).toBe('Unauthorized');
  expect(sim.registrations.pending()).toMatchObject([
    { id: systemId, fingerprint: sim.clientCertificate.fingerprint },
  ]);
  expect((await caller.page()).events).toEqual([]);
  expect(sim.registrations.list()).toMatchObject([{ id: systemId, state: 'accepted' }]);
});

test('automatic acceptance can take its time on the clock', async () => {
  const clock = createSimClock();
  clock.set(Date.UTC(2026, 0, 10), true);
  await using sim = await startKataSim({ clock, switches: { ...quick, approvalDelayMs: 60_000 } });
  await using caller = createCaller(sim);
  await caller.refusal(401);
  clock.advance(59_999);
  await caller.refusal(401);
  clock.advance(1);
  expect((await caller.ask()).status).toBe(200);
});

test('with a manual administrator nothing is answered before acceptance, nor after revocation', async () => {
  await using sim = await startKataSim({ approval: 'manual', switches: quick });
  await using caller = createCaller(sim);
  await caller.refusal(401);
  await caller.refusal(401);
  expect(sim.registrations.pending()).toHaveLength(1);
  sim.registrations.accept(systemId);
  expect((await caller.ask()).status).toBe(200);
  sim.registrations.revoke(systemId);
  await caller.refusal(401);
  sim.switches.approval = 'auto';
  await caller.refusal(401);
  sim.registrations.accept(systemId);
  expect((await caller.ask()).status).toBe(200);
});

test('a decision about an id that never came is an error, unless it names the certificate', async () => {
  await using sim = await startKataSim({ approval: 'manual', switches: quick });
  expect(() => sim.registrations.accept(systemId)).toThrow('nothing is registered');
  expect(() => sim.registrations.revoke(systemId)).toThrow('nothing is registered');
  await using caller = createAccepted(sim);
  expect((await caller.ask()).status).toBe(200);
});

test('a known id with another certificate is a new request, and so is a known certificate with another id', async () => {
  await using sim = await startKataSim({ approval: 'manual', switches: quick });
  await using known = createAccepted(sim);
  const certificate = sim.issueClientCertificate();
  await using changed = createCaller(sim, { certificate });
  await using renamed = createCaller(sim, { id: otherId });
  await changed.refusal(401);
  await renamed.refusal(401);
  expect(sim.registrations.pending()).toMatchObject([
    { id: systemId, fingerprint: certificate.fingerprint },
    { id: otherId, fingerprint: sim.clientCertificate.fingerprint },
  ]);
  expect((await known.ask()).status).toBe(200);
  sim.registrations.accept(systemId, certificate.fingerprint);
  expect((await changed.ask()).status).toBe(200);
  await renamed.refusal(401);
});

test('any refused parameter still makes a request for registration', async () => {
  await using sim = await startKataSim({ approval: 'manual', switches: quick });
  await using caller = createCaller(sim);
  expect((await caller.ask({ max_timeout: 'nonsense' })).status).toBe(401);
  expect(sim.registrations.pending()).toHaveLength(1);
});

test('the id counts without regard to letter case', async () => {
  await using sim = await startKataSim({ approval: 'manual', switches: quick });
  await using caller = createAccepted(sim);
  expect((await caller.call(pathOf(systemId.toUpperCase()))).status).toBe(200);
});

test('without a client certificate there is a 401 and nothing to accept, or a cut connection', async () => {
  await using sim = await startKataSim({ switches: quick });
  await using caller = createCaller(sim, { certificate: null });
  await caller.refusal(401);
  await caller.refusal(401);
  expect(sim.registrations.list()).toEqual([]);
  sim.switches.withoutCertificate = 'cut';
  await expect(caller.ask()).rejects.toThrow(/closed|ECONNRESET/);
});

test('a resumed TLS session is known by its certificate as well', async () => {
  await using sim = await startKataSim({ approval: 'manual', switches: quick });
  const { cert, key, fingerprint } = sim.clientCertificate;
  sim.registrations.accept(systemId, fingerprint);
  const ask = (session?: Buffer) =>
    new Promise<{ resumed: boolean; status: string; session: Buffer | undefined }>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: sim.port, ca: sim.ca, cert, key };
      const socket = connect(session === undefined ? options : { ...options, session });
      let [text, ticket]: [string, Buffer | undefined] = ['', undefined];
      socket.on('session', (fresh: Buffer) => (ticket = fresh));
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.once('error', reject);
      socket.once('end', () =>
        resolve({ resumed: socket.isSessionReused(), status: text.slice(9, 12), session: ticket }),
      );
      socket.write(`GET ${pathOf(systemId)} HTTP/1.1\r\nhost: kata\r\nconnection: close\r\n\r\n`);
    });
  const first = await ask();
  expect(first).toMatchObject({ resumed: false, status: '200' });
  expect(await ask(first.session)).toMatchObject({ resumed: true, status: '200' });
});
