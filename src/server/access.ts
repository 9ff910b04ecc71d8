import { hash, timingSafeEqual } from 'node:crypto';

/** A key of the configuration: of the key itself only the SHA-256 is known. */
export interface AccessKey {
  readonly name: string;
  /** In lower-case hexadecimal, of the key's UTF-8 bytes. */
  readonly sha256: string;
  /** Names of the sources it opens; all when absent. */
  readonly sources?: readonly string[] | undefined;
}

/** Who asks, and for which sources they may. */
export interface Viewer {
  /** Undefined when no keys are configured: then everybody on this machine may ask. */
  readonly name?: string;
  maySee(source: string): boolean;
}

const BEARER = /^Bearer ([^\s]+)$/i;

/** Tells who asks by `Authorization: Bearer <key>`; null for no key or an unknown one. Without keys everybody may ask. */
export function createAuthenticator(keys: readonly AccessKey[]): (request: Request) => Viewer | null {
  const known = keys.map(({ name, sha256, sources }) => {
    const allowed = sources === undefined ? undefined : new Set(sources);
    return {
      digest: Buffer.from(sha256, 'hex'),
      viewer: { name, maySee: (source: string) => allowed?.has(source) ?? true },
    };
  });
  const anybody: Viewer = { maySee: () => true };
  return (request) => {
    if (known.length === 0) return anybody;
    const key = BEARER.exec(request.headers.get('authorization') ?? '')?.[1];
    if (key === undefined) return null;
    const digest = hash('sha256', key, 'buffer');
    return known.find((candidate) => timingSafeEqual(candidate.digest, digest))?.viewer ?? null;
  };
}
