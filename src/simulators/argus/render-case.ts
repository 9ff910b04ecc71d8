/** The case model, which every case endpoint returns whole (contract sheet argus, section 14). */
import { caseCategoryByID, caseServiceByID, userByID } from './catalogue.ts';
import { strange } from './oddities.ts';
import { customerModel } from './render-v2.ts';
import type { ArgusWorld } from './world.ts';
import type { SimArgusCase, SimArgusCaseComment, SimArgusTag } from './types.ts';

/** A user as other objects name it. */
export function userModel(world: ArgusWorld, id: number | null): Record<string, unknown> | null {
  const user = id === null ? undefined : userByID.get(id);
  if (user === undefined) return null;
  const customer = customerModel(world, user.customerID);
  return {
    id: user.id,
    customerID: user.customerID,
    customer,
    domain: customer['domain'],
    userName: user.userName,
    name: user.name,
    type: 'user',
  };
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function named(
  found: { readonly id: number; readonly shortName: string; readonly name: string } | undefined,
): unknown {
  return found === undefined ? null : { ...found, localizedName: found.name };
}

export function renderCase(
  world: ArgusWorld,
  one: SimArgusCase,
  options: { readonly workflows: boolean; readonly description: boolean },
): Record<string, unknown> {
  const model = {
    id: one.id,
    customer: customerModel(world, one.customerID),
    service: named(caseServiceByID.get(one.serviceID)),
    category: named(caseCategoryByID.get(one.categoryID)),
    type: one.type,
    status: one.status,
    initialStatus: one.initialStatus,
    priority: one.priority,
    initialPriority: one.initialPriority,
    subject: one.subject,
    description: options.description ? one.description : null,
    customerReference: one.customerReference,
    accessMode: one.accessMode,
    reporter: userModel(world, one.reporterID),
    assignedUser: userModel(world, one.assignedUserID),
    assignedTech: userModel(world, one.assignedTechID),
    createdByUser: userModel(world, one.createdByUserID),
    lastUpdatedByUser: userModel(world, one.lastUpdatedByUserID),
    closedByUser: userModel(world, one.closedByUserID),
    publishedByUser: userModel(world, one.publishedByUserID),
    createdTimestamp: one.created,
    createdTime: iso(one.created),
    lastUpdatedTimestamp: one.lastUpdated,
    lastUpdatedTime: iso(one.lastUpdated),
    closedTimestamp: one.closed,
    closedTime: iso(one.closed),
    publishedTimestamp: one.published,
    publishedTime: iso(one.published),
    flags: one.flags,
    currentUserAccess: { level: 'write', role: 'user' },
    ...(options.workflows ? { workflows: one.workflows } : {}),
    originEmailAddress: one.originEmailAddress,
  };
  return strange(world, one.id, model, { type: 'mysteryIncident' });
}

export const renderCaseComment = (world: ArgusWorld, one: SimArgusCaseComment): Record<string, unknown> => ({
  id: one.id,
  addedTimestamp: one.addedTimestamp,
  addedByUser: userModel(world, one.addedByUserID),
  comment: one.comment,
  flags: [],
  lastUpdatedTimestamp: one.addedTimestamp,
  status: null,
  priority: null,
  originEmailAddress: null,
  associatedAttachments: [],
  references: [],
  addedTime: iso(one.addedTimestamp),
  lastUpdatedTime: iso(one.addedTimestamp),
});

export const renderTag = (
  world: ArgusWorld,
  { id, key, value, addedTimestamp }: SimArgusTag,
): Record<string, unknown> => ({
  id,
  key,
  value,
  addedTimestamp,
  addedTime: iso(addedTimestamp),
  addedByUser: userModel(world, 1_000),
});
