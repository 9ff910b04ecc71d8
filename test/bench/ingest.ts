/** How fast the real program reads a vendor's backlog into a journal on disk, and how much of the disk it takes. */
import { makeJournalFolder, total, watchJournal, type Stored } from './journal-folder.ts';
import type { VendorTask } from './messages.ts';
import { startProgram, startVendor } from './processes.ts';

export interface IngestCase {
  readonly name: string;
  readonly title: string;
  readonly vendor: VendorTask['vendor'];
  /** The vendor's objects: an alert of AlphaSOC carries its event and detections. */
  readonly count: number;
}

/** Records of all kinds a second; both processes share the machine with the one that measures. */
export const INGEST_AIM = 5_000;

export const ingestCases: readonly IngestCase[] = [
  { name: 'ingest-argus', title: 'Argus events', vendor: 'argus', count: 20_000 },
  { name: 'ingest-alphasoc', title: 'AlphaSOC alerts', vendor: 'alphasoc', count: 20_000 },
  { name: 'ingest-kata', title: 'KATA events', vendor: 'kata', count: 20_000 },
  { name: 'ingest-cisco', title: 'Cisco events', vendor: 'cisco-gta', count: 20_000 },
];

export interface Ingested {
  readonly bench: IngestCase;
  readonly objects: number;
  readonly stored: Stored;
  /** From the moment the gateway is up. */
  readonly ms: number;
  /** Records that were stored in that time: few were before. */
  readonly records: number;
  readonly cpuMs: number | undefined;
  /** The simulator's: it runs on the same processors. */
  readonly vendorCpuMs: number | undefined;
  readonly peakMb: number | undefined;
  /** Of the file after a proper end. */
  readonly bytes: number;
}

/** Milliseconds without a new record after which it is no longer waited for. */
export const PATIENCE = 30_000;

const since = (before: number | undefined, after: number | undefined): number | undefined =>
  before === undefined || after === undefined ? undefined : after - before;

/** `count`: in the place of the case's own. */
export async function ingest(bench: IngestCase, count = bench.count): Promise<Ingested> {
  await using journal = await makeJournalFolder();
  await using vendor = await startVendor({ vendor: bench.vendor, count });
  const source = { name: 'it', ...vendor.entry, follow: { every: '100ms', from: '90d' } };
  let measured: Omit<Ingested, 'bytes'>;
  {
    await using gateway = await startProgram({ journal: journal.settings, sources: [source] });
    const started = performance.now();
    const [cpu, vendorCpu] = [gateway.cpuMs(), vendor.cpuMs()];
    using watch = watchJournal(journal.settings.path);
    const before = total(watch.stored('it'));
    const stored = await watch.until('it', vendor.offered, PATIENCE);
    measured = {
      bench,
      objects: count,
      stored,
      ms: performance.now() - started,
      records: total(stored) - before,
      cpuMs: since(cpu, gateway.cpuMs()),
      vendorCpuMs: since(vendorCpu, vendor.cpuMs()),
      peakMb: gateway.peakMb(),
    };
  }
  return { ...measured, bytes: journal.bytes() };
}
