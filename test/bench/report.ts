/** The figures as text. */
import type { Aim } from './cases.ts';
import type { Measured, Side } from './measure.ts';

/** The value below which a share of the values lies; `share` 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

const ms = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(1));
const known = (value: number | undefined, digits: number): string => value?.toFixed(digits) ?? 'n/a';
const times = (values: readonly number[]): string =>
  `${ms(quantile(values, 0.5))} / ${ms(quantile(values, 0.99))}`;

const over = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a / b;

const p50Ratio = ({ gateway, fanOut }: Measured): number =>
  quantile(gateway.times, 0.5) / quantile(fanOut.times, 0.5);

function judge(what: string, actual: number | undefined, aim: number | undefined, unit: string): string[] {
  if (aim === undefined) return [];
  const verdict = actual === undefined ? 'cannot be told here' : actual <= aim ? 'met' : 'MISSED';
  return [`${what} at most ${aim}${unit}: ${verdict}`];
}

function judgements({ p50, peakMb }: Aim, measured: Measured): string {
  const lines = [
    ...judge('p50', p50Ratio(measured), p50, 'x'),
    ...judge('peak', measured.gateway.peakMb, peakMb, ' MB'),
  ];
  return lines.length === 0 ? 'no aim' : lines.join('; ');
}

type Row = readonly [what: string, gateway: string, fanOut: string, ratio: string];

function rowsOf(measured: Measured): Row[] {
  const { gateway, fanOut } = measured;
  const row = (what: string, of: (side: Side) => string, ratio: number | undefined): Row => [
    what,
    of(gateway),
    of(fanOut),
    ratio === undefined ? '' : `${ratio.toFixed(2)}x`,
  ];
  return [
    ['', 'gateway', 'fan-out', 'ratio'],
    row('p50 / p99, ms', (side) => times(side.times), p50Ratio(measured)),
    row('processor, ms a request', (side) => known(side.cpuMs, 2), over(gateway.cpuMs, fanOut.cpuMs)),
    row('answers a second, 8 at once', (side) => side.rate.toFixed(1), gateway.rate / fanOut.rate),
    row('  upstream calls of each', (side) => side.callsUnderLoad.toFixed(1), undefined),
    row('peak memory so far, MB', (side) => known(side.peakMb, 0), over(gateway.peakMb, fanOut.peakMb)),
  ];
}

/** One case as a small table. */
export function report(measured: Measured): string {
  const { bench, bytes, gateway } = measured;
  const calls = `${bench.calls} upstream ${bench.calls === 1 ? 'call' : 'calls'} as budgeted`;
  const lines = rowsOf(measured).map(
    ([what, ours, theirs, ratio]) =>
      `  ${what.padEnd(28)}${ours.padStart(16)}${theirs.padStart(16)}${ratio.padStart(9)}`,
  );
  return [
    `${bench.title}: ${calls}, ${bytes} bytes, the same from both`,
    ...lines,
    `  aim: ${judgements(bench.aim, measured)} (${gateway.times.length} requests timed)`,
    '',
  ].join('\n');
}
