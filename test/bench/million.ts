/**
 * `npm run bench:million`: the real program on a journal with a million records. The file is filled through the journal's own
 * writer with events as KATA sends them, read as the gateway reads them; that takes minutes. The program then follows a
 * server that has nothing.
 *
 *   --records N      another number
 *
 * Exit code 0, aims met or not.
 */
import { parseArgs } from 'node:util';
import { generate } from '../../src/simulators/kata/generate.ts';
import { defaultSwitches } from '../../src/simulators/kata/switches.ts';
import { pageAnswer } from '../../src/simulators/kata/write.ts';
import { openWriter } from '../../src/journal/writer.ts';
import type { AnyRecord } from '../../src/model/records.ts';
import { createBookmarks } from '../../src/vendors/kata/bookmark.ts';
import { itemOf } from '../../src/vendors/kata/item.ts';
import { join } from '../../src/vendors/kata/join.ts';
import { createMapper } from '../../src/vendors/kata/map.ts';
import { readPage } from '../../src/vendors/kata/wire.ts';
import { createAsker } from './asking.ts';
import { makeJournalFolder } from './journal-folder.ts';
import { line, verdict } from './journal-report.ts';
import { startProgram, startVendor } from './processes.ts';
import { mix } from './questions.ts';
import { quantile } from './report.ts';

const AIM = { residentMb: 300, startMs: 3_000 };
/** Events of one batch, and what all of them are spread over, in milliseconds. */
const BATCH = 5_000;
const SPAN = 20 * 86_400_000;
const QUESTIONS = 400;

const { values } = parseArgs({ options: { records: { type: 'string', default: '1000000' } } });
const wanted = Number(values.records);
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const whole = (value: number): string => Math.round(value).toString();
const mb = (value: number | undefined): string => (value === undefined ? 'n/a' : whole(value));

/** One answer's worth of events that arrived from `at` on, as records. */
function recordsOf(batch: number, at: number): AnyRecord[] {
  const events = generate(BATCH, at, { prefix: `m${batch}`, rate: 1_000 });
  const arrivals = events.map(({ at: arrivedAt, event }, sequence) => ({ sequence, arrivedAt, event }));
  const { body = '' } = pageAnswer(arrivals, 'token', defaultSwitches());
  const mapper = createMapper('kata');
  const read = readPage(Buffer.from(body))?.events ?? [];
  const items = read.map((raw) => itemOf('kata', raw)).filter((item) => item !== null);
  const joined = join(new Map(), items);
  return items.flatMap((item) => mapper.records(item, joined.linkOf(item)));
}

/** Gives how many records there are, a little over what was wanted. */
function fill(path: string): number {
  const writer = openWriter(path, { temporary: true });
  const identity = {
    source: 'kata',
    vendor: 'kata',
    feed: 'events',
    kinds: ['EVENT', 'ALERT', 'THREAT_DETECTION'],
  } as const;
  const now = Date.now();
  const bookmark = createBookmarks('kata').write({ lastSuccess: now, known: new Map() });
  let stored = 0;
  for (let batch = 0; stored < wanted; batch += 1) {
    const at = Math.floor(now - SPAN + (stored / wanted) * SPAN);
    const records = recordsOf(batch, at);
    stored += writer.ingest(identity, { records, bookmark, more: false }, { at: now }).created;
    if (batch % 20 === 19) say(`  ${stored} records`);
  }
  writer.close();
  return stored;
}

await using journal = await makeJournalFolder();
await using kata = await startVendor({ vendor: 'kata', count: 0 });
await using alpha = await startVendor({ vendor: 'alphasoc', count: 0 });
const filledFrom = performance.now();
const records = fill(journal.settings.path);
const seconds = (performance.now() - filledFrom) / 1_000;
say(`A journal of ${records} records, ${whole(journal.bytes() / 1e6)} MB, made in ${whole(seconds)} s`);

const follow = { every: '1s', from: '90d' };
const startedAt = performance.now();
await using gateway = await startProgram({
  journal: journal.settings,
  sources: [
    { name: 'kata', ...kata.entry, follow },
    { name: 'alpha', ...alpha.entry, follow },
  ],
});
const upAfter = performance.now() - startedAt;
const asker = createAsker(gateway.url);
const questions = await mix(asker);
const answeredAfter = performance.now() - startedAt;
const [resident, peak] = [gateway.residentMb(), gateway.peakMb()];
const took: number[] = [];
for (let turn = 0; turn < QUESTIONS; turn += 1) {
  const question = questions[turn % questions.length];
  if (question === undefined) break;
  const from = performance.now();
  await asker.ask(question);
  took.push(performance.now() - from);
}
await asker.close();
const after = gateway.residentMb();

say(line('up after, ms', whole(upAfter)));
say(line('first page of 100 answered after, ms', whole(answeredAfter)));
say(line('resident after it, MB (peak)', `${mb(resident)} (${mb(peak)})`));
say(line(`resident after ${QUESTIONS} queries, MB (peak)`, `${mb(after)} (${mb(gateway.peakMb())})`));
say(
  line('p50 / p99 of a query, ms', `${quantile(took, 0.5).toFixed(1)} / ${quantile(took, 0.99).toFixed(1)}`),
);
const small = after === undefined ? 'cannot be told here' : verdict(after < AIM.residentMb);
say(
  `  aim: resident under ${AIM.residentMb} MB: ${small}; start under ${AIM.startMs} ms: ${verdict(answeredAfter < AIM.startMs)}`,
);
