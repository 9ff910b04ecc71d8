/**
 * A vendor in small, over real sockets: a write that names an id, and a read that tells how often it was applied. How it
 * commits and what it answers is told beforehand, for each id.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Behaviour {
  /** When the change is made: before the answer, never, or so many milliseconds later. */
  readonly commit: 'first' | 'never' | number;
  readonly answer: 'ok' | 'cut' | 'half' | 'garbage' | 'outage' | 'refuse' | 'limit' | 'hold';
  /** Reads that fail first. */
  readonly readsDown?: number | undefined;
  /** Told when the request is there, before anything is done about it. */
  readonly arrived?: (() => void) | undefined;
}

export interface Vendor extends AsyncDisposable {
  readonly origin: string;
  /** Milliseconds since the epoch, for changes that are made later. */
  now: () => number;
  /** Of every id that is not behaved for otherwise. */
  usually: Behaviour;
  behave(id: string, behaviour: Behaviour): void;
  /** How often a write of this id (and step) came, and how often it was applied. */
  requests(id: string, step?: string): number;
  applied(id: string, step?: string): number;
  /** Ids of which a write came. */
  readonly ids: () => string[];
  /** Makes all changes that are still to come. */
  flush(): void;
  /** Answers a request that is held. */
  release(id: string): void;
}

const statuses = { outage: 503, refuse: 409, limit: 429 } as const;

export async function startVendor(): Promise<Vendor> {
  const behaviours = new Map<string, Behaviour>();
  const requests = new Map<string, number>();
  const applied = new Map<string, number>();
  const reads = new Map<string, number>();
  /** When changes that are still to come are due. */
  const late = new Map<string, number>();
  const held = new Map<string, () => void>();
  const count = (counts: Map<string, number>, name: string): number => {
    const value = (counts.get(name) ?? 0) + 1;
    counts.set(name, value);
    return value;
  };
  const nameOf = (id: string, step: string): string => `${id} ${step}`;

  function make(which: (due: number, name: string) => boolean): void {
    for (const [name, due] of late)
      if (which(due, name)) {
        late.delete(name);
        count(applied, name);
      }
  }

  function answer(response: ServerResponse, how: Behaviour['answer'], id: string): void {
    switch (how) {
      case 'ok':
        return void response.end('{"ok":true}');
      case 'garbage':
        return void response.end('<html>');
      case 'cut':
        return void response.destroy();
      case 'half':
        response.writeHead(200, { 'content-length': 11 });
        return void response.write('{"ok"', () => response.destroy());
      case 'hold':
        return void held.set(id, () => response.end('{"ok":true}'));
      default:
        return void response.writeHead(statuses[how]).end();
    }
  }

  function write(id: string, step: string, response: ServerResponse): void {
    const name = nameOf(id, step);
    const { commit, answer: how, arrived } = behaviours.get(id) ?? vendor.usually;
    count(requests, name);
    arrived?.();
    if (commit === 'first') count(applied, name);
    if (typeof commit === 'number') late.set(name, vendor.now() + commit);
    answer(response, how, id);
  }

  function read(id: string, step: string, response: ServerResponse): void {
    const name = nameOf(id, step);
    const { readsDown = 0 } = behaviours.get(id) ?? vendor.usually;
    const number = count(reads, name);
    make((due, which) => which === name && due <= vendor.now());
    if (number <= readsDown) return void response.writeHead(503).end();
    response.end(JSON.stringify({ applied: applied.get(name) ?? 0 }));
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://vendor');
    const id = url.searchParams.get('id') ?? '';
    const step = url.searchParams.get('step') ?? '';
    request.resume();
    request.on('end', () => (request.method === 'POST' ? write : read)(id, step, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;

  const vendor: Vendor = {
    origin: `http://127.0.0.1:${port}`,
    now: Date.now,
    flush: () => make(() => true),
    usually: { commit: 'first', answer: 'ok' },
    behave: (id, behaviour) => void behaviours.set(id, behaviour),
    requests: (id, step = '') => requests.get(nameOf(id, step)) ?? 0,
    applied: (id, step = '') => applied.get(nameOf(id, step)) ?? 0,
    ids: () => [...new Set([...requests.keys()].map((name) => name.slice(0, name.lastIndexOf(' '))))],
    release(id) {
      held.get(id)?.();
      held.delete(id);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return vendor;
}
