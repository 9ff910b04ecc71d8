import { join } from 'node:path';
import { on, once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { openReader } from '../../src/journal/reader.ts';
import { openWriter } from '../../src/journal/writer.ts';
import { folder } from './support.ts';

test('while one thread writes, another reads whole batches only, and at once what it is told of', async () => {
  using place = folder();
  const path = join(place.path, 'journal.db');
  openWriter(path).close();
  const reader = openReader(path);
  const [batches, size] = [60, 50];
  const worker = new Worker(new URL('./writing-thread.ts', import.meta.url), {
    workerData: { path, batches, size },
  });
  const exited = once(worker, 'exit');
  const told: number[] = [];
  for await (const [sequence] of on(worker, 'message', { close: ['exit'] })) {
    told.push(Number(sequence));
    const last = reader.lastSequence();
    expect(last).toBeGreaterThanOrEqual(Number(sequence));
    expect(last % size).toBe(0);
    const [feed] = reader.feedStates();
    expect(feed?.records.EVENT).toBe(Number(feed?.bookmark) * size);
    const after = Number(sequence) - size;
    const page = reader.changes({ after, limit: size });
    expect(page.items.map((item) => item.sequence)).toEqual(
      Array.from({ length: size }, (_, index) => after + index + 1),
    );
  }
  await exited;
  expect(told).toEqual(Array.from({ length: batches }, (_, batch) => (batch + 1) * size));
  reader.close();
});
