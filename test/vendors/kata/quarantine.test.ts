import { describe, expect, test } from 'vitest';
import { readPage } from '../../../src/vendors/kata/wire.ts';
import { start } from './harness.ts';

const good = (id: string) => JSON.stringify({ Id: id, EventType: 'process', HostName: 'h', Timestamp: 1 });

describe('what is no event', () => {
  for (const text of ['null', '7', '"text"', '[]', '[{"Id":"x"}]', '{}']) {
    test(`${text} is quarantined as it came, and the others are read`, async () => {
      await using rig = await start();
      rig.sim.addEvent({ Id: 'before' });
      rig.sim.addText(text);
      rig.sim.addEvent({ Id: 'behind' });
      const batch = await rig.read();
      expect(batch.records.map(({ nativeId }) => nativeId)).toEqual(['before', 'behind']);
      expect(batch.quarantined).toMatchObject([
        { text, reason: 'events[1]: expected an object with fields' },
      ]);
      const next = await rig.read(batch.bookmark);
      expect([next.records, next.quarantined]).toEqual([[], []]);
    });
  }

  for (const text of [
    '{"Id": }',
    '{"Id":"x",}',
    "{'Id':'x'}",
    'garbage',
    '{"Id":"unclosed"',
    '{"Id":"un"closed"}',
    '{"a":[1,2}',
    '}',
    ']',
    '{"Id":"x"}}',
    '"',
    '{"Id":"\u0001"}',
    '',
  ]) {
    test(`${JSON.stringify(text)} breaks the JSON of the whole answer, and costs no other event`, async () => {
      await using rig = await start();
      rig.sim.addEvent({ Id: 'before' });
      rig.sim.addText(text);
      rig.sim.addEvent({ Id: 'behind', ValueData: 'a "quoted", {braced} [text]' });
      rig.sim.addEvent({ Id: 'last' });
      const batch = await rig.read();
      expect(batch.records.map(({ nativeId }) => nativeId)).toEqual(['before', 'behind', 'last']);
      expect(batch.quarantined).toMatchObject([{ text, reason: 'expected JSON' }]);
      expect(batch.records[1]?.raw).toMatchObject({ ValueData: 'a "quoted", {braced} [text]' });
      const next = await rig.read(batch.bookmark);
      expect([next.records, next.quarantined]).toEqual([[], []]);
      expect(rig.source.health().state).toBe('OK');
    });
  }

  test('alone in its answer it is passed, too', async () => {
    await using rig = await start();
    rig.sim.addText('{"broken');
    const batch = await rig.read();
    expect(batch.quarantined).toMatchObject([{ text: '{"broken' }]);
    rig.sim.addEvent({ Id: 'a' });
    expect((await rig.read(batch.bookmark)).records).toHaveLength(1);
  });
});

describe('an answer', () => {
  const page = (text: string) => readPage(Buffer.from(text));

  test('that is cut short is refused at whatever point, wherever the token stands', () => {
    const wholes = [
      `{"events":[${good('a')},${good('b')}],"continuationToken":"t"}`,
      `{"continuationToken":"t","events":[${good('a')},{"Ioa":{"Rules":[{}]}},${good('b')}]}`,
    ];
    for (const whole of wholes) {
      expect(page(whole)?.events.length).toBeGreaterThan(1);
      for (let length = 0; length < whole.length; length++) {
        const part = whole.slice(0, length);
        expect([part, page(part)]).toEqual([part, undefined]);
      }
    }
  });

  test('with the token in front is mended if the broken event leaves no doubt about its end', () => {
    expect(page(`{"continuationToken":"t","events":[${good('a')},{"x":},${good('b')}]}`)).toMatchObject({
      token: 't',
      events: [{ Id: 'a' }, { Id: 'b' }],
      broken: [{ text: '{"x":}' }],
    });
  });

  test('may spell its keys as the request does, and begin with a byte order mark', () => {
    expect(page(`\uFEFF{"Events":[{"a":1}],"continuation_token":"t"}`)).toEqual({
      events: [{ a: 1 }],
      broken: [],
      token: 't',
    });
  });

  test('whose events are no list is put aside, and its token used', () => {
    expect(page('{"events":"none today","continuationToken":"t"}')).toEqual({
      events: [],
      broken: [{ text: '"none today"', reason: 'events: expected a list' }],
      token: 't',
    });
  });

  test('that is no object is none', () => {
    for (const text of ['', '[]', '7', '"x"', 'null', '<html></html>'])
      expect([text, page(text)]).toEqual([text, undefined]);
  });
});
