/** The figures of the journal as text. */
import { BESIDE_AIM, type Beside, type Took } from './beside.ts';
import { INGEST_AIM, type Ingested } from './ingest.ts';
import { total } from './journal-folder.ts';
import { quantile } from './report.ts';

export const verdict = (met: boolean): string => (met ? 'met' : 'MISSED');

export const line = (what: string, value: string): string => `  ${what.padEnd(40)}${value.padStart(12)}`;
const whole = (value: number): string => Math.round(value).toString();
const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 1);

export function reportIngest(measured: Ingested): string {
  const { bench, objects, stored, records, bytes, cpuMs, vendorCpuMs, peakMb } = measured;
  const seconds = measured.ms / 1_000;
  const rate = records / seconds;
  const all = total(stored);
  const kinds = Object.entries(stored).filter(([, count]) => count > 0);
  const cpu = (spent: number | undefined): string =>
    spent === undefined ? 'n/a' : (spent / 1_000).toFixed(2);
  return [
    `Reading ${objects} ${bench.title} into a journal on disk: ${all} records (${kinds.map(([kind, count]) => `${count} ${kind}`).join(', ')})`,
    line('records a second', whole(rate)),
    line("the vendor's objects a second", whole((rate * objects) / all)),
    line('seconds', seconds.toFixed(2)),
    line('processor, s, gateway', cpu(cpuMs)),
    line('processor, s, simulator beside it', cpu(vendorCpuMs)),
    line(
      'records per second of gateway processor',
      cpuMs === undefined ? 'n/a' : whole(records / (cpuMs / 1_000)),
    ),
    line('journal bytes per record', whole(bytes / all)),
    line('peak memory, MB', peakMb === undefined ? 'n/a' : whole(peakMb)),
    `  aim: at least ${INGEST_AIM} records a second: ${verdict(rate >= INGEST_AIM)}`,
    '',
  ].join('\n');
}

const all = (took: Took): number[] => [...took.values()].flat();
const pair = (times: readonly number[]): string =>
  `${ms(quantile(times, 0.5))} / ${ms(quantile(times, 0.99))}`;

export function reportBeside({ sizes, stored, idle, busy, burstMs, burstRecords }: Beside): string {
  const ratio = quantile(all(busy), 0.99) / quantile(all(idle), 0.99);
  const rate = burstRecords / (burstMs / 1_000);
  const row = (what: string, ...cells: readonly string[]): string =>
    `  ${what.padEnd(28)}${cells.map((cell) => cell.padStart(18)).join('')}`;
  const rows = [...idle].map(([name, times]) => row(name, pair(times), pair(busy.get(name) ?? [])));
  return [
    `Queries beside ${sizes.bursts} bursts of ${sizes.burst} KATA events (${burstRecords} records, ${whole(rate)} a second), ${stored} records before`,
    row('p50 / p99, ms', 'idle', 'while reading'),
    ...rows,
    row('all of them', pair(all(idle)), pair(all(busy))),
    `  aim: p99 while reading at most ${BESIDE_AIM}x of idle: ${ratio.toFixed(2)}x, ${verdict(ratio <= BESIDE_AIM)} (${all(idle).length} and ${all(busy).length} queries timed)`,
    '',
  ].join('\n');
}
