import { ciscoGta } from './cisco-gta.ts';
import { describeVendorLaws } from './laws.ts';

describeVendorLaws(ciscoGta);
