/** One alert at a time, so that a bad one does not cost its page (contract sheet alphasoc, section 8, gotcha 15). */
import { isObject, textOf, textsOf, type Raw } from './fields.ts';
import { instantOf, isZeroTime, type Instant } from './time.ts';

/** An alert as far as it can be understood. */
export interface DecodedAlert {
  readonly raw: Raw;
  /** Undefined: the vendor sent none. */
  readonly id: string | undefined;
  /** `dns`, `ip`, `http`, `tls`, or a newer word; undefined where there is none. */
  readonly eventType: string | undefined;
  /** Each once, in the vendor's order. */
  readonly threats: readonly string[];
  readonly flags: readonly string[];
  readonly labels: readonly string[];
  readonly domain: string | undefined;
  readonly mitreAttack: readonly string[];
  /** Undefined: the alert has none. */
  readonly event: Raw | undefined;
  /** The event's time; undefined where it has none. */
  readonly at: Instant | undefined;
}

/** An alert, or what makes it unreadable: a path and what was expected. */
export type Decoded = DecodedAlert | { readonly fault: string };

const isFilled = (value: unknown): boolean => value !== null && value !== undefined && value !== '';

/**
 * Reads an alert. Fields that only describe may be of any type: what cannot be read is absent, and `raw` has it. Without
 * those that say what the alert is, who it is about and when it was, there is nothing to tell: that is a fault.
 */
export function decodeAlert(raw: unknown): Decoded {
  if (!isObject(raw)) return { fault: 'expected an object' };
  const { id, eventType, threats, wisdom, event, mitreAttack } = raw;
  if (![id, eventType, threats, event].some(isFilled)) return { fault: 'expected the fields of an alert' };
  if (isFilled(eventType) && typeof eventType !== 'string') return { fault: 'eventType: expected a text' };
  const named = [...new Set(textsOf(threats))];
  const misnamed = Array.isArray(threats) ? threats.length > 0 : isFilled(threats);
  if (named.length === 0 && misnamed) return { fault: 'threats: expected a list of ids' };
  if (isFilled(event) && !isObject(event)) return { fault: 'event: expected an object' };
  const ts = isObject(event) && isFilled(event['ts']) ? event['ts'] : undefined;
  const absent = ts === undefined || (typeof ts === 'string' && isZeroTime(ts));
  const at = typeof ts === 'string' && !absent ? instantOf(ts) : undefined;
  if (at === undefined && !absent) return { fault: 'event.ts: expected an RFC 3339 time' };
  const context = isObject(wisdom) ? wisdom : {};
  return {
    raw,
    id: textOf(id),
    eventType: textOf(eventType),
    threats: named,
    flags: textsOf(context['flags']),
    labels: textsOf(context['labels']),
    domain: textOf(context['domain']),
    mitreAttack: textsOf(mitreAttack),
    // An object without fields is how some clients of the vendor write "none".
    event: isObject(event) && Object.keys(event).length > 0 ? event : undefined,
    at,
  };
}
