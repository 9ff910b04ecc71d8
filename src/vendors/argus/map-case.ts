/** Cases v2 (contract sheet argus, section 14), read and made records of the gateway. */
import { z } from 'zod';
import type { Case, CaseStatus } from '../../model/records.ts';
import { caseStatuses } from '../../model/records.ts';
import { severityOfWord } from '../../model/severity.ts';
import type { User } from '../../model/values.ts';
import { v1Flag } from './flags.ts';
import { parseCaseId } from './ids.ts';
import * as wire from './wire.ts';

const userShape = z
  .object({ id: wire.idText, userName: wire.text, name: wire.text })
  .nullish()
  .catch(undefined);
const namedShape = z.object({ name: wire.text, shortName: wire.text }).nullish().catch(undefined);

const caseShape = z.object({
  id: z.union([z.string(), z.number().transform(String)]),
  customer: wire.customerShape,
  service: namedShape,
  category: namedShape,
  type: wire.text,
  status: wire.text,
  priority: wire.text,
  subject: wire.text,
  description: wire.text,
  assignedUser: userShape,
  assignedTech: userShape,
  createdTimestamp: wire.number,
  lastUpdatedTimestamp: wire.number,
  closedTimestamp: wire.number,
  flags: wire.words,
});

/** `pendingSoc` and `PENDING_SOC` alike; a word that is no case status is UNKNOWN. */
function statusOf(word: string | undefined): CaseStatus {
  const upper = word === undefined ? '' : v1Flag(word);
  return caseStatuses.find((status) => status === upper) ?? 'UNKNOWN';
}

const userOf = (user: z.output<typeof userShape>): User | undefined =>
  user
    ? { id: wire.given(user.id), name: wire.given(user.name), userName: wire.given(user.userName) }
    : undefined;

export interface ArgusCase {
  readonly record: Case;
  readonly deleted: boolean;
}

/** Reads one case; null when not even its id can be read. The technician works on it, so that is the assignee. */
export function readCase(source: string, raw: unknown): ArgusCase | null {
  const found = caseShape.safeParse(raw).data;
  if (found === undefined || parseCaseId(found.id) === null) return null;
  const priority = severityOfWord(found.priority);
  const created = wire.given(found.createdTimestamp);
  const record: Case = {
    recordKind: 'CASE',
    vendor: 'argus',
    source,
    nativeId: found.id,
    time: created ?? 0,
    modifiedAt: wire.given(found.lastUpdatedTimestamp),
    severity: priority,
    severityNative: wire.given(found.priority),
    observables: [],
    raw,
    subject: found.subject ?? `Case ${found.id}`,
    description: wire.given(found.description),
    status: statusOf(wire.given(found.status)),
    statusNative: wire.given(found.status),
    priority,
    category: wire.given(found.category?.shortName) ?? wire.given(found.category?.name),
    service: wire.given(found.service?.shortName) ?? wire.given(found.service?.name),
    type: wire.given(found.type),
    customer: wire.customerOf(found.customer),
    assignee: userOf(found.assignedTech) ?? userOf(found.assignedUser),
    createdAt: created,
    closedAt: wire.given(found.closedTimestamp),
  };
  return { record, deleted: found.flags?.includes('DELETED') ?? false };
}
