/**
 * A large journal with records of all four vendors. The program reads some of each from the simulators; what it stored is
 * then written again and again through the journal's own writer, under other ids and times, with other hosts, addresses
 * and users (variation.ts).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { kindCodes, kindOfCode, states } from '../../src/journal/codes.ts';
import type { FeedIdentity } from '../../src/journal/feed-store.ts';
import { openReader } from '../../src/journal/reader.ts';
import { parseBody, reviveRecord, vendorOf, type StoredBody } from '../../src/journal/revive.ts';
import { integer, text } from '../../src/sqlite/rows.ts';
import { openWriter } from '../../src/journal/writer.ts';
import type { AnyRecord, RecordKind, Ref } from '../../src/model/records.ts';
import type { VendorName } from '../../src/model/source.ts';
import { PATIENCE } from './ingest.ts';
import { watchJournal } from './journal-folder.ts';
import { startProgram, startVendor } from './processes.ts';
import { createVariation, randomStream, type Varied } from './variation.ts';

/** The vendors' objects that are read from each simulator. */
const OBJECTS = 2_000;
/** What all records are spread over, in milliseconds. */
const SPAN = 20 * 86_400_000;

type Entry = Readonly<Record<string, unknown>>;

export interface LargeJournal {
  readonly path: string;
  /** The sources in crosswatch.yaml: nobody listens there any more, and nothing is due for a day. */
  readonly sources: readonly Entry[];
}

interface Template {
  readonly kind: RecordKind;
  readonly body: Varied;
  readonly raw: Varied;
}

interface FeedTemplates {
  readonly identity: FeedIdentity;
  readonly bookmark: string;
  readonly templates: readonly Template[];
}

const named = (vendor: VendorName, entry: Entry, every: string): Entry => ({
  name: vendor,
  ...entry,
  follow: { every, from: '90d' },
});

/** Gives the sources' entries once everything was read and all processes have ended. */
async function readSome(path: string): Promise<readonly Entry[]> {
  await using resources = new AsyncDisposableStack();
  const vendors = await Promise.all(
    (['argus', 'alphasoc', 'kata', 'cisco-gta'] as const).map(async (vendor) => ({
      vendor,
      ...resources.use(await startVendor({ vendor, count: OBJECTS })),
    })),
  );
  const sources = vendors.map(({ vendor, entry }) => named(vendor, entry, '1s'));
  await using _program = await startProgram({ journal: { path, retention: '3650d' }, sources });
  using watch = watchJournal(path);
  for (const { vendor, offered } of vendors) await watch.until(vendor, offered, PATIENCE);
  return vendors.map(({ vendor, entry }) => named(vendor, entry, '1d'));
}

function readTemplates(path: string): FeedTemplates[] {
  const reader = openReader(path);
  const feeds = reader.feedStates();
  reader.close();
  using database = new DatabaseSync(path, { readOnly: true });
  const vary = createVariation(database);
  const rows = database.prepare(
    `SELECT record.kind, content.body, document.text
     FROM record JOIN content ON content.record = record.id JOIN document ON document.id = record.document
     WHERE record.source = (SELECT id FROM source WHERE name = ?) AND record.kind IN (SELECT value FROM json_each(?))
       AND record.state = ${states.PRESENT}`,
  );
  return feeds.map(({ source, vendor, feed, kinds, bookmark }) => ({
    identity: { source, vendor: vendorOf(vendor), feed, kinds },
    bookmark: bookmark ?? '',
    templates: rows.all(source, JSON.stringify(kinds.map((kind) => kindCodes[kind]))).map((row) => ({
      kind: kindOfCode(integer(row.kind)),
      body: vary(text(row.body)),
      raw: vary(text(row.text)),
    })),
  }));
}

/** The body as that of another record, at another time. */
function moved(body: StoredBody, copy: number, time: number): StoredBody {
  const idOf = (nativeId: string): string => `${nativeId}~${copy}`;
  const refs = (list: readonly Ref<unknown>[] | undefined) =>
    list?.map(({ nativeId }) => ({ nativeId: idOf(nativeId) }));
  const { modifiedAt } = body;
  const place = {
    nativeId: idOf(body.nativeId),
    time,
    modifiedAt: modifiedAt === undefined ? undefined : time + Math.abs(modifiedAt - body.time),
  };
  switch (body.recordKind) {
    case 'EVENT':
    case 'ALERT':
      return {
        ...body,
        ...place,
        ...(body.recordKind === 'EVENT' ? { alerts: refs(body.alerts) } : { events: refs(body.events) }),
        threatDetections: refs(body.threatDetections),
      };
    case 'THREAT_DETECTION':
      return { ...body, ...place, events: refs(body.events), alerts: refs(body.alerts) };
    case 'CASE':
      return { ...body, ...place };
  }
}

function copyOf(
  template: Template,
  identity: FeedIdentity,
  copy: number,
  time: number,
  other: number,
): AnyRecord {
  const rawText = template.raw(other);
  return reviveRecord(moved(parseBody(template.body(other)), copy, time), {
    source: identity.source,
    vendor: identity.vendor,
    seenAt: time,
    // It stays as the body has it, or follows from others again.
    severity: undefined,
    threat: undefined,
    rawText: () => rawText,
  });
}

/** Makes the journal at `path`, with `wanted` records or a little more. */
export async function makeLargeJournal(
  path: string,
  wanted: number,
  say: (text: string) => void,
): Promise<LargeJournal> {
  const sources = await readSome(path);
  const feeds = readTemplates(path);
  const perCopy = feeds.reduce((sum, { templates }) => sum + templates.length, 0);
  const copies = Math.ceil(wanted / perCopy);
  const random = randomStream(1);
  const now = Date.now();
  const writer = openWriter(path, { temporary: true });
  for (let copy = 0; copy < copies; copy += 1) {
    for (const { identity, bookmark, templates } of feeds) {
      // The record is as old as its own copy, and one in ten has the time of the one before.
      let time = now;
      const records = templates.map((template) => {
        if (random() > 0.1) time = Math.floor(now - SPAN * (1 - (copy + random()) / copies));
        return copyOf(template, identity, copy, time, Math.floor(400 * random() ** 3));
      });
      writer.ingest(identity, { records, bookmark, more: false }, { at: Date.now() });
    }
    if (copy % 10 === 9) say(`  ${(copy + 1) * perCopy} records`);
  }
  writer.close();
  writeFileSync(`${path}.sources`, JSON.stringify(sources), { mode: 0o600 });
  return { path, sources };
}

const entries = z.array(z.record(z.string(), z.unknown()));

/** One that was made before. */
export const keptJournal = (path: string): LargeJournal => ({
  path,
  sources: entries.parse(JSON.parse(readFileSync(`${path}.sources`, 'utf8'))),
});
