/**
 * An event's fields as they can be read: one of another type than expected is absent, and so is a zero value, which is how
 * the vendor writes what it does not know (contract sheet alphasoc, sections 5 and 12.1).
 */
import { networkText, parseNetwork } from '../../model/addresses.ts';
import { instantOf, isZeroTime } from './time.ts';

export type Raw = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The texts of a list; a single text is a list of one. */
export function textsOf(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((entry): entry is string => typeof entry === 'string' && entry !== '');
}

export interface Fields {
  text(name: string): string | undefined;
  /** One address in canonical form. */
  ip(name: string): string | undefined;
  /** 1 to 65535. */
  port(name: string): number | undefined;
  /** A whole number that a double holds exactly; not zero. */
  integer(name: string): number | undefined;
  /** Seconds, as milliseconds; not zero. */
  seconds(name: string): number | undefined;
  /** Milliseconds since the epoch. */
  time(name: string): number | undefined;
}

export function fieldsOf(event: Raw): Fields {
  const number = (name: string): number | undefined => {
    const value = event[name];
    const read = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    return typeof read === 'number' && Number.isFinite(read) && read !== 0 ? read : undefined;
  };
  const integer = (name: string): number | undefined => {
    const value = number(name);
    return Number.isSafeInteger(value) ? value : undefined;
  };
  return {
    text: (name) => textOf(event[name]),
    ip(name) {
      const text = textOf(event[name]);
      const network = text === undefined || text.includes('/') ? null : parseNetwork(text);
      return network === null ? undefined : networkText(network);
    },
    port(name) {
      const value = integer(name);
      return value !== undefined && value > 0 && value <= 65_535 ? value : undefined;
    },
    integer,
    seconds(name) {
      const value = number(name);
      return value === undefined ? undefined : Math.round(value * 1_000);
    },
    time(name) {
      const text = textOf(event[name]);
      return text === undefined || isZeroTime(text) ? undefined : instantOf(text)?.time;
    },
  };
}
