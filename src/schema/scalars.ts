import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import {
  GraphQLDateTimeISO,
  GraphQLIP,
  GraphQLISO8601Duration,
  GraphQLJSON,
  GraphQLURL,
} from 'graphql-scalars';
import { networkText, parseNetwork } from '../model/addresses.ts';
import { invalidScalar } from './errors.ts';

const literalText = (node: ValueNode): unknown =>
  node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : null;

/** Inside Crosswatch a time is a number of milliseconds since the epoch; outside it is RFC 3339 in UTC. */
export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  description: 'A point in time: RFC 3339 in UTC with milliseconds, such as `2026-03-01T09:30:00.000Z`.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize(value) {
    if (typeof value !== 'number') throw new TypeError('DateTime serializes milliseconds');
    return new Date(value).toISOString();
  },
  parseValue: (value) => milliseconds(value),
  parseLiteral: (node) => milliseconds(literalText(node)),
});

function milliseconds(value: unknown): number {
  try {
    return GraphQLDateTimeISO.parseValue(value).getTime();
  } catch {
    throw invalidScalar('DateTime', 'an RFC 3339 date and time such as 2026-03-01T09:30:00Z');
  }
}

const DURATION =
  /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const UNITS = [604_800_000, 86_400_000, 3_600_000, 60_000, 1_000];

/** Inside Crosswatch a duration is a number of milliseconds. Years and months have no fixed length and are refused. */
export const Duration = new GraphQLScalarType<number, string>({
  name: 'Duration',
  description:
    'A length of time: ISO 8601 with weeks, days, hours, minutes and seconds, such as `PT1H` or `PT0.25S`.',
  specifiedByURL: 'https://www.iso.org/iso-8601-date-and-time-format.html',
  serialize(value) {
    if (typeof value !== 'number') throw new TypeError('Duration serializes milliseconds');
    const hours = Math.floor(value / 3_600_000);
    const minutes = Math.floor((value % 3_600_000) / 60_000);
    const seconds = (value % 60_000) / 1_000;
    const parts = `${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${seconds > 0 ? `${seconds}S` : ''}`;
    return `PT${parts || '0S'}`;
  },
  parseValue: (value) => duration(value),
  parseLiteral: (node) => duration(literalText(node)),
});

function duration(value: unknown): number {
  const text = typeof value === 'string' ? value : '';
  const match = DURATION.exec(text);
  try {
    GraphQLISO8601Duration.parseValue(text);
  } catch {
    throw invalidScalar('Duration', 'an ISO 8601 duration such as PT1H');
  }
  if (match === null)
    throw invalidScalar('Duration', 'an ISO 8601 duration without years and months, such as P7D or PT1H');
  return UNITS.reduce((sum, unit, i) => sum + unit * Number(match[i + 1] ?? 0), 0);
}

/** Nearly every value is a safe integer, which needs none of the library's checks. */
export const BigIntScalar = new GraphQLScalarType<number, number | string>({
  name: 'BigInt',
  description: 'A whole number: a JSON number while it is safe as one, text above 2^53.',
  serialize(value) {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    if (typeof value === 'bigint') return value.toString();
    // Not a GraphQLError: that would show the value to the client.
    throw new TypeError('BigInt serializes whole numbers');
  },
  parseValue: (value) => wholeNumber(value),
  parseLiteral: (node) => wholeNumber(literalText(node)),
});

function wholeNumber(value: unknown): number {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number))
    throw invalidScalar('BigInt', 'a whole number up to 2^53');
  return number;
}

/** Networks come out in one form (host bits cleared, IPv6 in lower case); a network of one address is that address. */
export const CIDR = new GraphQLScalarType<string, string>({
  name: 'CIDR',
  description: 'An IPv4 or IPv6 address, or a network: `10.9.8.7`, `10.9.8.0/24`, `2001:db8::/32`.',
  serialize: (value) => String(value),
  parseValue: (value) => network(value),
  parseLiteral: (node) => network(literalText(node)),
});

function network(value: unknown): string {
  const parsed = typeof value === 'string' ? parseNetwork(value.trim()) : null;
  if (parsed === null)
    throw invalidScalar('CIDR', 'an address or a network such as 10.9.8.0/24 or 2001:db8::/32');
  return networkText(parsed);
}

export const Base64 = new GraphQLScalarType<string, string>({
  name: 'Base64',
  description: 'Bytes as base64 text (RFC 4648, section 4).',
  serialize: (value) => String(value),
  parseValue: (value) => bytes(value),
  parseLiteral: (node) => bytes(literalText(node)),
});

function bytes(value: unknown): string {
  if (typeof value !== 'string' || Buffer.from(value, 'base64').toString('base64') !== value) {
    throw invalidScalar('Base64', 'base64 text with padding');
  }
  return value;
}

export { GraphQLIP as IP, GraphQLJSON as JSONScalar, GraphQLURL as URLScalar };
