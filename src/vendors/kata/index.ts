import type { VendorDescriptor } from '../../model/descriptor.ts';
import { settings, type KataSettings } from './config.ts';

/**
 * Kaspersky KATA, its settings only: the entry in crosswatch.yaml is checked and the source is listed, but nothing is
 * asked of the server yet. It offers no operation, and its state stays STARTING.
 */
export const kata: VendorDescriptor<KataSettings> = {
  vendor: 'kata',
  settings,
  create: ({ name, url, timeout }) => ({
    name,
    vendor: 'kata',
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
