/**
 * Who may ask. An external system is an id together with the certificate it comes with: unknown, then pending until an
 * administrator accepts it, and perhaps revoked later (contract sheet kata, section 2).
 */
import type { SimClock } from '../clock.ts';
import type { KataSwitches } from './switches.ts';

interface Registration {
  /** The external system's id, in lower case. */
  readonly id: string;
  /** SHA-256 of its certificate, as Node shows it. */
  readonly fingerprint: string;
  readonly state: 'pending' | 'accepted' | 'revoked';
  /** When it first came, in milliseconds since the epoch. */
  readonly requestedAt: number;
}

/** The administrator's side. */
export interface Registrations {
  /** All of them, in the order they came. */
  list(): readonly Registration[];
  /** Those that wait for a decision. */
  pending(): readonly Registration[];
  /**
   * Accepts what goes by this id, or only the one with this certificate, which may then be accepted before it ever
   * came. Throws an Error when there is nothing to accept.
   */
  accept(id: string, fingerprint?: string): void;
  /** Takes the right to ask away again; the same words apply. It stays away, whatever `approval` says. */
  revoke(id: string, fingerprint?: string): void;
}

export interface RegistrationBook extends Registrations {
  /** Whether this caller may ask now. One that never came before is remembered as pending, and may not. */
  admits(id: string, fingerprint: string): boolean;
}

export function createRegistrations(clock: SimClock, switches: KataSwitches): RegistrationBook {
  const book = new Map<string, Registration>();
  const keyOf = (id: string, fingerprint: string): string => `${id.toLowerCase()} ${fingerprint}`;

  function decide(id: string, fingerprint: string | undefined, state: 'accepted' | 'revoked'): void {
    if (fingerprint === undefined) {
      const meant = [...book].filter(([, entry]) => entry.id === id.toLowerCase());
      if (meant.length === 0) throw new Error(`nothing is registered under ${id}`);
      for (const [key, entry] of meant) book.set(key, { ...entry, state });
      return;
    }
    const key = keyOf(id, fingerprint);
    const requestedAt = book.get(key)?.requestedAt ?? clock.now();
    book.set(key, { id: id.toLowerCase(), fingerprint, state, requestedAt });
  }

  return {
    list: () => [...book.values()],
    pending: () => [...book.values()].filter(({ state }) => state === 'pending'),
    accept: (id, fingerprint) => decide(id, fingerprint, 'accepted'),
    revoke: (id, fingerprint) => decide(id, fingerprint, 'revoked'),
    admits(id, fingerprint) {
      const key = keyOf(id, fingerprint);
      const known = book.get(key);
      if (known === undefined) {
        book.set(key, { id: id.toLowerCase(), fingerprint, state: 'pending', requestedAt: clock.now() });
        return false;
      }
      const due = clock.now() >= known.requestedAt + switches.approvalDelayMs;
      if (known.state === 'pending' && switches.approval === 'auto' && due) {
        book.set(key, { ...known, state: 'accepted' });
        return true;
      }
      return known.state === 'accepted';
    },
  };
}
