/** Keys of every kind, as a configuration has them. */
import { hash } from 'node:crypto';
import type { Role } from '../../src/model/access.ts';

export interface Key {
  readonly key: string;
  /** Its own; others may be contained in it. */
  readonly role: Role;
  /** All when absent. */
  readonly sources?: readonly string[];
}

export const keys = {
  read: { key: 'k-read', role: 'READ' },
  triage: { key: 'k-triage', role: 'TRIAGE' },
  ingest: { key: 'k-ingest', role: 'INGEST' },
  admin: { key: 'k-admin', role: 'ADMIN' },
  /** May everything, but with one source only. */
  elsewhere: { key: 'k-elsewhere', role: 'ADMIN', sources: ['gta'] },
} as const satisfies Readonly<Record<string, Key>>;

/** The section `auth` of crosswatch.yaml. */
export const auth = {
  keys: Object.entries(keys).map(([name, { key, role, ...rest }]) => ({
    name,
    sha256: hash('sha256', key, 'hex'),
    roles: [role.toLowerCase()],
    ...rest,
  })),
};
