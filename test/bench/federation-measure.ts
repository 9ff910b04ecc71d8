/** Asks a gateway of this process and the bare file by turns. */
import { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { parseConfig } from '../../src/config.ts';
import { createGateway } from '../../src/gateway.ts';
import { integer } from '../../src/sqlite/rows.ts';
import type { Question } from './asking.ts';
import { createCases, type FederationCase } from './federation-cases.ts';
import type { LargeJournal } from './large-journal.ts';
import { Mismatch } from './measure.ts';

export interface Opened extends AsyncDisposable {
  readonly cases: readonly FederationCase[];
  readonly records: number;
  /** The answer's data. Throws Mismatch when it carries an error. */
  ask(question: Question): Promise<string>;
}

/** Milliseconds, one a round. */
export interface Sides {
  readonly gateway: readonly number[];
  readonly bare: readonly number[];
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const WARM_UP = 10;
const answerOf = z.object({ data: z.unknown(), errors: z.undefined().optional() });

export async function openCases({ path, sources }: LargeJournal): Promise<Opened> {
  await using resources = new AsyncDisposableStack();
  const config = parseConfig(JSON.stringify({ journal: { path, retention: '3650d' }, sources }), {
    env: {},
    readFile: () => '',
    baseDir: '/',
  });
  const gateway = createGateway({ config, log: silent });
  resources.defer(() => gateway.close());
  await gateway.start();
  const database = resources.use(new DatabaseSync(path, { readOnly: true }));
  const count = database.prepare('SELECT sum(records) AS count FROM tally').get();
  const cases = createCases(database);
  const ended = resources.move();
  return {
    cases,
    records: integer(count?.count),
    async ask({ name, query, variables }) {
      const answer = await gateway.fetch(
        new Request('http://crosswatch.invalid/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify({ query, variables }),
        }),
      );
      const text = await answer.text();
      if (answer.status !== 200 || text.includes('"errors":'))
        throw new Mismatch(`${name}: ${text.slice(0, 500)}`);
      return text;
    },
    [Symbol.asyncDispose]: () => ended.disposeAsync(),
  };
}

/** Throws Mismatch when the answer is another than the statements'. */
export async function measureFederation(
  opened: Opened,
  { question, bare, shown }: FederationCase,
  rounds: number,
): Promise<Sides> {
  const answer = answerOf.parse(JSON.parse(await opened.ask(question)));
  const [wanted, given] = [bare(), shown(answer.data)];
  if (!isDeepStrictEqual(wanted, given))
    throw new Mismatch(
      `${question.name}: the answer is not what the statements say\n${JSON.stringify(given)}\n${JSON.stringify(wanted)}`,
    );
  const [gateway, direct]: [number[], number[]] = [[], []];
  for (let round = -WARM_UP; round < rounds; round += 1) {
    const started = performance.now();
    await opened.ask(question);
    const answered = performance.now();
    bare();
    const read = performance.now();
    if (round < 0) continue;
    gateway.push(answered - started);
    direct.push(read - answered);
  }
  return { gateway, bare: direct };
}
