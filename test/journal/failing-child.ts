/* Stores a batch, one that the file may not grow for, and another one; then says what came of each. */
import { JournalError } from '../../src/journal/errors.ts';
import { openReader } from '../../src/journal/reader.ts';
import { openWriter } from '../../src/journal/writer.ts';
import type { AnyRecord } from '../../src/model/records.ts';
import { alerts, event, lines, T0 } from './support.ts';

const [path = ''] = process.argv.slice(2);
const writer = openWriter(path);
const attempt = (records: readonly AnyRecord[], bookmark: string): string => {
  try {
    writer.ingest(alerts, { records, bookmark, more: false }, { at: T0 });
    return 'stored';
  } catch (error) {
    return error instanceof JournalError ? error.kind : String(error);
  }
};
const first = attempt([event('one')], '1');
const second = attempt([event('big', { raw: { text: 'x'.repeat(10_000_000) } })], '2');
const third = attempt([event('three')], '3');
const reader = openReader(path);
const bookmark = writer.bookmark(alerts.source, alerts.feed);
process.stdout.write(JSON.stringify({ first, second, third, bookmark, changes: lines(reader) }));
reader.close();
writer.close();
