import { z, type ZodType } from 'zod';
import type { SourceDependencies, VendorDescriptor } from './model/descriptor.ts';
import type { Source, VendorName } from './model/source.ts';
import { alphasoc } from './vendors/alphasoc/index.ts';
import { argus } from './vendors/argus/index.ts';
import { ciscoGta } from './vendors/cisco-gta/index.ts';
import { kata } from './vendors/kata/index.ts';

export type CreateSource = (dependencies: SourceDependencies) => Source;

/** A vendor whose kind of settings is nobody's business any more: what they are read into can make the source. */
export interface Vendor {
  readonly vendor: VendorName;
  readonly settings: ZodType<CreateSource>;
  /** The keys that the settings know; those that every source takes are handed over only when they are among them. */
  readonly keys: readonly string[];
}

export function bindVendor<S>({ vendor, settings, create }: VendorDescriptor<S>): Vendor {
  return {
    vendor,
    settings: settings.transform(
      (value) => (dependencies: SourceDependencies) => create(value, dependencies),
    ),
    keys: settings instanceof z.ZodObject ? Object.keys(settings.shape) : [],
  };
}

const all = [
  bindVendor(argus), //
  bindVendor(alphasoc),
  bindVendor(kata),
  bindVendor(ciscoGta),
];

/** Every vendor, by the name that stands under `vendor:` in crosswatch.yaml. */
export const vendorsByName: ReadonlyMap<string, Vendor> = new Map(all.map((entry) => [entry.vendor, entry]));

/** Makes a source of an entry that the configuration has found right (`SourceConfig.entry`). */
export function createSource(vendor: VendorName, entry: unknown, dependencies: SourceDependencies): Source {
  const known = vendorsByName.get(vendor);
  if (known === undefined) throw new TypeError(`there is no vendor ${vendor}`);
  return known.settings.parse(entry)(dependencies);
}
