import type { ZodType } from 'zod';
import type { Source, VendorName } from './source.ts';

export interface SourceDependencies {
  /** Milliseconds since the epoch. */
  now(): number;
  /** In [0, 1); default Math.random. */
  random?(): number;
}

/** What a vendor brings: the settings it takes in crosswatch.yaml, and how to make a source of them. */
export interface VendorDescriptor<S> {
  readonly vendor: VendorName;
  /** The entry under `sources:`, without `vendor`; durations arrive as milliseconds. */
  readonly settings: ZodType<S>;
  create(settings: S, dependencies: SourceDependencies): Source;
}
