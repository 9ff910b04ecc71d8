import { argus } from './argus.ts';
import { describeVendorLaws } from './laws.ts';

describeVendorLaws(argus);
