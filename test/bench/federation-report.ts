/** The figures of one question as text. */
import type { FederationCase } from './federation-cases.ts';
import type { Sides } from './federation-measure.ts';
import { verdict } from './journal-report.ts';
import { quantile } from './report.ts';

const pair = (times: readonly number[]): string =>
  [0.5, 0.99]
    .map((share) => quantile(times, share))
    .map((ms) => ms.toFixed(ms < 10 ? 2 : 1))
    .join(' / ');

export function reportFederation({ question, aim }: FederationCase, { gateway, bare }: Sides): string {
  const [p50, bareP50] = [quantile(gateway, 0.5), quantile(bare, 0.5)];
  const ratio = p50 / bareP50;
  const judged =
    aim === undefined
      ? 'no aim'
      : `at most ${aim.ratio}x: ${verdict(ratio <= aim.ratio)}; under ${aim.ms} ms: ${verdict(p50 < aim.ms)}`;
  return [
    question.name,
    `  p50 / p99, ms: gateway ${pair(gateway)}, statements ${pair(bare)}: ${ratio.toFixed(1)}x`,
    `  aim: ${judged}`,
  ].join('\n');
}
