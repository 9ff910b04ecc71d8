import { copyFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openAudit } from '../../src/audit/audit.ts';
import type { Verdict } from '../../src/audit/chain.ts';
import { intend, meddle, place, T0, withAudit, type Place } from './support.ts';

const FACTS = 12;

/** An intent and its outcome, six times. */
function fill(at: Place): void {
  withAudit(at, (audit) => {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f'])
      audit.settle([intend(audit, id).intent], id < 'd' ? 'DONE' : 'FAILED', T0 + 1);
  });
}

async function verify(at: Place): Promise<Verdict> {
  const audit = openAudit({ journal: at.journal });
  try {
    return await audit.verifyChain();
  } finally {
    audit.close();
  }
}

test('a chain that nobody touched is whole, however long it is and however often it was opened', async () => {
  using at = place();
  expect(await verify(at)).toEqual({ intact: true, facts: 0 });
  fill(at);
  fill(at);
  expect(await verify(at)).toEqual({ intact: true, facts: 2 * FACTS });
  withAudit(at, (audit) => {
    audit.settle(
      Array.from({ length: 400 }, (_, index) => intend(audit, `${index}`).intent),
      'DONE',
      T0,
    );
  });
  expect(await verify(at)).toEqual({ intact: true, facts: 2 * FACTS + 800 });
});

const swap = (a: number, b: number): string => `
  UPDATE fact SET seq = -1 WHERE seq = ${a};
  UPDATE fact SET seq = ${a} WHERE seq = ${b};
  UPDATE fact SET seq = ${b} WHERE seq = -1;`;

/** Every kind of change that leaves the file readable, to the fact of number `seq`; odd ones are intents, even ones outcomes. */
const changes: Readonly<Record<string, (seq: number) => string>> = {
  'another actor': (seq) => `UPDATE fact SET body = json_set(body, '$.actor', 'eve') WHERE seq = ${seq}`,
  'another id': (seq) => `UPDATE fact SET body = json_set(body, '$.ids[0]', 'z') WHERE seq = ${seq}`,
  'another time': (seq) => `UPDATE fact SET body = json_set(body, '$.at', 1) WHERE seq = ${seq}`,
  'another outcome': (seq) =>
    `UPDATE fact SET body = json_set(body, '$.outcome', 'REFUSED') WHERE seq = ${seq}`,
  'another intent of an outcome': (seq) =>
    `UPDATE fact SET body = json_set(body, '$.of', 99) WHERE seq = ${seq}`,
  'a space': (seq) => `UPDATE fact SET body = body || ' ' WHERE seq = ${seq}`,
  'another hash': (seq) => `UPDATE fact SET hash = upper(hash) || '0' WHERE seq = ${seq}`,
  'a removed fact': (seq) => `DELETE FROM fact WHERE seq = ${seq}`,
  'a removed fact, the others moved up': (seq) => `
    DELETE FROM fact WHERE seq = ${seq};
    UPDATE fact SET seq = -seq WHERE seq > ${seq};
    UPDATE fact SET seq = -seq - 1 WHERE seq < 0;`,
  'everything removed from there on': (seq) => `DELETE FROM fact WHERE seq >= ${seq}`,
  'everything removed up to there': (seq) => `DELETE FROM fact WHERE seq <= ${seq}`,
  'two facts in each other’s place': (seq) => swap(seq, seq === FACTS ? 1 : seq + 1),
  'an earlier fact once more at the end': (seq) =>
    `INSERT INTO fact (seq, body, hash) SELECT ${FACTS + 1}, body, hash FROM fact WHERE seq = ${seq}`,
  'a forged newest hash': (seq) =>
    `UPDATE audit SET hash = (SELECT hash || ${seq} FROM fact WHERE seq = ${seq})`,
  'a forged newest number': (seq) => `UPDATE audit SET seq = ${seq - 1}`,
};

for (const [name, change] of Object.entries(changes)) {
  test(`the chain shows ${name}, whichever fact it is about`, async () => {
    using original = place();
    fill(original);
    for (let seq = 1; seq <= FACTS; seq += 1) {
      using at = place();
      // A closed file is whole: nothing of it is in a log beside it.
      copyFileSync(original.audit, at.audit);
      expect(await verify(at)).toEqual({ intact: true, facts: FACTS });
      meddle(at, change(seq));
      const found = await verify(at);
      expect({ seq, found }).toMatchObject({ seq, found: { intact: false } });
      if (name === 'a removed fact') expect(found).toEqual({ intact: false, at: seq });
    }
  });
}
