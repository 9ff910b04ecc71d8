/** Which cases a case search takes and finds (contract sheet argus, section 14). */
import { z } from 'zod';
import { argusUsers, caseCategories, caseServices, type ArgusCustomer } from './catalogue.ts';
import { count, idOrName, int, listOf, severity, text, type timeSchema } from './input.ts';
import { customerIDs } from './matching.ts';
import type { SortNames } from './ordering.ts';
import type { SimArgusCase } from './types.ts';

const timeFields = [
  'createdTimestamp',
  'lastUpdatedTimestamp',
  'closedTimestamp',
  'publishedTimestamp',
] as const;
const keywordFields = ['subject', 'description', 'comments', 'customerReference', 'id', 'tags'] as const;
const userFields = [
  'reporter',
  'assignedUser',
  'assignedTech',
  'createdByUser',
  'lastUpdatedByUser',
  'closedByUser',
  'publishedByUser',
] as const;
const types = ['securityIncident', 'operationalIncident', 'informational', 'change'] as const;
/** The case statuses of v2. */
export const caseStatuses = [
  'pendingCustomer',
  'pendingSoc',
  'pendingVendor',
  'pendingClose',
  'workingCustomer',
  'workingSoc',
  'closed',
] as const;
const anyOrAll = z.enum(['any', 'all']).nullish();

export const caseSearchShape = (time: ReturnType<typeof timeSchema>) =>
  z
    .object({
      startTimestamp: time.nullish(),
      endTimestamp: time.nullish(),
      timeFieldStrategy: listOf(z.enum([...timeFields, 'all'])).nullish(),
      timeMatchStrategy: anyOrAll,
      limit: count.nullish(),
      offset: count.nullish(),
      sortBy: listOf(text).nullish(),
      caseID: listOf(z.int().min(1)).nullish(),
      customer: listOf(idOrName).nullish(),
      customerID: listOf(int).nullish(),
      type: listOf(z.enum(types)).nullish(),
      service: listOf(idOrName).nullish(),
      category: listOf(idOrName).nullish(),
      status: listOf(z.enum(caseStatuses)).nullish(),
      priority: listOf(severity).nullish(),
      assetID: listOf(text).nullish(),
      tag: listOf(z.object({ key: text, values: listOf(text).nullish() }).strict()).nullish(),
      workflow: listOf(text).nullish(),
      field: listOf(text).nullish(),
      keywords: listOf(text).nullish(),
      keywordFieldStrategy: listOf(z.enum([...keywordFields, 'all'])).nullish(),
      keywordMatchStrategy: anyOrAll,
      user: listOf(idOrName).nullish(),
      userFieldStrategy: listOf(z.enum([...userFields, 'all'])).nullish(),
      userAssigned: z.boolean().nullish(),
      techAssigned: z.boolean().nullish(),
      includeWorkflows: z.boolean().nullish(),
      includeDescription: z.boolean().nullish(),
      accessMode: listOf(text).nullish(),
      explicitAccess: listOf(text).nullish(),
      includeFlags: listOf(text).nullish(),
      excludeFlags: listOf(text).nullish(),
      includeDeleted: z.boolean().nullish(),
      subCriteria: z.array(z.unknown()).nullish(),
      exclude: z.boolean().nullish(),
      required: z.boolean().nullish(),
    })
    .strict();

export type CaseCriteria = z.output<ReturnType<typeof caseSearchShape>> & {
  readonly subs: readonly CaseCriteria[];
};
type CaseTest = (one: SimArgusCase) => boolean;

const ranks = ['low', 'medium', 'high', 'critical'];

export const caseSorts: SortNames<SimArgusCase> = new Map<string, (one: SimArgusCase) => number | string>([
  ['id', (one) => one.id],
  ['createdTimestamp', (one) => one.created],
  ['lastUpdatedTimestamp', (one) => one.lastUpdated],
  ['closedTimestamp', (one) => one.closed ?? 0],
  ['publishedTimestamp', (one) => one.published ?? 0],
  ['priority', (one) => ranks.indexOf(one.priority)],
  ['status', (one) => one.status],
]);

const timeOf = (one: SimArgusCase, field: (typeof timeFields)[number]): number | null =>
  ({
    createdTimestamp: one.created,
    lastUpdatedTimestamp: one.lastUpdated,
    closedTimestamp: one.closed,
    publishedTimestamp: one.published,
  })[field];

/** `all`, or nothing, stands for every field there is. */
const chosen = <T extends string>(
  given: readonly (T | 'all')[] | null | undefined,
  every: readonly T[],
): readonly T[] => (!given || given.includes('all') ? every : every.filter((field) => given.includes(field)));

function timeTest({
  startTimestamp,
  endTimestamp,
  timeFieldStrategy,
  timeMatchStrategy,
}: CaseCriteria): CaseTest | undefined {
  if (typeof startTimestamp !== 'number' && typeof endTimestamp !== 'number') return undefined;
  const from = startTimestamp ?? Number.NEGATIVE_INFINITY;
  const to = endTimestamp ?? Number.POSITIVE_INFINITY;
  const fields = chosen(timeFieldStrategy, timeFields);
  const inside = (at: number | null): boolean => at !== null && at >= from && at <= to;
  return (one) => {
    const times = fields.map((field) => timeOf(one, field));
    return timeMatchStrategy === 'all' ? times.every(inside) : times.some(inside);
  };
}

const keywordText = (one: SimArgusCase, field: (typeof keywordFields)[number]): string =>
  ({
    subject: one.subject,
    description: one.description,
    comments: one.comments.map(({ comment }) => comment).join('\n'),
    customerReference: one.customerReference ?? '',
    id: String(one.id),
    tags: one.tags.map(({ key, value }) => `${key}=${value}`).join('\n'),
  })[field].toLowerCase();

function keywordTest({
  keywords,
  keywordFieldStrategy,
  keywordMatchStrategy,
}: CaseCriteria): CaseTest | undefined {
  if (!keywords) return undefined;
  const fields = chosen(keywordFieldStrategy, keywordFields);
  const wanted = keywords.map((word) => word.toLowerCase());
  return (one) => {
    const texts = fields.map((field) => keywordText(one, field));
    const found = (word: string): boolean => texts.some((content) => content.includes(word));
    return keywordMatchStrategy === 'any' ? wanted.some(found) : wanted.every(found);
  };
}

const userOf = (one: SimArgusCase, field: (typeof userFields)[number]): number | null => {
  const found: Record<(typeof userFields)[number], number | null> = {
    reporter: one.reporterID,
    assignedUser: one.assignedUserID,
    assignedTech: one.assignedTechID,
    createdByUser: one.createdByUserID,
    lastUpdatedByUser: one.lastUpdatedByUserID,
    closedByUser: one.closedByUserID,
    publishedByUser: one.publishedByUserID,
  };
  return found[field];
};

function userTest({ user, userFieldStrategy }: CaseCriteria): CaseTest | undefined {
  if (!user) return undefined;
  const fields = chosen(userFieldStrategy, userFields);
  const ids = new Set<number | null>(
    argusUsers.filter(({ id, userName }) => user.includes(id) || user.includes(userName)).map(({ id }) => id),
  );
  return (one) => fields.some((field) => ids.has(userOf(one, field)));
}

interface Named {
  readonly id: number;
  readonly shortName: string;
}

const resolve = (given: readonly (string | number)[], list: readonly Named[]): number[] =>
  list.filter(({ id, shortName }) => given.includes(id) || given.includes(shortName)).map(({ id }) => id);

function listTests(criteria: CaseCriteria, customers: readonly ArgusCustomer[]): CaseTest[] {
  const tests: CaseTest[] = [];
  const among = <T>(wanted: readonly T[] | null | undefined, of: (one: SimArgusCase) => T): void => {
    if (wanted) tests.push((one) => wanted.includes(of(one)));
  };
  const ids = criteria.caseID && new Set(criteria.caseID);
  if (ids) tests.push((one) => ids.has(one.id));
  among(criteria.customer && customerIDs(criteria.customer, customers), (one) => one.customerID);
  among(criteria.customerID, (one) => one.customerID);
  among<string>(criteria.type, (one) => one.type);
  among(criteria.service && resolve(criteria.service, caseServices), (one) => one.serviceID);
  among(criteria.category && resolve(criteria.category, caseCategories), (one) => one.categoryID);
  among<string>(criteria.status, (one) => one.status);
  among<string>(criteria.priority, (one) => one.priority);
  among(criteria.accessMode, (one) => one.accessMode);
  const { assetID, tag, workflow, includeFlags, excludeFlags } = criteria;
  if (assetID) tests.push((one) => one.assetIDs.some((id) => assetID.includes(id)));
  if (workflow) tests.push((one) => one.workflows.some((entry) => workflow.includes(entry.workflow)));
  if (tag) {
    tests.push((one) =>
      tag.some(({ key, values }) =>
        one.tags.some((own) => own.key === key && (!values || values.includes(own.value))),
      ),
    );
  }
  if (includeFlags) tests.push((one) => includeFlags.every((flag) => one.flags.includes(flag)));
  if (excludeFlags) tests.push((one) => !excludeFlags.some((flag) => one.flags.includes(flag)));
  const { userAssigned, techAssigned } = criteria;
  if (typeof userAssigned === 'boolean') tests.push((one) => (one.assignedUserID !== null) === userAssigned);
  if (typeof techAssigned === 'boolean') tests.push((one) => (one.assignedTechID !== null) === techAssigned);
  return tests;
}

/** Whether a case meets the criteria, its sub criteria included; deleted ones only when asked for. */
export function caseTest(
  criteria: CaseCriteria,
  customers: readonly ArgusCustomer[],
  isSub = false,
): CaseTest {
  const optional = [timeTest(criteria), keywordTest(criteria), userTest(criteria)];
  const tests = [...listTests(criteria, customers), ...optional.filter((test) => test !== undefined)];
  if (!isSub && criteria.includeDeleted !== true) tests.push((one) => !one.flags.includes('DELETED'));
  const plain: CaseTest[] = [];
  for (const sub of criteria.subs) {
    const test = caseTest(sub, customers, true);
    if (sub.exclude === true) tests.push((one) => !test(one));
    else if (sub.required === true) tests.push(test);
    else plain.push(test);
  }
  if (plain.length > 0) tests.push((one) => plain.some((test) => test(one)));
  return (one) => tests.every((test) => test(one));
}
