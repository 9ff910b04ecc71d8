import fc from 'fast-check';
import {
  alertStatuses,
  caseStatuses,
  eventKinds,
  verdicts,
  type AnyRecord,
} from '../../src/model/records.ts';
import { confidences, severities } from '../../src/model/severity.ts';
import { observableTypes } from '../../src/model/values.ts';

/*
 * Records as vendors' maps may make them: optional parts absent or there, any text. JSON knows no -0, no NaN and no
 * infinity, and neither do vendors.
 */
const text = fc.string({ unit: 'binary', maxLength: 12 });
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const time = fc.integer({ min: -1e12, max: 8e15 });
const strings = fc.array(text, { maxLength: 3 });
const severity = fc.constantFrom(...severities);
const json = fc.jsonValue({ noUnicodeString: false, maxDepth: 3 }).map((value): unknown => {
  const plain: unknown = JSON.parse(JSON.stringify(value));
  return plain;
});
const partial = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] });

/** An object that always has the parts of `required`, and any of those of `optional`. */
const mixed = <R, O>(
  required: { [K in keyof R]: fc.Arbitrary<R[K]> },
  optional: { [K in keyof O]: fc.Arbitrary<O[K]> },
) => fc.tuple(fc.record(required), partial(optional)).map(([always, some]) => ({ ...always, ...some }));

const endpoint = mixed(
  { flags: strings },
  { ip: text, network: text, port: fc.nat(65_535), country: text, latitude: number },
);
const file = partial({ name: text, size: fc.nat(), createdAt: time, md5: text });
const process = partial({
  name: text,
  pid: fc.nat(),
  commandLine: text,
  file,
  parent: partial({ name: text, file }),
});
const device = mixed({ nativeId: text }, { record: partial({ id: text, name: text, ips: strings }) });
const observables = fc.array(
  mixed(
    { type: fc.constantFrom(...observableTypes), value: fc.oneof(text, fc.ipV4(), fc.ipV6()) },
    { role: text },
  ),
  { maxLength: 5 },
);
const attacks = fc.array(mixed({ tactics: strings }, { technique: text }), { maxLength: 3 });
const customer = mixed({ id: text }, { name: text, shortName: text });
const refs = fc.array(fc.record({ nativeId: text }), { maxLength: 2 });

const base = <K extends string>(nativeId: string, recordKind: K) => ({
  source: fc.constant('alpha'),
  vendor: fc.constant('alphasoc' as const),
  nativeId: fc.constant(nativeId),
  recordKind: fc.constant(recordKind),
  time,
  severity,
  observables,
  raw: json,
});
const sometimes = { timeFraction: fc.nat(999_999), modifiedAt: time, severityNative: text };

const details = fc.oneof(
  mixed(
    {
      vendor: fc.constant('argus' as const),
      type: fc.constantFrom('AGGREGATED' as const, 'RAW' as const),
      flags: strings,
    },
    { signature: text },
  ),
  fc.record({
    vendor: fc.constant('kata' as const),
    eventType: text,
    ioaRules: fc.array(fc.record({ name: text, techniques: strings, tactics: strings }), { maxLength: 2 }),
    fields: json,
  }),
  fc.record({
    vendor: fc.constant('alphasoc' as const),
    eventType: text,
    wisdomFlags: strings,
    wisdomLabels: strings,
  }),
  fc.record({ vendor: fc.constant('cisco-gta' as const), convicting: fc.boolean(), annotation: json }),
);

const event = (nativeId: string): fc.Arbitrary<AnyRecord> =>
  mixed(
    {
      ...base(nativeId, 'EVENT' as const),
      kind: fc.constantFrom(...eventKinds),
      title: text,
      count: fc.maxSafeNat(),
      attacks,
      details,
    },
    {
      ...sometimes,
      startTime: time,
      srcEndpoint: endpoint,
      dstEndpoint: endpoint,
      network: partial({ protocol: text, bytesIn: fc.nat() }),
      device,
      actor: partial({ user: text, process }),
      process,
      file,
      customer,
      alerts: refs,
      threatDetections: refs,
      cases: refs,
    },
  );

const alert = (nativeId: string): fc.Arbitrary<AnyRecord> =>
  mixed(
    { ...base(nativeId, 'ALERT' as const), attacks, labels: strings },
    {
      ...sometimes,
      title: text,
      status: fc.constantFrom(...alertStatuses),
      verdict: fc.constantFrom(...verdicts),
      closingReasons: strings,
      note: text,
      customer,
      events: refs,
      threatDetections: refs,
      cases: refs,
    },
  );

const detection = (nativeId: string): fc.Arbitrary<AnyRecord> =>
  mixed(
    {
      ...base(nativeId, 'THREAT_DETECTION' as const),
      threat: fc.record({ nativeId: text }),
      confidence: fc.constantFrom(...confidences),
      attacks,
    },
    { ...sometimes, device, events: refs, alerts: refs },
  );

const caseRecord = (nativeId: string): fc.Arbitrary<AnyRecord> =>
  mixed(
    {
      ...base(nativeId, 'CASE' as const),
      subject: text,
      status: fc.constantFrom(...caseStatuses),
      priority: severity,
    },
    { ...sometimes, description: text, customer, assignee: partial({ name: text }), closedAt: time },
  );

/** A record of any kind with the given native id. */
export const anyRecord = (nativeId: string): fc.Arbitrary<AnyRecord> =>
  fc.oneof(event(nativeId), alert(nativeId), detection(nativeId), caseRecord(nativeId));
