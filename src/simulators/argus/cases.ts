/** The endpoints of `/cases/v2/case` (contract sheet argus, section 14). */
import { z } from 'zod';
import type { SimAnswer } from '../kit.ts';
import { caseOf, visibleCase } from './case-access.ts';
import { caseSearchShape, caseSorts, caseStatuses, caseTest, type CaseCriteria } from './case-search.ts';
import { count, int, listOf, pathNumber, read, readQuery, severity, text, timeSchema } from './input.ts';
import { compareBy, sortKeys } from './ordering.ts';
import { renderCase, renderCaseComment, renderTag } from './render-case.ts';
import { arrangedPage } from './search.ts';
import { refuse, refuseField } from './wire.ts';
import type { ArgusWorld, Ask, Route } from './world.ts';
import type { Mutable, SimArgusCase } from './types.ts';

/** The user behind the API key. */
const OWN_USER = 1_000;

function searchCases(ask: Ask, criteria: CaseCriteria): SimAnswer {
  const { world, access } = ask;
  const test = caseTest(criteria, world.customers);
  const compare = compareBy(sortKeys(criteria.sortBy ?? ['-createdTimestamp'], caseSorts));
  const found = [...world.store.cases.values()]
    .filter((one) => access.case(one) && test(one))
    .toSorted(compare);
  const offset = criteria.offset ?? 0;
  const limit = criteria.limit ?? world.switches.caseDefaultLimit;
  if (offset + limit > world.switches.backendWindow) {
    throw refuseField('offset', `Results beyond ${world.switches.backendWindow} can not be fetched`, offset);
  }
  const rows = arrangedPage(world, found, offset, limit === 0 ? found.length : limit, compare);
  const options = {
    workflows: criteria.includeWorkflows === true,
    description: criteria.includeDescription !== false,
  };
  return ask.list(
    rows.map((one) => renderCase(world, one, options)),
    { limit, offset, total: found.length },
  );
}

const caseIDOf = ({ path }: Ask): number => pathNumber('id', path[0] ?? '', 1);
const whole = { workflows: false, description: true };

function touch(ask: Ask, found: Mutable<SimArgusCase>, change: Partial<SimArgusCase>): void {
  ask.world.store.cases.set(
    found.id,
    Object.assign(found, change, { lastUpdated: ask.now, lastUpdatedByUserID: OWN_USER }),
  );
}

const closing = ({ now }: Ask): Partial<SimArgusCase> => ({
  status: 'closed',
  closed: now,
  closedByUserID: OWN_USER,
});

const newComment = ({ world, now }: Ask, comment: string) => {
  const ids = [...world.store.cases.values()].flatMap((one) => one.comments.map(({ id }) => id));
  return { id: Math.max(0, ...ids) + 1, addedTimestamp: now, addedByUserID: OWN_USER, comment };
};

const updateShape = z
  .object({
    subject: text.min(1).nullish(),
    description: text.nullish(),
    status: z.enum(caseStatuses).nullish(),
    priority: severity.nullish(),
    customerReference: text.nullish(),
    comment: text.nullish(),
  })
  .strict();

function updateCase(ask: Ask): SimAnswer {
  ask.access.mayWrite();
  const { comment, ...fields } = read(updateShape, ask.body());
  const found = caseOf(ask, caseIDOf(ask));
  const given = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
  touch(ask, found, {
    ...given,
    ...(fields.status === 'closed' ? closing(ask) : {}),
    ...(comment ? { comments: [...found.comments, newComment(ask, comment)] } : {}),
  });
  return ask.one(renderCase(ask.world, found, whole));
}

function closeCase(ask: Ask): SimAnswer {
  ask.access.mayWrite();
  const { comment } = read(z.object({ comment: text.nullish() }).strict(), ask.body());
  const found = caseOf(ask, caseIDOf(ask));
  touch(ask, found, {
    ...closing(ask),
    ...(comment ? { comments: [...found.comments, newComment(ask, comment)] } : {}),
  });
  return ask.one(renderCase(ask.world, found, whole));
}

const commentQuery = z.object({
  limit: count.default(25),
  offset: count.default(0),
  beforeComment: int.optional(),
  afterComment: int.optional(),
  sortBy: z.array(z.enum(['addedTimestamp', '-addedTimestamp'])).optional(),
});

function comments(ask: Ask): SimAnswer {
  const names = ['limit', 'offset', 'beforeComment', 'afterComment'];
  const { limit, offset, beforeComment, afterComment, sortBy } = readQuery(commentQuery, ask.query, {
    numeric: names,
    single: names,
    lists: ['sortBy'],
  });
  const descending = sortBy?.[0] === '-addedTimestamp';
  const found = caseOf(ask, caseIDOf(ask))
    .comments.filter(({ id }) => id < (beforeComment ?? Number.POSITIVE_INFINITY) && id > (afterComment ?? 0))
    .toSorted((a, b) =>
      descending ? b.addedTimestamp - a.addedTimestamp : a.addedTimestamp - b.addedTimestamp,
    );
  const rows = found.slice(offset, limit === 0 ? undefined : offset + limit);
  return ask.list(
    rows.map((one) => renderCaseComment(ask.world, one)),
    { limit, offset, total: found.length },
  );
}

function addComment(ask: Ask): SimAnswer {
  ask.access.mayWrite();
  const { comment } = read(z.object({ comment: text.min(1) }).strict(), ask.body());
  const found = caseOf(ask, caseIDOf(ask));
  const added = newComment(ask, comment);
  touch(ask, found, { comments: [...found.comments, added] });
  return ask.accepted(renderCaseComment(ask.world, added));
}

function tags(ask: Ask): SimAnswer {
  const found = caseOf(ask, caseIDOf(ask)).tags;
  return ask.list(
    found.map((tag) => renderTag(ask.world, tag)),
    { limit: 0, offset: 0, total: found.length },
  );
}

function addTags(ask: Ask): SimAnswer {
  ask.access.mayWrite();
  const shape = z.object({ tags: listOf(z.object({ key: text.min(1), value: text }).strict()) }).strict();
  const { tags: given } = read(shape, ask.body());
  const found = caseOf(ask, caseIDOf(ask));
  const first = Math.max(0, ...found.tags.map(({ id }) => id)) + 1;
  const added = given.map((tag, i) => ({ id: first + i, ...tag, addedTimestamp: ask.now }));
  touch(ask, found, { tags: [...found.tags, ...added] });
  return ask.accepted(added.map((tag) => renderTag(ask.world, tag)));
}

function removeTag(ask: Ask): SimAnswer {
  ask.access.mayWrite();
  const [, key = '', value] = ask.path;
  const found = caseOf(ask, caseIDOf(ask));
  const tag = found.tags.find((one) =>
    value === undefined
      ? String(one.id) === key
      : one.key === decodeURIComponent(key) && one.value === decodeURIComponent(value),
  );
  if (tag === undefined) throw refuse(404);
  touch(ask, found, { tags: found.tags.filter((one) => one !== tag) });
  return ask.one(renderTag(ask.world, tag));
}

export function caseRoutes({ clock }: ArgusWorld): Route[] {
  const shape = caseSearchShape(timeSchema(() => clock.now()));
  const readCriteria = (given: unknown, prefix: readonly PropertyKey[] = []): CaseCriteria => {
    const parsed = read(shape, given, prefix);
    const subs = (parsed.subCriteria ?? []).map((sub, i) => readCriteria(sub, [...prefix, 'subCriteria', i]));
    return { ...parsed, subs };
  };
  return [
    {
      method: 'GET',
      path: /^\/cases\/v2\/case$/,
      answer: (ask) =>
        searchCases(
          ask,
          readCriteria(
            readQuery(z.looseObject({ limit: count.optional(), offset: count.optional() }), ask.query, {
              numeric: ['customerID', 'limit', 'offset'],
              single: ['limit', 'offset'],
              lists: ['customerID', 'status', 'type', 'priority', 'service', 'category', 'sortBy'],
            }),
          ),
        ),
    },
    {
      method: 'POST',
      path: /^\/cases\/v2\/case\/search$/,
      answer: (ask) => searchCases(ask, readCriteria(ask.body())),
    },
    {
      method: 'GET',
      path: /^\/cases\/v2\/case\/([^/]+)$/,
      answer: (ask) => {
        const found = visibleCase(ask, caseIDOf(ask));
        return ask.one(found && renderCase(ask.world, found, whole));
      },
    },
    { method: 'PUT', path: /^\/cases\/v2\/case\/([^/]+)$/, answer: updateCase },
    { method: 'PUT', path: /^\/cases\/v2\/case\/([^/]+)\/close$/, answer: closeCase },
    { method: 'GET', path: /^\/cases\/v2\/case\/([^/]+)\/comments$/, answer: comments },
    { method: 'POST', path: /^\/cases\/v2\/case\/([^/]+)\/comments$/, answer: addComment },
    { method: 'GET', path: /^\/cases\/v2\/case\/([^/]+)\/tags$/, answer: tags },
    { method: 'POST', path: /^\/cases\/v2\/case\/([^/]+)\/tags$/, answer: addTags },
    { method: 'DELETE', path: /^\/cases\/v2\/case\/([^/]+)\/tags\/([^/]+)$/, answer: removeTag },
    { method: 'DELETE', path: /^\/cases\/v2\/case\/([^/]+)\/tags\/([^/]+)\/([^/]+)$/, answer: removeTag },
  ];
}
