/** How alerts and dictionaries look on the wire (contract sheet alphasoc, section 6), with the oddities that the switches ask for. */
import type { AlphaSocSwitches } from './switches.ts';
import { ZERO_TIME } from './time.ts';
import type { AlphaSocAlert, AlphaSocThreat } from './types.ts';

type Fields = Readonly<Record<string, unknown>>;

const stranger = { xFutureField: { nested: [1, null, 'two'] } };

const zeroHeader = { srcIP: '', srcPort: 0, srcHost: '', srcMac: '', srcUser: '', srcID: '' };
const zeroes: Readonly<Record<string, Fields>> = {
  dns: { ...zeroHeader, query: '', qtype: '', rcode: '' },
  ip: {
    ...zeroHeader,
    destIP: '',
    destPort: 0,
    proto: '',
    bytesIn: 0,
    bytesOut: 0,
    app: '',
    action: '',
    duration: 0,
  },
  http: { ...zeroHeader, url: '', method: '', status: 0, contentType: '', referrer: '', userAgent: '' },
  tls: {
    ...zeroHeader,
    certHash: '',
    validFrom: ZERO_TIME,
    validTo: ZERO_TIME,
    destIP: '',
    destPort: 0,
    ja3: '',
    ja3s: '',
  },
};

/** The named collection, or what stands for an empty one. */
export function collection(
  name: string,
  value: readonly unknown[] | Fields,
  shape: AlphaSocSwitches['emptyCollections'],
): Fields {
  if (Object.keys(value).length > 0 || shape === 'empty') return { [name]: value };
  return shape === 'null' ? { [name]: null } : {};
}

function identity(alert: AlphaSocAlert, threats: ReadonlyMap<string, AlphaSocThreat>, mode: string): Fields {
  const { id } = alert;
  if (mode === 'none' || (mode === 'some' && Number.parseInt(id.at(-1) ?? '0', 16) % 2 === 0)) return {};
  if (mode !== 'full') return { id };
  const key = alert.wisdom.domain ?? alert.event?.['srcIP'] ?? '';
  const detections = alert.threats.map((threat) => ({
    id: threat,
    key,
    severity: threats.get(threat)?.severity ?? 0,
  }));
  return { id, detections, mitreAttack: alert.mitreAttack };
}

/** `bent`: fields that take the place of what would be sent; those of `event` are merged into the event. */
export function alertOnWire(
  alert: AlphaSocAlert,
  threats: ReadonlyMap<string, AlphaSocThreat>,
  switches: AlphaSocSwitches,
  bent: Fields | undefined,
): Fields {
  const { flags, labels, ...rest } = alert.wisdom;
  const odd = switches.unknownFields;
  const event =
    alert.event === null
      ? null
      : {
          ...(switches.zeroValues ? zeroes[alert.eventType] : {}),
          ...alert.event,
          ...(odd ? stranger : {}),
        };
  const proper = {
    ...identity(alert, threats, switches.alertIds),
    eventType: alert.eventType,
    threats: alert.threats,
    wisdom: {
      ...(flags === undefined ? {} : collection('flags', flags, switches.emptyCollections)),
      ...(labels === undefined ? {} : collection('labels', labels, switches.emptyCollections)),
      ...rest,
      ...(odd ? { c2Proto: 'http', ...stranger } : {}),
    },
    ...(event === null ? {} : { event }),
    ...(odd ? stranger : {}),
  };
  if (bent === undefined) return proper;
  const inner = bent['event'];
  const merged = typeof inner === 'object' && inner !== null ? { event: { ...event, ...inner } } : {};
  return { ...proper, ...bent, ...merged };
}

/** The dictionary of a page. `all`: the caller asked for every threat. */
export function dictionaryOf(
  alerts: readonly AlphaSocAlert[],
  threats: ReadonlyMap<string, AlphaSocThreat>,
  switches: AlphaSocSwitches,
  all: boolean,
): Fields {
  const known = [...threats.keys()];
  const used = [...new Set(alerts.flatMap((alert) => alert.threats))].filter((id) => threats.has(id));
  const ids = {
    minimal: () => used,
    extra: () => [...used, ...known.filter((id) => !used.includes(id)).slice(0, 1)],
    missing: () => used.slice(1),
    empty: () => [],
  };
  const chosen = all ? known : ids[switches.dictionary]();
  return Object.fromEntries(
    chosen.map((id) => [
      id,
      { ...threats.get(id), ...(switches.unknownFields ? { deprecated: false, ...stranger } : {}) },
    ]),
  );
}
