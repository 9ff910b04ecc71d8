import { expect, test } from 'vitest';
import { DAY_MS, faults, NOW, openArgus, type Row } from './argus-caller.ts';

const path = '/cases/v2/case/search';

test('a case is one model wherever it is read', async () => {
  await using argus = await openArgus();
  argus.sim.addCase({
    id: 900,
    subject: 'Subject',
    status: 'closed',
    created: NOW - DAY_MS,
    lastUpdated: NOW - 1,
    assignedUserID: 1_100,
  });
  const { data } = await argus.get('/cases/v2/case/900');
  const domain = { id: 1, name: 'mnemonic' };
  const customer = { id: 42, shortName: 'acme', name: 'Acme Corporation', domain };
  expect(data).toMatchObject({
    id: 900,
    customer,
    service: { id: 5, shortName: 'ids', name: 'Network monitoring', localizedName: 'Network monitoring' },
    category: { id: 11, shortName: 'malware' },
    type: 'securityIncident',
    status: 'closed',
    initialStatus: 'pendingSoc',
    priority: 'medium',
    accessMode: 'roleBased',
    assignedUser: {
      id: 1_100,
      customerID: 42,
      customer,
      domain,
      userName: 'a.smith',
      name: 'Alice Smith',
      type: 'user',
    },
    createdTimestamp: NOW - DAY_MS,
    createdTime: '2026-01-14T12:00:00.000Z',
    lastUpdatedTimestamp: NOW - 1,
    closedTimestamp: NOW - 1,
    closedTime: '2026-01-15T11:59:59.999Z',
    flags: [],
    currentUserAccess: { level: 'write', role: 'user' },
    originEmailAddress: null,
  });
  expect(data).not.toHaveProperty('workflows');
  expect((await argus.post(path, { caseID: [900] })).rows).toEqual([data]);
  expect((await argus.get('/cases/v2/case')).rows).toEqual([data]);
});

const wanted = {
  id: 900,
  customerID: 43,
  serviceID: 3,
  categoryID: 12,
  type: 'informational',
  status: 'pendingVendor',
  priority: 'high',
  subject: 'Leak of the Roadmap',
  description: '<p>seen at night</p>',
  customerReference: 'REF-7',
  accessMode: 'explicit',
  assignedUserID: 1_100,
  assignedTechID: null,
  created: NOW - 2 * DAY_MS,
  lastUpdated: NOW - DAY_MS,
  published: null,
  tags: [{ id: 1, key: 'mitre', value: 'T1', addedTimestamp: NOW }],
  workflows: [{ workflow: 'notify', state: 'pending' }],
  assetIDs: ['asset-1'],
  flags: ['HAS_EVENTS'],
};
const filters: readonly Row[] = [
  { caseID: [900, 999] },
  { caseID: 900 },
  { customer: ['acme-dc'] },
  { customerID: 43 },
  { type: 'informational' },
  { service: ['advisory'] },
  { category: ['data-leak'] },
  { category: [12] },
  { status: ['pendingVendor', 'pendingSoc'] },
  { priority: 'high' },
  { assetID: 'asset-1' },
  { tag: [{ key: 'x' }, { key: 'mitre', values: ['T1'] }] },
  { workflow: ['notify'] },
  { keywords: ['roadmap', 'night'] },
  { keywords: ['roadmap', 'nowhere'], keywordMatchStrategy: 'any' },
  { keywords: ['REF-7'], keywordFieldStrategy: ['customerReference'] },
  { user: ['a.smith'], userFieldStrategy: 'assignedUser' },
  { userAssigned: true },
  { techAssigned: false },
  { accessMode: ['explicit'] },
  { includeFlags: ['HAS_EVENTS'] },
  { excludeFlags: ['OTHER'] },
  { endTimestamp: NOW - DAY_MS, timeFieldStrategy: 'lastUpdatedTimestamp' },
  { startTimestamp: NOW - DAY_MS, endTimestamp: NOW - DAY_MS },
  { subCriteria: [{ priority: 'high' }, { status: 'closed' }] },
  { subCriteria: [{ priority: 'low', exclude: true }] },
];
test('each filter finds the one case it describes', async () => {
  await using argus = await openArgus();
  argus.sim.addCase(wanted);
  argus.sim.addCase({ id: 1, subject: 'Other', priority: 'low', flags: ['OTHER'] });
  argus.sim.addCase({ ...wanted, id: 2, flags: ['DELETED', 'HAS_EVENTS'] });
  for (const filter of filters) {
    expect([filter, (await argus.post(path, filter)).rows.map(({ id }) => id)]).toEqual([filter, [900]]);
  }
});

const misses: readonly Row[] = [
  { keywords: ['roadmap', 'nowhere'] },
  { keywords: ['night'], keywordFieldStrategy: 'subject' },
  { startTimestamp: NOW - DAY_MS, timeFieldStrategy: ['createdTimestamp'] },
  { startTimestamp: NOW - DAY_MS, timeMatchStrategy: 'all' },
  { tag: [{ key: 'mitre', values: ['T2'] }] },
  { user: ['a.smith'], userFieldStrategy: ['assignedTech'] },
  { subCriteria: [{ priority: 'high' }, { customerID: 43, exclude: true }] },
];
for (const filter of misses) {
  test(`${JSON.stringify(filter)} does not find a case that differs from it`, async () => {
    await using argus = await openArgus();
    argus.sim.addCase(wanted);
    expect((await argus.post(path, filter)).rows).toEqual([]);
  });
}

test('cases are paged by 25 unless told, sorted by name, and refuse what they do not know', async () => {
  await using argus = await openArgus();
  for (let i = 1; i <= 30; i++) argus.sim.addCase({ id: i, created: NOW - i });
  const first = await argus.post(path, {});
  expect([first.limit, first.size, first.count, first.rows[0]?.['id']]).toEqual([25, 25, 30, 1]);
  const last = await argus.post(path, { sortBy: ['-id'], limit: 0 });
  expect([last.size, last.rows[0]?.['id']]).toEqual([30, 30]);
  expect((await argus.post(path, { limit: 5, offset: 28 })).rows.map(({ id }) => id)).toEqual([29, 30]);
  const refused = await argus.post(path, { colour: 1, status: ['open'], subCriteria: [] });
  expect(faults(refused).toSorted()).toEqual([
    'colour unknown.json.field',
    'status[0] invalid.json.field.value',
  ]);
});

test('a search leaves out descriptions and brings workflows when told', async () => {
  await using argus = await openArgus();
  argus.sim.addCase(wanted);
  const { rows } = await argus.post(path, { includeWorkflows: true, includeDescription: false });
  expect(rows[0]).toMatchObject({ workflows: wanted.workflows, description: null });
});

test('the simple search takes alternatives by repetition', async () => {
  await using argus = await openArgus();
  argus.sim.addCase({ id: 1, status: 'closed' });
  argus.sim.addCase({ id: 2, status: 'pendingSoc' });
  argus.sim.addCase({ id: 3, status: 'workingSoc' });
  const { rows } = await argus.get('/cases/v2/case?status=closed&status=pendingSoc&sortBy=id&limit=5');
  expect(rows.map(({ id }) => id)).toEqual([1, 2]);
});

test('a hidden case is left out of searches and refused by id, as 403 or 404', async () => {
  await using argus = await openArgus({ keys: [{ key: '1/1/a', customers: [42], cases: [1] }] });
  argus.sim.addCase({ id: 1 });
  argus.sim.addCase({ id: 2 });
  expect((await argus.post(path, {}, '1/1/a')).rows.map(({ id }) => id)).toEqual([1]);
  expect((await argus.get('/cases/v2/case/2', '1/1/a')).status).toBe(403);
  argus.sim.switches.hiddenCase = 404;
  expect((await argus.get('/cases/v2/case/2', '1/1/a')).status).toBe(404);
  expect((await argus.get('/cases/v2/case/77')).status).toBe(404);
});

test('comments are added and read in pages, around a comment', async () => {
  await using argus = await openArgus();
  argus.sim.addCase({ id: 1 });
  for (const comment of ['a', 'b', 'c']) {
    argus.sim.clock.advance(1_000);
    expect((await argus.post('/cases/v2/case/1/comments', { comment })).status).toBe(201);
  }
  const read = async (query: string) =>
    (await argus.get(`/cases/v2/case/1/comments${query}`)).rows.map(({ comment }) => comment);
  expect(await read('')).toEqual(['a', 'b', 'c']);
  expect(await read('?sortBy=-addedTimestamp&limit=2')).toEqual(['c', 'b']);
  expect(await read('?afterComment=1&beforeComment=3')).toEqual(['b']);
  expect((await argus.get('/cases/v2/case/1')).one['lastUpdatedTimestamp']).toBe(NOW + 3_000);
});

test('tags come and go by id or by key and value', async () => {
  await using argus = await openArgus();
  argus.sim.addCase({ id: 1 });
  const tags = [
    { key: 'a', value: '1' },
    { key: 'b', value: 'x y' },
  ];
  expect((await argus.post('/cases/v2/case/1/tags', { tags })).status).toBe(201);
  await argus.call('DELETE', '/cases/v2/case/1/tags/1');
  expect((await argus.get('/cases/v2/case/1/tags')).rows).toMatchObject([{ id: 2, key: 'b', value: 'x y' }]);
  await argus.call('DELETE', '/cases/v2/case/1/tags/b/x%20y');
  expect((await argus.get('/cases/v2/case/1/tags')).rows).toEqual([]);
});

test('a case is updated and closed, and an event’s preview follows it', async () => {
  await using argus = await openArgus();
  argus.sim.addCase({ id: 1 });
  const { id } = argus.sim.addEvent({ caseIDs: [1] });
  argus.sim.clock.advance(500);
  await argus.put('/cases/v2/case/1', { subject: 'New', priority: 'critical', comment: 'why' });
  const { one } = await argus.put('/cases/v2/case/1/close', {});
  expect(one).toMatchObject({
    subject: 'New',
    priority: 'critical',
    initialPriority: 'medium',
    status: 'closed',
    closedTimestamp: NOW + 500,
  });
  expect((await argus.get(`/events/v1/${id}`)).one['associatedCase']).toMatchObject({
    status: 'CLOSED',
    subject: 'New',
  });
});
