/** Who may do what. Roles contain others: whoever may triage or ingest may read, and admins may everything. */
export const roles = ['READ', 'TRIAGE', 'INGEST', 'ADMIN'] as const;
export type Role = (typeof roles)[number];

const contained: { readonly [K in Role]: readonly Role[] } = {
  READ: ['READ'],
  TRIAGE: ['READ', 'TRIAGE'],
  INGEST: ['READ', 'INGEST'],
  ADMIN: roles,
};

/** All roles that come with the given ones, in the order of `roles`. */
export function rolesWith(given: Iterable<Role>): readonly Role[] {
  const all = new Set([...given].flatMap((role) => contained[role]));
  return roles.filter((role) => all.has(role));
}

/** Who asks, and what they may. */
export interface Viewer {
  /** The name of the key; undefined when no keys are configured: then everybody on this machine may everything. */
  readonly name?: string | undefined;
  /** Those contained in others included. */
  readonly roles: readonly Role[];
  maySee(source: string): boolean;
}
