/** Each mutation through the whole gateway: whole answers. */
import { describe, expect, test } from 'vitest';
import { idOf } from '../support/incident.ts';
import { mutation, open } from '../support/mutations.ts';

const eventId = (nativeId: string): string => idOf('Event', 'argus', nativeId);
const dns = (n: number) => ({ ts: '2026-03-01T11:00:00Z', srcIP: '10.0.0.1', query: `h${n}.example` });

describe('what a mutation does is told with the object as it is now:', () => {
  test('assessEvents', async () => {
    await using rig = await open();
    const [one, two] = rig.argus.generate(2, { type: 'aggregated' });
    const ids = [eventId(one?.id ?? ''), eventId(two?.id ?? '')];
    const gone = eventId('AGGR/1772366400000/42/5d2f9c1e-7f0b-4f0e-9a55-0c8f6a4b1d29');
    const { data } = await mutation(
      rig,
      'assessEvents',
      { ids: [...ids, gone], assessment: { severity: 'CRITICAL', comment: 'seen' } },
      `events { id severity }
       outcomes { id event { severity details { ... on ArgusEventDetails { comments { text } } } } error { __typename code message } }`,
    );
    const event = { severity: 'CRITICAL', details: { comments: [{ text: 'seen' }] } };
    expect(data).toEqual({
      assessEvents: {
        __typename: 'AssessEventsPayload',
        events: ids.map((id) => ({ id, severity: 'CRITICAL' })),
        outcomes: [
          ...ids.map((id) => ({ id, event, error: null })),
          {
            id: gone,
            event: null,
            error: { __typename: 'NotFoundError', code: 'NOT_FOUND', message: 'There is no such object.' },
          },
        ],
      },
    });
  });

  test('assessMatchingEvents', async () => {
    await using rig = await open();
    const noon = rig.clock.now();
    const event = (severity: 'low' | 'high') => rig.argus.addEvent({ created: noon - 60_000, severity });
    const [high] = [event('high'), event('low')];
    const { data } = await mutation(
      rig,
      'assessMatchingEvents',
      {
        source: 'argus',
        filter: { minSeverity: 'HIGH' },
        window: {
          from: new Date(noon - 3_600_000).toISOString(),
          to: new Date(noon + 3_600_000).toISOString(),
        },
        assessment: { enableFlags: ['FOLLOWUP'] },
      },
      'outcomes { id event { id details { ... on ArgusEventDetails { flags } } } error { code } }',
    );
    const id = eventId(high.id);
    expect(data).toEqual({
      assessMatchingEvents: {
        __typename: 'AssessEventsPayload',
        outcomes: [{ id, event: { id, details: { flags: ['followup'] } }, error: null }],
      },
    });
  });

  test('submitEvents: an event that can be found under its id at once, and an update of it', async () => {
    await using rig = await open();
    const submit = (event: object) =>
      mutation<{ submitEvents: { outcomes: { id: string }[] } }>(
        rig,
        'submitEvents',
        { source: 'argus', events: [event] },
        'accepted rejected outcomes { id status message } warnings',
      );
    const { data } = await submit({ signature: 'test/one', count: 3, flags: ['SOURCE_IS_CUSTOMERNET'] });
    const id = data?.submitEvents.outcomes[0]?.id ?? '';
    const whole = {
      submitEvents: {
        __typename: 'SubmitEventsPayload',
        accepted: 1,
        rejected: 0,
        outcomes: [{ id, status: 'ACCEPTED', message: null }],
        warnings: [],
      },
    };
    expect(data).toEqual(whole);
    expect((await submit({ id, count: 4, finalized: true })).data).toEqual(whole);
    const late = await submit({ id, count: 5 });
    expect(late.data).toMatchObject({ submitEvents: { warnings: [expect.stringContaining('finalized')] } });
    const found = await rig.ask('query ($id: ID!) { node(id: $id) { ... on Event { count } } }', { id });
    expect(found.data).toEqual({ node: { count: 4 } });
  });

  test('setAlertStatus, of Cisco and of Argus', async () => {
    await using rig = await open();
    const alert = rig.gta.addAlert({ id: 'al-1', risk: 'High', status: { value: 'New' } });
    const closed = await mutation(
      rig,
      'setAlertStatus',
      { id: idOf('Alert', 'gta', alert.id), status: 'CLOSED', closingReasons: ['False positive'] },
      'alert { nativeId status statusNative }',
    );
    expect(closed.data).toEqual({
      setAlertStatus: {
        __typename: 'SetAlertStatusPayload',
        alert: { nativeId: 'al-1', status: 'CLOSED', statusNative: 'Closed' },
      },
    });
    const event = rig.argus.addEvent({ alarmID: 58_001, flags: ['IDENTIFIED_THREAT'] });
    const acknowledged = await mutation(
      rig,
      'setAlertStatus',
      { id: idOf('Alert', 'argus', event.id), status: 'CLOSED' },
      'alert { nativeId status }',
    );
    expect(acknowledged.data).toEqual({
      setAlertStatus: {
        __typename: 'SetAlertStatusPayload',
        alert: { nativeId: event.id, status: 'CLOSED' },
      },
    });
  });

  test('setAlertNote: with a warning while the alert is new, without one once it is opened, and gone', async () => {
    await using rig = await open();
    rig.gta.addAlert({ id: 'al-1', risk: 'High', status: { value: 'New' } });
    const id = idOf('Alert', 'gta', 'al-1');
    const write = (more: object) =>
      mutation(rig, 'setAlertNote', { id, ...more }, 'alert { note status } warnings');
    const told = (note: string | null, status: string, warnings: readonly unknown[] = []) => ({
      setAlertNote: { __typename: 'SetAlertNotePayload', alert: { note, status }, warnings },
    });
    expect((await write({ note: 'first' })).data).toEqual(
      told('first', 'NEW', [expect.stringContaining('may drop the note')]),
    );
    expect((await write({ note: 'second', openFirst: true })).data).toEqual(told('second', 'OPEN'));
    expect((await write({ note: null })).data).toEqual(told(null, 'OPEN'));
  });

  test('submitTelemetry', async () => {
    await using rig = await open();
    const { data } = await mutation(
      rig,
      'submitTelemetry',
      { source: 'alpha', dns: [dns(1), dns(2)], ip: [{ ...dns(1), query: undefined, destIP: '10.0.0.2' }] },
      'received accepted rejected uploads reasons',
    );
    expect(data).toEqual({
      submitTelemetry: {
        __typename: 'SubmitTelemetryPayload',
        received: 3,
        accepted: 3,
        rejected: 0,
        uploads: 2,
        reasons: null,
      },
    });
    expect(rig.alpha.telemetry.map(({ accepted }) => accepted.length)).toEqual([2, 1]);
  });
});
