/** Argus' response envelope and its ways to refuse (contract sheet argus, section 2). */
import type { SimAnswer } from '../kit.ts';
import type { ArgusSwitches } from './switches.ts';

export interface ArgusMessage {
  readonly message: string | null;
  readonly messageTemplate: string | null;
  readonly type: 'FIELD_ERROR' | 'ACTION_ERROR';
  readonly field: string | null;
  readonly parameter: unknown;
}

/** A request that is answered with an error envelope. */
export class ArgusRefusal extends Error {
  readonly status: number;
  readonly messages: readonly ArgusMessage[];

  constructor(status: number, messages: readonly ArgusMessage[]) {
    super(`Argus answers ${status}`);
    this.name = 'ArgusRefusal';
    this.status = status;
    this.messages = messages;
  }
}

const actionError = (template: string, message: string): ArgusMessage => ({
  message,
  messageTemplate: template,
  type: 'ACTION_ERROR',
  field: null,
  parameter: null,
});

export const fieldError = (
  template: string,
  field: string | null,
  message: string,
  value: unknown,
): ArgusMessage => ({
  message,
  messageTemplate: template,
  type: 'FIELD_ERROR',
  field,
  parameter:
    value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value),
});

const refusals = new Map<number, readonly [template: string, message: string]>([
  [401, ['user.not.authenticated', 'User is not authenticated']],
  [402, ['resource.limit.exceeded', 'Resource limit exceeded']],
  [403, ['access.denied', 'Access denied']],
  [404, ['object.not.found', 'Object not found']],
  [405, ['method.not.allowed', 'Method not allowed']],
  [415, ['media.type.not.supported', 'Content-Type must be application/json']],
  [500, ['unknown.server.error', 'Unknown server error']],
  [503, ['service.timeout', 'Service timed out']],
]);

/** The refusal with this status and its usual template. */
export function refuse(status: number, message?: string, template?: string): ArgusRefusal {
  const [usualTemplate, usualMessage] = refusals.get(status) ?? ['unknown.server.error', 'Error'];
  return new ArgusRefusal(status, [actionError(template ?? usualTemplate, message ?? usualMessage)]);
}

/** A 412 for one field. */
export const refuseField = (
  field: string,
  message: string,
  value: unknown,
  template = 'invalid.json.field.value',
): ArgusRefusal => new ArgusRefusal(412, [fieldError(template, field, message, value)]);

export interface Envelope {
  readonly status?: number;
  readonly limit?: number;
  readonly offset?: number;
  readonly count?: number;
  readonly data: unknown;
  readonly messages?: readonly ArgusMessage[];
}

/** Repeats two keys of events and of users with nonsense before the true one: last wins. */
const doubleKeys = (text: string): string =>
  text
    .replaceAll('"severity":', '"severity":null,"severity":')
    .replaceAll('"userName":', '"type":null,"userName":');

/** The envelope as an HTTP answer. `size` stands now in the middle, now last: key order means nothing. */
export function envelope(content: Envelope, switches: ArgusSwitches, now: number, call: number): SimAnswer {
  const { status = 200, limit = 0, offset = 0, data, messages = [] } = content;
  const list = Array.isArray(data);
  const counts = { exact: content.count ?? 0, zero: 0, minusOne: -1 };
  const size = { size: list ? data.length : 0 };
  const sent =
    status >= 400 && switches.nullFilledMessages
      ? [
          { message: null, messageTemplate: null, type: 'ACTION_ERROR', field: null, parameter: null },
          ...messages,
        ]
      : messages;
  const body = {
    responseCode: status,
    limit,
    offset,
    count: list ? counts[switches.countMode] : 0,
    ...(call % 2 === 0 ? size : {}),
    metaData: switches.extraFields ? { elapsed: 7 } : {},
    messages: sent.map((message) => ({ ...message, timestamp: now })),
    data,
    ...(switches.extraFields ? { xRequestCost: 1 } : {}),
    ...size,
  };
  const text = JSON.stringify(body);
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: switches.duplicateKeys ? doubleKeys(text) : text,
  };
}
