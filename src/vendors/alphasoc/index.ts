import type { VendorDescriptor } from '../../model/descriptor.ts';
import { settings, type AlphasocSettings } from './config.ts';

/**
 * AlphaSOC, its settings only: the entry in crosswatch.yaml is checked and the source is listed, but nothing is asked of
 * the vendor yet. It offers no operation, and its state stays STARTING.
 */
export const alphasoc: VendorDescriptor<AlphasocSettings> = {
  vendor: 'alphasoc',
  settings,
  create: ({ name, url, timeout }) => ({
    name,
    vendor: 'alphasoc',
    origin: url,
    timeout,
    capabilities: new Set(),
    browse: {},
    lookup: {},
    related: {},
    health: () => ({ state: 'STARTING' }),
    close: () => Promise.resolve(),
  }),
};
