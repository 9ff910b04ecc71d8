import { InvalidInputError } from '../../model/errors.ts';
import type {
  DnsTelemetry,
  HttpTelemetry,
  IpTelemetry,
  LeaseTelemetry,
  Telemetry,
  TelemetryAccepted,
  TlsTelemetry,
} from '../../model/writes.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { resultUnion } from './results.ts';
import { mutate, perform, sourceNamed, writeOf } from './run.ts';
import { idempotencyKey } from './words.ts';

/** A field that is left out may come as null. */
type Given<T> = { -readonly [K in keyof T]: undefined extends T[K] ? T[K] | null : T[K] };

type InputFields = Parameters<
  Parameters<ReturnType<typeof builder.inputRef<object>>['implement']>[0]['fields']
>[0];

const origin = (t: InputFields) => ({
  ts: t.field({ type: 'DateTime', required: true, description: 'When it happened.' }),
  srcIP: t.field({ type: 'IP', description: 'The address of the endpoint that did it.' }),
  srcPort: t.int({ description: 'Its port.' }),
  srcHost: t.string({ description: 'Its host name.' }),
  srcMac: t.string({ description: 'Its hardware address.' }),
  srcUser: t.string({ description: 'Its user.' }),
  srcID: t.string({ description: 'Any other name that stands for the endpoint.' }),
});

const DnsTelemetryInput = builder.inputRef<Given<DnsTelemetry>>('DnsTelemetryInput').implement({
  description: 'A DNS query.',
  fields: (t) => ({
    ...origin(t),
    query: t.string({ required: true, description: 'The name that was asked for.' }),
    qtype: t.string({ description: 'The type of record, such as A.' }),
  }),
});

const IpTelemetryInput = builder.inputRef<Given<IpTelemetry>>('IpTelemetryInput').implement({
  description: 'A network connection.',
  fields: (t) => ({
    ...origin(t),
    destIP: t.field({ type: 'IP', required: true, description: 'The other end.' }),
    destPort: t.int({ description: 'The port at the other end.' }),
    proto: t.string({ description: 'The protocol.' }),
    bytesIn: t.field({ type: 'BigInt', description: 'Bytes received.' }),
    bytesOut: t.field({ type: 'BigInt', description: 'Bytes sent.' }),
    app: t.string({ description: 'The application.' }),
    action: t.string({ description: 'What was done with it, such as allowed.' }),
    duration: t.float({ description: 'Seconds.' }),
  }),
});

const HttpTelemetryInput = builder.inputRef<Given<HttpTelemetry>>('HttpTelemetryInput').implement({
  description: 'An HTTP request.',
  fields: (t) => ({
    ...origin(t),
    url: t.string({ required: true, description: 'What was asked for.' }),
    method: t.string({ description: 'The method.' }),
    status: t.int({ description: 'The status of the answer.' }),
    app: t.string({ description: 'The application.' }),
    action: t.string({ description: 'What was done with it.' }),
    bytesIn: t.field({ type: 'BigInt', description: 'Bytes received.' }),
    bytesOut: t.field({ type: 'BigInt', description: 'Bytes sent.' }),
    contentType: t.string({ description: 'The content type of the answer.' }),
    referrer: t.string({ description: 'The referrer.' }),
    userAgent: t.string({ description: 'The user agent.' }),
  }),
});

const TlsTelemetryInput = builder.inputRef<Given<TlsTelemetry>>('TlsTelemetryInput').implement({
  description: 'A TLS handshake.',
  fields: (t) => ({
    ...origin(t),
    certHash: t.string({ description: 'The hash of the certificate.' }),
    issuer: t.string({ description: 'Its issuer.' }),
    subject: t.string({ description: 'Its subject.' }),
    validFrom: t.field({ type: 'DateTime', description: 'From when on it is valid.' }),
    validTo: t.field({ type: 'DateTime', description: 'Until when it is valid.' }),
    destIP: t.field({ type: 'IP', description: 'The other end.' }),
    destPort: t.int({ description: 'The port at the other end.' }),
    ja3: t.string({ description: "The fingerprint of the client's hello." }),
    ja3s: t.string({ description: "The fingerprint of the server's hello." }),
  }),
});

const LeaseTelemetryInput = builder.inputRef<Given<LeaseTelemetry>>('LeaseTelemetryInput').implement({
  description: 'An address lease: which address was whose.',
  fields: (t) => ({
    ...origin(t),
    type: t.string({ description: 'What gave it, such as dhcp or vpn.' }),
    termination: t.boolean({ description: 'Whether the lease ended.' }),
    duration: t.float({ description: 'How long it holds, in seconds.' }),
  }),
});

const SubmitTelemetryPayload = builder.objectRef<TelemetryAccepted>('SubmitTelemetryPayload').implement({
  description: 'What became of the telemetry.',
  fields: (t) => ({
    received: t.exposeInt('received', { description: 'Events that the source received.' }),
    accepted: t.exposeInt('accepted', { description: 'Events that it took.' }),
    rejected: t.exposeInt('rejected', { description: 'Events that it refused.' }),
    uploads: t.exposeInt('uploads', { description: 'Upstream calls that it took.' }),
    reasons: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'What was refused and why, as far as the source says: a list of { kind, from, to, count, reason, retryAt? }, by places in the input.',
      resolve: ({ reasons }) => reasons ?? null,
    }),
  }),
});

const SubmitTelemetryResult = resultUnion(
  'SubmitTelemetryResult',
  SubmitTelemetryPayload,
  'What an upload comes to: what was taken of it, or why nothing was.',
);

interface TelemetryGiven {
  source: string;
  dns?: Given<DnsTelemetry>[] | null | undefined;
  ip?: Given<IpTelemetry>[] | null | undefined;
  http?: Given<HttpTelemetry>[] | null | undefined;
  tls?: Given<TlsTelemetry>[] | null | undefined;
  lease?: Given<LeaseTelemetry>[] | null | undefined;
  idempotencyKey?: string | null | undefined;
}

const SubmitTelemetryInput = builder.inputRef<TelemetryGiven>('SubmitTelemetryInput').implement({
  description: 'Telemetry for a source to analyse.',
  fields: (t) => ({
    source: t.string({ required: true, description: 'The name of the source.' }),
    dns: t.field({ type: [DnsTelemetryInput], description: 'DNS queries.' }),
    ip: t.field({ type: [IpTelemetryInput], description: 'Network connections.' }),
    http: t.field({ type: [HttpTelemetryInput], description: 'HTTP requests.' }),
    tls: t.field({ type: [TlsTelemetryInput], description: 'TLS handshakes.' }),
    lease: t.field({ type: [LeaseTelemetryInput], description: 'Address leases.' }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});

/** Without the nulls that GraphQL lets stand for what is left out. */
const listOf = <T extends object>(list: readonly Given<T>[] | null | undefined): T[] | undefined =>
  list?.map(withoutNulls<T>) ?? undefined;

function withoutNulls<T extends object>(value: Given<T>): T {
  const isWhole = (candidate: Given<T>): candidate is Given<T> & T =>
    Object.values(candidate).every((part) => part !== null);
  for (const [key, part] of Object.entries(value)) if (part === null) Reflect.deleteProperty(value, key);
  if (!isWhole(value)) throw new TypeError('a null stayed in an input');
  return value;
}

async function submitTelemetry(input: TelemetryGiven, context: Context): Promise<TelemetryAccepted> {
  const source = sourceNamed(input.source, context);
  const write = writeOf(source, 'submitTelemetry', 'input.source');
  const telemetry: Telemetry = {
    dns: listOf<DnsTelemetry>(input.dns),
    ip: listOf<IpTelemetry>(input.ip),
    http: listOf<HttpTelemetry>(input.http),
    tls: listOf<TlsTelemetry>(input.tls),
    lease: listOf<LeaseTelemetry>(input.lease),
  };
  if (Object.values(telemetry).every((list: readonly object[] | undefined) => (list ?? []).length === 0))
    throw new InvalidInputError([
      { path: 'input', message: 'holds no telemetry', expected: 'at least one of dns, ip, http, tls, lease' },
    ]);
  return perform('submitTelemetry', { source, write, input: telemetry }, input, context);
}

builder.mutationField('submitTelemetry', (t) =>
  t.field({
    type: SubmitTelemetryResult,
    args: { input: t.arg({ type: SubmitTelemetryInput, required: true, description: 'What is asked.' }) },
    description:
      'Uploads telemetry to be analysed (AlphaSOC). One upstream call for each kind, and more where one would pass 10 MB.',
    resolve: (_root, { input }, context) =>
      mutate('submitTelemetry', context, { ids: [], source: input.source }, () =>
        submitTelemetry(input, context),
      ),
  }),
);
