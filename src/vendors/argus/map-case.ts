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
  createdTimestamp: wire.time,
  createdTime: wire.text,
  lastUpdatedTimestamp: wire.time,
  closedTimestamp: wire.time,
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

/** The vendor has no case from before this: a smaller number is a mistake (seconds, say, or no time at all). */
const FIRST_CREATION = Date.UTC(2000, 0, 1);
/** Only text that names its zone says the same to everybody. */
const zoned = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/;

/** Whether two tellings of one moment differ by no more than a second that was cut, or a zone that was left out. */
function agree(one: number, other: number): boolean {
  const apart = Math.abs(one - other);
  return apart <= 14 * 3_600_000 && apart % 900_000 < 1_000;
}

interface Creation {
  /** As far as it can be told. */
  readonly told: number | undefined;
  /** What the vendor orders by; undefined when its two tellings contradict each other. */
  readonly at: number | undefined;
}

/** When a case was made: its stamp, else the ISO twin of it. */
function creationOf({ createdTimestamp: stamp, createdTime: twin }: z.output<typeof caseShape>): Creation {
  const own = typeof stamp === 'number' && stamp >= FIRST_CREATION ? stamp : undefined;
  const parsed = typeof twin === 'string' && zoned.test(twin) ? Date.parse(twin) : Number.NaN;
  const other = parsed >= FIRST_CREATION ? parsed : undefined;
  const told = own ?? other;
  const contradicted = own !== undefined && other !== undefined && !agree(own, other);
  return { told, at: contradicted ? undefined : told };
}

export interface ArgusCase {
  readonly record: Case;
  readonly deleted: boolean;
  /** Its place in the order of creation; undefined when it does not say. */
  readonly at: number | undefined;
}

/** Reads one case; null when not even its id can be read. The technician works on it, so that is the assignee. */
export function readCase(source: string, raw: unknown): ArgusCase | null {
  const found = caseShape.safeParse(raw).data;
  if (found === undefined || parseCaseId(found.id) === null) return null;
  const priority = severityOfWord(found.priority);
  const { told: created, at } = creationOf(found);
  const modified = wire.given(found.lastUpdatedTimestamp);
  const record: Case = {
    recordKind: 'CASE',
    vendor: 'argus',
    source,
    nativeId: found.id,
    // A record without a time sorts by its change.
    time: created ?? modified ?? 0,
    modifiedAt: modified,
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
  return { record, at, deleted: found.flags?.includes('DELETED') ?? false };
}
