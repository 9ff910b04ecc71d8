/** The small endpoints beside events and cases: who am I, and customers (contract sheet argus, sections 1 and 14). */
import { userModel } from './render-case.ts';
import { customerModel } from './render-v2.ts';
import { refuse } from './wire.ts';
import type { Route } from './world.ts';

export const miscRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/currentuser\/v1\/user$/,
    answer: (ask) => {
      const { ownCustomerID } = ask.access;
      const customer = customerModel(ask.world, ownCustomerID);
      return ask.one({ ...userModel(ask.world, 1_000), customerID: ownCustomerID, customer });
    },
  },
  {
    method: 'GET',
    path: /^\/customers\/v2\/customer\/([^/]+)$/,
    answer: (ask) => {
      const given = decodeURIComponent(ask.path[0] ?? '');
      const found = ask.world.customers.find(
        ({ id, shortName }) => String(id) === given || shortName === given,
      );
      if (found !== undefined && !ask.access.customer(found.id)) throw refuse(403);
      return ask.one(found && { ...customerModel(ask.world, found.id), flags: [], type: 'customer' });
    },
  },
];
