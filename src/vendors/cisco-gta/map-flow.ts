/**
 * Flows. Beyond id, time and event nothing of them is published (contract sheet cisco-gta, section 10); the older feed
 * had client and server addresses and ports, a URL and a user, so those are looked for under the likely names.
 */
import { networkText, parseNetwork } from '../../model/addresses.ts';
import type { Flow } from '../../model/records.ts';
import type { Endpoint } from '../../model/values.ts';
import { instant } from './time.ts';
import { flowRow } from './wire.ts';

type Fields = ReadonlyMap<string, unknown>;

/** Field names without case and separators: `clientIp`, `client_ip` and `ClientIP` are one. */
function fieldsOf(row: object): Fields {
  const found = new Map<string, unknown>();
  for (const [name, value] of Object.entries(row)) {
    const key = name.toLowerCase().replaceAll(/[^a-z]/g, '');
    found.set(key, value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    for (const [inner, part] of Object.entries(value))
      found.set(key + inner.toLowerCase().replaceAll(/[^a-z]/g, ''), part);
  }
  return found;
}

function first<T>(
  fields: Fields,
  sides: readonly string[],
  ends: readonly string[],
  read: (value: unknown) => T | undefined,
): T | undefined {
  for (const side of sides) {
    for (const end of ends) {
      const value = read(fields.get(side + end));
      if (value !== undefined) return value;
    }
  }
  return undefined;
}

const asText = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

function asAddress(value: unknown): string | undefined {
  const network = parseNetwork(asText(value) ?? '');
  return network === null ? undefined : networkText(network);
}

function asPort(value: unknown): number | undefined {
  const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined;
}

function urlHost(value: unknown): string | undefined {
  const text = asText(value);
  return text !== undefined && URL.canParse(text) ? new URL(text).hostname || undefined : undefined;
}

const sources = ['client', 'source', 'src'] as const;
const destinations = ['server', 'destination', 'dest', 'dst'] as const;

function endpointOf(
  fields: Fields,
  sides: readonly string[],
  extra: Partial<Endpoint>,
): Endpoint | undefined {
  const endpoint: Endpoint = {
    ip: first(fields, sides, ['ip', 'ipaddress', 'address', 'addr'], asAddress),
    port: first(fields, sides, ['port'], asPort),
    host: first(fields, sides, ['host', 'hostname', 'name', 'domain'], asText) ?? extra.host,
    user: first(fields, sides, ['user', 'username'], asText) ?? extra.user,
    flags: [],
  };
  const { ip, port, host, user } = endpoint;
  return [ip, port, host, user].every((part) => part === undefined) ? undefined : endpoint;
}

/** An id in a flow's lookup key: the separator is a slash, which an opaque id may hold, too. */
const keyPart = (id: string): string => encodeURIComponent(id);

/** What finds a flow again: the vendor lists flows beneath their event only. */
export const flowKey = (eventId: string, flowId: string): string => `${keyPart(eventId)}/${keyPart(flowId)}`;

/** The parts of a lookup key; null when the text is none, as for a flow without event, which cannot be found again. */
export function readFlowKey(key: string): { readonly eventId: string; readonly flowId: string } | null {
  const [event = '', flow = '', ...rest] = key.split('/');
  if (event === '' || flow === '' || rest.length > 0) return null;
  try {
    return { eventId: decodeURIComponent(event), flowId: decodeURIComponent(flow) };
  } catch {
    return null;
  }
}

export function flowOf(source: string, raw: unknown): Flow | null {
  const row = flowRow(raw);
  if (row === undefined) return null;
  const eventId = row.networkSecurityEventId;
  let fields: Fields | undefined;
  const all = (): Fields => (fields ??= fieldsOf(row.fields));
  return {
    source,
    nativeId: row.id,
    lookupKey: flowKey(eventId ?? '', row.id),
    time: instant(row.timeStamp)?.time,
    get srcEndpoint() {
      return endpointOf(all(), sources, { user: asText(all().get('user')) ?? asText(all().get('username')) });
    },
    get dstEndpoint() {
      return endpointOf(all(), destinations, { host: urlHost(all().get('url')) });
    },
    event: eventId === undefined ? undefined : { nativeId: eventId },
    raw,
  };
}
