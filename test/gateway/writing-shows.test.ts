/** After a write everything shows the new state when the answer comes, without a poll. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeGlobalId } from '../../src/model/ids.ts';
import { folder } from '../journal/support.ts';
import { startRig, type Rig, type RigOptions } from '../support/rig.ts';
import { subscribe } from '../support/sse.ts';

interface Change {
  readonly cursor: string;
  readonly kind?: string;
  readonly operation?: string;
  readonly node?: { readonly nativeId: string; readonly status?: string } | null;
}
interface Changes {
  readonly changes: { readonly edges: readonly Change[]; readonly pageInfo: { readonly endCursor: string } };
}

const seldom = { follow: { every: '1h', from: '90d' } };
const often = { follow: { every: '50ms', from: '90d' } };
const start = (follow: Readonly<Record<string, unknown>> = seldom, options: RigOptions = {}): Promise<Rig> =>
  startRig({ follow: true, sources: { argus: follow, gta: follow }, ...options });

/** Fails when the answer has errors. */
async function answered<T>(
  rig: Rig,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  const { data, errors, text } = await rig.ask<T>(query, variables);
  if (errors.length > 0 || !data) throw new Error(text);
  return data;
}

const node = 'node { nativeId ... on Alert { status } }';
const changesAfter = (rig: Rig, after?: string): Promise<Changes> =>
  answered(
    rig,
    `query ($after: String) { changes(first: 1000, after: $after) { edges { cursor kind operation ${node} } pageInfo { endCursor } } }`,
    { after },
  );
const told = ({ changes }: Changes): string[] =>
  changes.edges.map(({ operation, kind, node: record }) =>
    [operation, kind, record?.nativeId, record?.status].filter((part) => part !== undefined).join(' '),
  );

/** Waits until the feeds have brought what there is, and gives the cursor behind it. */
async function followed(rig: Rig): Promise<string> {
  const query = '{ sources { feeds { coverageFrom } } }';
  interface Feeds {
    readonly sources: readonly { readonly feeds: readonly { readonly coverageFrom: string | null }[] }[];
  }
  await rig.until(async () => {
    const { sources } = await answered<Feeds>(rig, query);
    return sources.every(
      ({ feeds }) => feeds.length > 0 && feeds.every(({ coverageFrom }) => coverageFrom !== null),
    );
  });
  return (await changesAfter(rig)).changes.pageInfo.endCursor;
}

const shown = '{ nodes { nativeId status verdict threatDetections { nodes { nativeId } } } }';
/** The alert of a source as each way of asking shows it. */
async function everywhere(rig: Rig, source: string, nativeId: string): Promise<readonly unknown[]> {
  const id = encodeGlobalId('Alert', source, nativeId);
  const fields = shown.slice(shown.indexOf('{ nativeId'), -1);
  interface Found {
    readonly node: unknown;
    readonly alerts: { readonly nodes: readonly { readonly nativeId: string }[] };
    readonly source: { readonly alerts: { readonly nodes: readonly { readonly nativeId: string }[] } };
  }
  const found = await answered<Found>(
    rig,
    `query ($id: ID!, $source: String!) {
      node(id: $id) { ... on Alert ${fields} }
      alerts(first: 100, filter: { sources: [$source] }) ${shown}
      source(name: $source) { alerts(first: 100) ${shown} }
    }`,
    { id, source },
  );
  const mine = (nodes: readonly { readonly nativeId: string }[]): unknown =>
    nodes.find((alert) => alert.nativeId === nativeId);
  return [found.node, mine(found.alerts.nodes), mine(found.source.alerts.nodes)];
}

const assess = `mutation ($input: AssessEventsInput!) { assessEvents(input: $input) {
  __typename ... on AssessEventsPayload { events { nativeId
    details { ... on ArgusEventDetails { flags } } alerts { nodes { status verdict } } } outcomes { error { code } } } } }`;
const setStatus = `mutation ($input: SetAlertStatusInput!) { setAlertStatus(input: $input) {
  __typename ... on SetAlertStatusPayload { alert { nativeId status closingReasons } } } }`;

const eventId = (nativeId: string): string => encodeGlobalId('Event', 'argus', nativeId);

test('an assessed event is shown by every query and told of by changes as it is now, once a record and kind', async () => {
  await using rig = await start();
  const { id } = rig.argus.addEvent({ type: 'aggregated', alarmID: 58_001, flags: ['IDENTIFIED_THREAT'] });
  rig.argus.generate(30);
  const cursor = await followed(rig);
  const { url } = await rig.listen();
  await using live = await subscribe<{ readonly data: { readonly changes: Change } }>(
    url,
    `subscription { changes { __typename ... on ChangeEdge { kind operation ${node} } } }`,
  );
  const first = live.next();
  const searches = (): number => rig.argus.requests.filter(({ path }) => path.endsWith('/search')).length;
  const before = searches();
  const input = {
    ids: [eventId(id)],
    assessment: { enableFlags: ['FALSE_POSITIVE', 'ACKNOWLEDGED'], disableFlags: ['IDENTIFIED_THREAT'] },
  };
  const answer = await answered<{ readonly assessEvents: unknown }>(rig, assess, { input });
  expect(answer.assessEvents).toMatchObject({
    __typename: 'AssessEventsPayload',
    events: [{ nativeId: id, alerts: { nodes: [{ status: 'CLOSED', verdict: 'FALSE_POSITIVE' }] } }],
    outcomes: [{ error: null }],
  });
  // It was read again once, for the answer and for the journal; its alert was looked up for the answer.
  expect(searches() - before).toBeLessThanOrEqual(2);
  const news = await changesAfter(rig, cursor);
  expect(told(news)).toEqual([
    `UPDATED EVENT ${id}`,
    `UPDATED ALERT ${id} CLOSED`,
    'REMOVED THREAT_DETECTION',
  ]);
  const now = { nativeId: id, status: 'CLOSED', verdict: 'FALSE_POSITIVE', threatDetections: { nodes: [] } };
  expect(await everywhere(rig, 'argus', id)).toEqual([now, now, now]);
  const live1 = await first;
  const live2 = await live.next();
  expect([live1, live2].map((item) => `${item?.data.changes.operation} ${item?.data.changes.kind}`)).toEqual([
    'UPDATED EVENT',
    'UPDATED ALERT',
  ]);
});

test("an alert's status is shown by every query and told of by changes as it is now", async () => {
  await using rig = await start();
  rig.gta.generate({ events: 40, alerts: 5 });
  const cursor = await followed(rig);
  const [id = ''] = [...rig.gta.alerts.keys()];
  const input = {
    id: encodeGlobalId('Alert', 'gta', id),
    status: 'CLOSED',
    closingReasons: ['Remediated'],
  };
  expect(await answered(rig, setStatus, { input })).toEqual({
    setAlertStatus: {
      __typename: 'SetAlertStatusPayload',
      alert: { nativeId: id, status: 'CLOSED', closingReasons: ['Remediated'] },
    },
  });
  expect(told(await changesAfter(rig, cursor))).toEqual([`UPDATED ALERT ${id} CLOSED`]);
  for (const alert of await everywhere(rig, 'gta', id))
    expect(alert).toMatchObject({ nativeId: id, status: 'CLOSED' });
});

test('an event that is submitted is there at once', async () => {
  await using rig = await start();
  rig.argus.generate(10);
  const cursor = await followed(rig);
  const submit = `mutation ($input: SubmitEventsInput!) { submitEvents(input: $input) {
    __typename ... on SubmitEventsPayload { __typename } } }`;
  const event = {
    customer: '42',
    signature: 'Made here',
    time: new Date(rig.clock.now()).toISOString(),
    severity: 'HIGH',
  };
  const answer = await answered<{ readonly submitEvents: { readonly __typename: string } }>(rig, submit, {
    input: { source: 'argus', events: [event] },
  });
  expect(answer.submitEvents.__typename).toBe('SubmitEventsPayload');
  const created = told(await changesAfter(rig, cursor)).filter((line) => line.startsWith('CREATED EVENT'));
  expect(created).toHaveLength(1);
});

test('what was loaded before a mutation is not shown after the next one in the same operation', async () => {
  await using rig = await start();
  const { id } = rig.argus.addEvent({ type: 'aggregated', alarmID: 58_001, flags: [] });
  await followed(rig);
  const field = (name: string, flags: string): string => `${name}: assessEvents(input: {
    ids: ["${eventId(id)}"], assessment: { ${flags} } }) {
    ... on AssessEventsPayload { events { alerts { nodes { status } } } } }`;
  const answer = await answered(
    rig,
    `mutation { ${field('closed', 'enableFlags: [ACKNOWLEDGED]')}
      ${field('open', 'enableFlags: [FOLLOWUP], disableFlags: [ACKNOWLEDGED]')} }`,
  );
  const alerts = (status: string) => ({ events: [{ alerts: { nodes: [{ status }] } }] });
  expect(answer).toEqual({ closed: alerts('CLOSED'), open: alerts('OPEN') });
});

test('the polls that follow bring the same again, which is no second change', async () => {
  await using rig = await start(often);
  const { id } = rig.argus.addEvent({ type: 'aggregated', alarmID: 58_001, flags: ['IDENTIFIED_THREAT'] });
  rig.gta.generate({ events: 40, alerts: 5 });
  const cursor = await followed(rig);
  const [alert = ''] = [...rig.gta.alerts.keys()];
  const polls = (): number[] => [
    rig.argus.requests.filter(({ body }) => body.includes('includeDeleted')).length,
    rig.gta.requests.filter(({ query }) => query.has('modifiedAfter')).length,
  ];
  await answered(rig, assess, {
    input: { ids: [eventId(id)], assessment: { enableFlags: ['ACKNOWLEDGED'], severity: 'CRITICAL' } },
  });
  await answered(rig, setStatus, {
    input: { id: encodeGlobalId('Alert', 'gta', alert), status: 'OPEN' },
  });
  const [argus = 0, gta = 0] = polls();
  await rig.until(() => {
    const [a = 0, g = 0] = polls();
    return a >= argus + 3 && g >= gta + 3;
  });
  const lines = told(await changesAfter(rig, cursor)).filter(
    (line) => line.includes(id) || line.includes(alert),
  );
  expect(lines.toSorted()).toEqual(
    [
      `UPDATED ALERT ${id} CLOSED`,
      `UPDATED EVENT ${id}`,
      `UPDATED THREAT_DETECTION ${id}#58001`,
      `UPDATED ALERT ${alert} OPEN`,
    ].toSorted(),
  );
});

test('a write that was done is answered as done when its object cannot be read again', async () => {
  await using rig = await start();
  const { id } = rig.argus.addEvent({ type: 'aggregated', alarmID: 58_001 });
  const cursor = await followed(rig);
  rig.argus.fault({ kind: 'status', status: 403, match: { path: /search$/ } });
  const input = { ids: [eventId(id)], assessment: { enableFlags: ['ACKNOWLEDGED'] } };
  const { data, errors } = await rig.ask(assess, { input });
  expect(errors).toEqual([]);
  expect(data).toMatchObject({ assessEvents: { events: [], outcomes: [{ error: null }] } });
  expect(rig.log.some((line) => line.includes('could not be read again'))).toBe(true);
  expect(told(await changesAfter(rig, cursor))).toEqual([]);
  rig.argus.heal();
  await answered(rig, assess, { input: { ...input, assessment: { enableFlags: ['FOLLOWUP'] } } });
  expect(told(await changesAfter(rig, cursor))).toContain(`UPDATED ALERT ${id} CLOSED`);
});

test('nobody waits for what is read again longer than for the operation', async () => {
  await using rig = await start({ ...seldom, timeout: '700ms' });
  const { id } = rig.argus.addEvent({ type: 'aggregated', alarmID: 58_001 });
  await followed(rig);
  rig.argus.fault({ kind: 'hang', match: { path: /search$/ } });
  const input = { ids: [eventId(id)], assessment: { enableFlags: ['ACKNOWLEDGED'] } };
  const { data } = await rig.ask(assess, { input });
  expect(data).toMatchObject({ assessEvents: { events: [], outcomes: [{ error: null }] } });
});

test('before the gateway has started nothing is written, and it says so', async () => {
  await using rig = await startRig({});
  const { id } = rig.argus.addEvent();
  const input = { ids: [eventId(id)], assessment: { enableFlags: ['ACKNOWLEDGED'] } };
  const answer = await answered<{ readonly assessEvents: { readonly __typename: string } }>(rig, assess, {
    input,
  });
  expect(answer.assessEvents.__typename).toBe('UnsupportedError');
  expect(rig.argus.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
});

test('a gateway whose audit journal cannot be used does not start, and lets go of the journal', async () => {
  using place = folder();
  const journal = join(place.path, 'crosswatch.db');
  writeFileSync(
    join(place.path, 'crosswatch.audit.db'),
    'no database, but a text that is long enough to be one'.repeat(99),
  );
  await expect(start(seldom, { journal })).rejects.toMatchObject({ name: 'AuditFileError', kind: 'foreign' });
  rmSync(join(place.path, 'crosswatch.audit.db'));
  await using rig = await start(seldom, { journal });
  await followed(rig);
});
