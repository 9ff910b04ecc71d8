/** The settings that are not a vendor's. */
import { z } from 'zod';
import { duration } from '../model/durations.ts';

/** A whole number; out of the environment it comes as text. */
export const number = (from: number, to: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value),
    z.int().min(from).max(to),
  );

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, { error: 'lower-case letters, digits and hyphens, no hyphen first' });

const roles = ['read', 'triage', 'ingest', 'admin'] as const;

export const server = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes a free one. */
  port: number(0, 65_535).default(4_000),
  heartbeat: duration({ from: '10ms', to: '1h' }).default(15_000),
});

const sizeWords = 'a size such as 500MB or 20GB';
const sizeUnits: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9 };
const size = z.string({ error: sizeWords }).transform((text, context) => {
  const [, digits = '', unit = ''] = /^([1-9]\d{0,5})(MB|GB)$/.exec(text) ?? [];
  const bytes = Number(digits) * (sizeUnits[unit] ?? 0);
  if (bytes >= 10e6) return bytes;
  context.issues.push({ code: 'custom', message: `${sizeWords}, 10MB at least`, input: text });
  return z.NEVER;
});

export const journal = z.strictObject({
  /** `:memory:` for none on disk. */
  path: z.string().min(1).default('./crosswatch.db'),
  retention: duration({ from: '1s', to: '3650d' }).default(30 * 86_400_000),
  /** What is oldest goes, however young, so that the file stays below it. In bytes; `500MB`, `20GB`. */
  maxSize: size.exactOptional(),
});

export const auth = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        /** Of the key's UTF-8 bytes. */
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/i, { error: 'the SHA-256 of the key in 64 hexadecimal digits' })
          .transform((hex) => hex.toLowerCase()),
        roles: z.array(z.enum(roles)).min(1),
        /** Without them: all sources. */
        sources: z.array(z.string()).min(1).optional(),
      }),
    )
    .default([]),
});

export const follow = z.strictObject({
  every: duration({ from: '10ms', to: '1d' }).default(10_000),
  from: duration({ from: '0s', to: '3650d' }).default(86_400_000),
  types: z
    .array(z.enum(['AGGREGATED', 'RAW']))
    .min(1)
    .exactOptional(),
});

/** What every source takes; the rest of its entry is the vendor's. */
export const common = z.looseObject({
  name,
  vendor: z.string(),
  timeout: duration({ from: '1ms', to: '10m' }).default(5_000),
  maxConcurrent: number(1, 1_000).exactOptional(),
  follow: follow.prefault({}),
});
export const commonKeys = ['timeout', 'maxConcurrent', 'follow'] as const;

export const root = z.strictObject({
  server: z.unknown().optional(),
  journal: z.unknown().optional(),
  auth: z.unknown().optional(),
  sources: z.array(z.unknown()).min(1),
});

export type AuthKey = z.output<typeof auth>['keys'][number];
export type Follow = z.output<typeof follow>;
export type ServerSettings = z.output<typeof server>;
export type JournalSettings = z.output<typeof journal>;
export type AuthSettings = z.output<typeof auth>;
