import { hash, timingSafeEqual } from 'node:crypto';
import { roles as allRoles, rolesWith, type Role, type Viewer } from '../model/access.ts';

/** A key of the configuration: of the key itself only the SHA-256 is known. */
export interface AccessKey {
  readonly name: string;
  /** In lower-case hexadecimal, of the key's UTF-8 bytes. */
  readonly sha256: string;
  /** Roles come with those that they contain. */
  readonly roles: readonly Lowercase<Role>[];
  /** Names of the sources it opens; all when absent. */
  readonly sources?: readonly string[] | undefined;
}

const BEARER = /^Bearer ([^\s]+)$/i;

function rolesOf(words: AccessKey['roles']): readonly Role[] {
  const given = new Set<string>(words);
  return rolesWith(allRoles.filter((role) => given.has(role.toLowerCase())));
}

/** Tells who asks by `Authorization: Bearer <key>`; null for no key or an unknown one. Without keys everybody may everything. */
export function createAuthenticator(keys: readonly AccessKey[]): (request: Request) => Viewer | null {
  const known = keys.map(({ name, sha256, roles, sources }) => {
    const allowed = sources === undefined ? undefined : new Set(sources);
    return {
      digest: Buffer.from(sha256, 'hex'),
      viewer: {
        name,
        roles: rolesOf(roles),
        maySee: (source: string) => allowed?.has(source) ?? true,
      },
    };
  });
  const anybody: Viewer = { roles: allRoles, maySee: () => true };
  return (request) => {
    if (known.length === 0) return anybody;
    const key = BEARER.exec(request.headers.get('authorization') ?? '')?.[1];
    if (key === undefined) return null;
    const digest = hash('sha256', key, 'buffer');
    return known.find((candidate) => timingSafeEqual(candidate.digest, digest))?.viewer ?? null;
  };
}
