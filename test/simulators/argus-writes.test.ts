import { expect, test } from 'vitest';
import { DAY_MS, faults, NOW, openArgus, type Answer, type Caller, type Row } from './argus-caller.ts';

const submit = async (argus: Caller, body: Row): Promise<Answer> => argus.post('/events/v2/event', body);
const bulk = async (argus: Caller, body: Row): Promise<Answer> => argus.post('/events/v2/event/bulk', body);
const uuid = '3f0c0a1e-0000-4000-8000-0000000000aa';
const id = `AGGR/${NOW - 5_000}/42/${uuid}`;

test('a submission that says nothing is an aggregate of now with the documented defaults', async () => {
  await using argus = await openArgus();
  const { status, responseCode, one } = await submit(argus, { signature: 'MySignature' });
  expect([status, responseCode, one['status'], one['message']]).toEqual([201, 201, 'accepted', null]);
  const event = argus.sim.events.get(String(one['id']));
  expect(event).toMatchObject({
    type: 'aggregated',
    customerID: 42,
    created: NOW,
    firstEvent: NOW,
    lastEvent: NOW,
    signature: 'MySignature',
    severity: 'low',
    count: 1,
    flags: [],
    source: null,
    domain: null,
  });
  expect(event?.properties.map(({ key }) => key)).toEqual([
    'agent.id',
    'agent.timestamp',
    'engine.timestamp',
  ]);
});

test('an id is a string or an object of optional parts', async () => {
  await using argus = await openArgus();
  expect((await submit(argus, { id })).one['id']).toBe(id);
  const parts = { type: 'raw', customer: 'acme-dc', timestamp: '2026-01-15T11:00:00Z', uuid };
  expect((await submit(argus, { id: parts })).one['id']).toBe(`NIDS/${NOW - 3_600_000}/43/${uuid}`);
  const { one } = await submit(argus, { id: { customerID: 44 } });
  expect(String(one['id'])).toMatch(new RegExp(`^AGGR/${NOW}/44/`));
});

test('an update changes what it says; another timestamp makes another event', async () => {
  await using argus = await openArgus();
  await submit(argus, {
    id,
    severity: 'high',
    count: 5,
    domain: 'a.example',
    properties: { a: '1', b: ['2', '3'] },
  });
  argus.sim.clock.advance(1_000);
  await submit(argus, { id, uri: '/x', properties: { b: '4', c: ['5'] } });
  const event = argus.sim.events.get(id);
  expect(event).toMatchObject({
    severity: 'high',
    count: 5,
    domain: 'a.example',
    uri: '/x',
    lastUpdated: NOW + 1_000,
  });
  const own = event?.properties.filter(({ key }) => key.length === 1).map(({ key, values }) => [key, values]);
  expect(own).toEqual([
    ['a', ['1']],
    ['b', ['4']],
    ['c', ['5']],
  ]);
  await submit(argus, { id: id.replace(String(NOW - 5_000), String(NOW - 4_000)) });
  expect(argus.sim.events.size).toBe(2);
});

const accumulations: readonly (readonly [sent: readonly (readonly string[])[], stored: readonly string[]])[] =
  [
    [[['SOURCE_IS_CUSTOMERNET']], ['SOURCE_IS_CUSTOMERNET']],
    [[[], ['SOURCE_IS_CUSTOMERNET']], ['SOURCE_IS_PARTIAL_CUSTOMERNET']],
    [[[], ['SOURCE_IS_CUSTOMERNET'], []], ['SOURCE_IS_PARTIAL_CUSTOMERNET']],
    [[[], ['SOURCE_IS_CUSTOMERNET'], ['SOURCE_IS_CUSTOMERNET']], ['SOURCE_IS_CUSTOMERNET']],
    [[['SOURCE_IS_CUSTOMERNET'], [], ['SOURCE_IS_CUSTOMERNET']], ['SOURCE_IS_CUSTOMERNET']],
    [
      [['FOLLOWUP'], ['BLOCKED']],
      ['FOLLOWUP', 'PARTIALLY_BLOCKED'],
    ],
    [
      [['FOLLOWUP'], ['ESTABLISHED'], []],
      ['FOLLOWUP', 'ESTABLISHED'],
    ],
  ];
for (const [sent, stored] of accumulations) {
  test(`submissions with the flags ${JSON.stringify(sent)} leave ${stored.join(' and ')}`, async () => {
    await using argus = await openArgus();
    for (const flags of sent) await submit(argus, { id, flags });
    expect(argus.sim.events.get(id)?.flags).toEqual(stored);
  });
}

test('what is sent after the final word is accepted and dropped', async () => {
  await using argus = await openArgus();
  await submit(argus, { id, count: 2, finalized: true });
  const late = await submit(argus, { id, count: 9, flags: ['FOLLOWUP'] });
  expect([late.status, late.one['status']]).toEqual([201, 'accepted']);
  expect(argus.sim.events.get(id)).toMatchObject({ count: 2, flags: ['FINALIZED'] });
});

test('a queue with a delay answers first and stores later, final word included', async () => {
  await using argus = await openArgus({ switches: { submitDelayMs: 30_000 } });
  await submit(argus, { id, flags: ['FINALIZED'] });
  await submit(argus, { id, count: 9 });
  expect((await argus.get(`/events/v1/${id}`)).status).toBe(404);
  argus.sim.clock.advance(30_000);
  expect((await argus.get(`/events/v1/${id}`)).one).toMatchObject({ count: 1 });
});

test('a timestamp in the future is cut to now and flagged', async () => {
  await using argus = await openArgus();
  const { one } = await submit(argus, { id: { timestamp: NOW + DAY_MS, uuid } });
  expect(one['id']).toBe(`AGGR/${NOW}/42/${uuid}`);
  expect(argus.sim.events.get(String(one['id']))?.flags).toEqual(['CLOCK_OUT_OF_SYNC']);
});

test('what a submission gets wrong is 412 by name, and a forbidden customer 403; nothing is stored', async () => {
  await using argus = await openArgus({ keys: [{ key: '1/1/a', customers: [42] }] });
  const wrong = await submit(argus, { severity: 'grave', flags: ['followup'], extra: 1, id: 'AGGR/1/2' });
  expect(wrong.status).toBe(412);
  expect(wrong.messages.map(({ field }) => String(field)).toSorted()).toEqual([
    'extra',
    'flags[0]',
    'id',
    'severity',
  ]);
  expect(faults(await submit(argus, { location: 'xyz' }))).toEqual(['location invalid.json.field.value']);
  expect(faults(await submit(argus, { id: { customer: 'nobody' } }))).toEqual([
    'customer invalid.json.field.value',
  ]);
  expect((await argus.post('/events/v2/event', { id: { customer: 'acme-dc' } }, '1/1/a')).status).toBe(403);
  expect(argus.sim.events.size).toBe(0);
});

test('a bulk is refused whole by default when one event refers to nothing', async () => {
  await using argus = await openArgus();
  const answer = await bulk(argus, { events: [{}, {}, { location: 'invalid' }] });
  expect([answer.status, ...faults(answer)]).toEqual([412, 'events[2].location invalid.json.field.value']);
  expect(argus.sim.events.size).toBe(0);
});

test('dropInvalid stores the others, in order, and says what it dropped', async () => {
  await using argus = await openArgus();
  const events = [{ id }, { location: 'xyz' }, { id, count: 4 }];
  const { status, one } = await bulk(argus, { events, onError: 'dropInvalid' });
  expect([status, one]).toEqual([
    201,
    {
      accepted: 2,
      rejected: 1,
      events: [
        { id, status: 'accepted', message: null },
        { id: null, status: 'rejected', message: 'Invalid location: xyz' },
        { id, status: 'accepted', message: null },
      ],
    },
  ]);
  expect(argus.sim.events.get(id)?.count).toBe(4);
});

test('dropInvalid does not save a request with an invalid field', async () => {
  await using argus = await openArgus();
  const answer = await bulk(argus, { events: [{}, { severity: 'grave' }], onError: 'dropInvalid' });
  expect([answer.status, ...faults(answer)]).toEqual([412, 'events[1].severity invalid.json.field.value']);
  expect(argus.sim.events.size).toBe(0);
});

test('a bulk beyond the cap is refused', async () => {
  await using argus = await openArgus({ switches: { bulkCap: 2 } });
  expect((await bulk(argus, { events: [{}, {}, {}] })).status).toBe(412);
});

test('an assessment sets and clears flags, adjusts severity, comments, and moves the event in the pull', async () => {
  await using argus = await openArgus();
  const event = argus.sim.addEvent({ flags: ['FOLLOWUP', 'FINALIZED'], created: NOW });
  argus.sim.clock.advance(60_000);
  const { status, one } = await argus.put(`/events/v2/event/${NOW}/42/${event.uuid}/assessment`, {
    enableFlag: ['falsePositive', 'acknowledged'],
    disableFlag: 'followup',
    newSeverity: 'critical',
    comment: 'a test',
    handledByAnalyst: true,
  });
  expect([status, one]).toMatchObject([
    200,
    {
      flags: [
        'finalized',
        'falsePositive',
        'acknowledged',
        'severityAdjusted',
        'commented',
        'handledByAnalyst',
      ],
      severity: 'critical',
      timestamps: { lastUpdated: NOW + 60_000, firstAssessed: NOW + 60_000, firstNotified: null },
    },
  ]);
  const { rows } = await argus.get(`/events/v2/event/${event.id}/lineage`);
  expect(rows.at(-1)).toMatchObject({ type: 'assessed', timestamp: NOW + 60_000, comment: 'a test' });
  argus.sim.clock.advance(1_000);
  const again = await argus.put(`/events/v2/event/XYZ/${NOW}/42/${event.uuid}/assessment`, {});
  expect(again.one['flags']).toContain('reassessed');
  expect(again.one['timestamps']).toMatchObject({ firstAssessed: NOW + 60_000, lastUpdated: NOW + 61_000 });
});

test('associating a case notifies, and the case has to be readable and of the event’s customer', async () => {
  await using argus = await openArgus({ keys: [{ key: '1/1/a', customers: [42], cases: [900] }] });
  for (const [caseID, customerID] of [
    [900, 42],
    [901, 43],
    [902, 42],
  ] as const)
    argus.sim.addCase({ id: caseID, customerID });
  const { id: eventID } = argus.sim.addEvent();
  const path = `/events/v2/event/${eventID}/assessment`;
  const { one } = await argus.put(path, { associateCase: 900 });
  expect(one).toMatchObject({
    associatedCases: [{ id: 900 }],
    flags: ['notified'],
    timestamps: { firstNotified: NOW },
  });
  expect((await argus.put(path, { associateCase: [901] })).status).toBe(412);
  expect((await argus.put(path, { associateCase: [999] })).status).toBe(412);
  expect((await argus.put(path, { associateCase: [902] }, '1/1/a')).status).toBe(403);
  expect((await argus.put(path, { disassociateCase: [900] })).one['associatedCases']).toEqual([]);
});

test('an assessment that contradicts itself or touches other flags is 412', async () => {
  await using argus = await openArgus();
  const { id: eventID } = argus.sim.addEvent();
  const path = `/events/v2/event/${eventID}/assessment`;
  const refusals: readonly Row[] = [
    { enableFlag: ['followup'], disableFlag: ['followup'] },
    { associateCase: [1], disassociateCase: [1] },
    { enableFlag: ['blocked'] },
    { enableFlag: ['FOLLOWUP'] },
    { trigger: ['alarmBell'] },
    { colour: 'blue' },
  ];
  for (const body of refusals) expect([body, (await argus.put(path, body)).status]).toEqual([body, 412]);
  expect(argus.sim.events.get(eventID)).toMatchObject({ flags: [], lastUpdated: NOW });
  const gone = `/events/v2/event/${NOW}/42/${uuid}/assessment`;
  expect((await argus.put(gone, {})).status).toBe(404);
});

test('a bulk assessment sees the current day only, and 25 events, unless it is told otherwise', async () => {
  await using argus = await openArgus();
  for (let i = 0; i < 30; i++) argus.sim.addEvent({ created: NOW - i });
  for (let i = 0; i < 3; i++) argus.sim.addEvent({ created: NOW - DAY_MS - i, signature: 'OLD' });
  const assess = async (search: Row) => {
    const body = { assessment: { enableFlag: ['acknowledged'] }, search };
    return (await argus.put('/events/v2/event/assessment/bulk', body)).one;
  };
  expect((await assess({ signature: 'OLD' }))['successes']).toEqual([]);
  expect((await assess({ signature: 'OLD', indexStartTimestamp: '-7days' }))['successes']).toHaveLength(3);
  expect((await assess({}))['successes']).toHaveLength(25);
  expect((await assess({ excludeFlags: ['acknowledged'], limit: 0 }))['successes']).toHaveLength(5);
});

test('a bulk assessment sorts by creation unless told, and names what failed and why', async () => {
  await using argus = await openArgus();
  argus.sim.addCase({ id: 900, customerID: 42 });
  const [b, a] = [argus.sim.addEvent({ created: NOW - 1 }), argus.sim.addEvent({ created: NOW - 2 })];
  const c = argus.sim.addEvent({ customerID: 43, created: NOW - 3 });
  const { status, one } = await argus.put('/events/v2/event/assessment/bulk', {
    assessment: { associateCase: [900] },
    search: {},
  });
  expect([status, one]).toEqual([
    200,
    {
      successes: [a.id, b.id],
      failures: [{ eventID: c.id, reason: 'Case is not of the customer of the event' }],
    },
  ]);
  const refused = await argus.put('/events/v2/event/assessment/bulk', {
    assessment: { enableFlag: ['blocked'] },
    search: { sortBy: 'timestamp' },
  });
  expect([refused.status, ...faults(refused)]).toEqual([
    412,
    'assessment.enableFlag[0] invalid.json.field.value',
  ]);
});
