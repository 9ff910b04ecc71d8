/** Telemetry on its way to a simulator, and events to send. */
import type { Telemetry, TelemetryAccepted, Write, Writes } from '../../../src/model/writes.ts';
import type { AlphaSocSimOptions } from '../../../src/simulators/alphasoc/index.ts';
import { newWriting, type Writing } from '../write-call.ts';
import { newCall, start, type Harness } from './harness.ts';

export const T = Date.UTC(2031, 1, 3, 4, 5, 6, 250);

export const dns = (n: number, query = `host-${n}.example`) => ({ ts: T + n, srcIP: '10.1.2.3', query });
export const http = (n: number) => ({ ts: T + n, srcIP: '10.1.2.3', url: `https://a.example/${n}` });

/** Bytes of a dns event whose query is empty. */
const bare = Buffer.byteLength(JSON.stringify({ ...dns(0, ''), ts: new Date(T).toISOString() }));

/** A dns event that takes so many bytes. */
export const sized = (bytes: number) => dns(0, 'q'.repeat(bytes - bare));

export const submission = ({ source }: Harness): NonNullable<Writes['submitTelemetry']> => {
  const write = source.writes?.submitTelemetry;
  if (write === undefined) throw new Error('AlphaSOC takes telemetry');
  return write;
};

export interface Sent {
  readonly value?: TelemetryAccepted;
  readonly error?: unknown;
  readonly call: Writing;
}

export async function send(
  write: Write<Telemetry, TelemetryAccepted>,
  input: Telemetry,
  options: { readonly signal?: AbortSignal; readonly once?: Writing['once'] } = {},
): Promise<Sent> {
  const call = newWriting(write, input, newCall(options.signal), Date.now);
  const { once = call.once } = options;
  try {
    return { value: await write.send(input, { ...call, once }), call };
  } catch (error) {
    return { error, call };
  }
}

export const rig = (switches: AlphaSocSimOptions['switches'] = {}): Promise<Harness> => start({ switches });
