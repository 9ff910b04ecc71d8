/** The laws that every vendor obeys (DESIGN, sections 3, 5, 7 and 10). A vendor's own file says how it is set up. */
import { describeCursors } from './cursors.ts';
import { describeFailures } from './failures.ts';
import { describeFilters } from './filters.ts';
import { describeLookups } from './lookups.ts';
import type { Vendor } from './vendor.ts';
import { describeWalks } from './walks.ts';

export function describeVendorLaws(vendor: Vendor): void {
  describeWalks(vendor);
  describeCursors(vendor);
  describeLookups(vendor);
  describeFailures(vendor);
  describeFilters(vendor);
}
