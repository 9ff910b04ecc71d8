/*
 * Stores batch after batch until it is killed, and says of each when it is stored. `--bookmark-first` does what must
 * not be done: the bookmark in a transaction of its own, before the records.
 */
import { openWriter } from '../../src/journal/writer.ts';
import { alerts } from './support.ts';
import { BATCH, batchOf, stampOf } from './crash-story.ts';

const [path = '', mode] = process.argv.slice(2);
const writer = openWriter(path);
for (let index = Number(writer.bookmark(alerts.source, alerts.feed) ?? 0); ; index += 1) {
  const bookmark = `${index + 1}`;
  const options = { at: stampOf(index) };
  if (mode === '--bookmark-first') writer.ingest(alerts, { records: [], bookmark, more: true }, options);
  writer.ingest(alerts, { records: batchOf(index), bookmark, more: true }, options);
  process.stdout.write(`${index + 1}\n`);
  if (index > 1_000_000 / BATCH) break;
}
