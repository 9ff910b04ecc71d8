/** Who asks, and what that API key may see and do (contract sheet argus, section 1). */
import type { SimArgusCase } from './types.ts';
import { refuse } from './wire.ts';

/** An API key that the simulator knows. */
export interface ArgusKey {
  readonly key: string;
  /** Ids of the customers it may see; default all. The first one is the user's own. */
  readonly customers?: readonly number[];
  /** Ids of the cases it may see; default all of its customers. */
  readonly cases?: readonly number[];
  readonly expired?: boolean;
  /** Writes are answered with 403. */
  readonly readOnly?: boolean;
}

export interface Access {
  readonly ownCustomerID: number;
  customer(id: number): boolean;
  case(one: SimArgusCase): boolean;
  /** Throws a 403 when the key may only read. */
  mayWrite(): void;
}

/** The rights of the key in the `Argus-API-Key` header; throws a 401 that says what is wrong with it. */
export function accessOf(header: unknown, keys: readonly ArgusKey[], firstCustomerID: number): Access {
  if (typeof header !== 'string' || header === '') throw refuse(401, 'No API key was sent');
  const key = keys.find((one) => one.key === header);
  if (key === undefined) throw refuse(401, 'Invalid API key');
  if (key.expired === true) throw refuse(401, 'API key has expired');
  const customers = key.customers === undefined ? undefined : new Set(key.customers);
  const cases = key.cases === undefined ? undefined : new Set(key.cases);
  const customer = (id: number): boolean => customers === undefined || customers.has(id);
  return {
    ownCustomerID: key.customers?.[0] ?? firstCustomerID,
    customer,
    case: (one) => (cases === undefined ? customer(one.customerID) : cases.has(one.id)),
    mayWrite() {
      if (key.readOnly === true) throw refuse(403);
    },
  };
}
