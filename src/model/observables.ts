import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { networkText, parseNetwork } from './addresses.ts';
import type { ObservableRef, ObservableType } from './values.ts';

/** Trailing dots go, and white space with them: what is left is the same when it is looked at again. */
const withoutDot = (name: string): string => name.replace(/[\s.]+$/u, '');

/**
 * The conversion reads its input as the host of a URL: it would cut `a/b` to `a` and make the address 0.0.0.10 of `10`.
 * Queries hold such names. So it gets only what it is for, names beyond ASCII.
 */
function domain(value: string): string | null {
  const lower = withoutDot(value).toLowerCase();
  if (/^\p{ASCII}*$/u.test(lower) || /[/\\?#@:%[\]]/.test(lower)) return lower || null;
  const ascii = withoutDot(domainToASCII(lower));
  return ascii === '' || isIP(ascii) !== 0 ? lower : ascii;
}

function userName(value: string): string | null {
  const afterDomain = value.slice(value.lastIndexOf('\\') + 1).trim();
  const at = afterDomain.indexOf('@');
  return (at > 0 ? afterDomain.slice(0, at) : afterDomain).trim().toLowerCase() || null;
}

const hexOfLength = (value: string, lengths: readonly number[]): string | null => {
  const hex = value.replaceAll(':', '').toLowerCase();
  return /^[0-9a-f]+$/.test(hex) && (lengths.length === 0 || lengths.includes(hex.length)) ? hex : null;
};

const normalisers: { readonly [K in ObservableType]: (value: string) => string | null } = {
  IP: (value) => {
    const network = parseNetwork(value);
    return network === null ? null : networkText(network);
  },
  DOMAIN: domain,
  URL: (value) => (URL.canParse(value) ? new URL(value).href : value),
  HOST: (value) => withoutDot(value).toLowerCase() || null,
  USER: userName,
  MAC: (value) => {
    const hex = value.replaceAll(/[:.-]/g, '').toLowerCase();
    return /^[0-9a-f]{12}$/.test(hex) ? (hex.match(/../g)?.join(':') ?? null) : null;
  },
  FILE_HASH: (value) => hexOfLength(value, [32, 40, 64, 96, 128]),
  FILE_NAME: (value) => value.toLowerCase(),
  PROCESS: (value) => value.toLowerCase(),
  EMAIL: (value) => (value.includes('@') ? value.toLowerCase() : null),
  JA3: (value) => hexOfLength(value, [32]),
  CERT_HASH: (value) => hexOfLength(value, []),
};

/**
 * An observable's value in its one form, or null when the text is no such thing: addresses canonical (a range with its
 * suffix), names in lower case without trailing dot, IDN as ASCII, users without their domain, hashes in lower case.
 */
export function normaliseObservable(type: ObservableType, value: string): string | null {
  const trimmed = value.trim();
  return trimmed === '' ? null : normalisers[type](trimmed);
}

/** A record's mention of an observable; null when the text is no such thing. An address is an IP wherever it stands. */
export function observableRef(
  type: ObservableType,
  value: string | null | undefined,
  role: string,
): ObservableRef | null {
  if (value === null || value === undefined) return null;
  if (type === 'DOMAIN' || type === 'HOST') {
    const address = normaliseObservable('IP', value);
    if (address !== null) return { type: 'IP', value: address, role };
  }
  const normalised = normaliseObservable(type, value);
  return normalised === null ? null : { type, value: normalised, role };
}

/** Drops nulls and repeats (same type, value and role), keeps the order. */
export function observableList(refs: Iterable<ObservableRef | null>): ObservableRef[] {
  const seen = new Map<string, ObservableRef>();
  for (const ref of refs) if (ref !== null) seen.set(`${ref.type} ${ref.role ?? ''} ${ref.value}`, ref);
  return [...seen.values()];
}

/** Whether two normalised host names mean one host: a bare name equals the first label of a full one. */
export function sameHost(a: string, b: string): boolean {
  if (a === b) return true;
  const [firstA = '', firstB = ''] = [a.split('.', 1)[0], b.split('.', 1)[0]];
  return firstA === firstB && (firstA === a || firstB === b);
}
