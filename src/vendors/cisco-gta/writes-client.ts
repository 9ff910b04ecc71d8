/** The vendor's requests that change an alert (contract sheet cisco-gta, sections 4 and 8). Each is sent once. */
import { undelivered } from '../../http/failures.ts';
import type { HttpClient, UpstreamRequest } from '../../http/types.ts';
import { SourceError } from '../../model/errors.ts';
import type { Call } from '../../model/source.ts';
import { alertRow } from './wire.ts';

type AlertRow = NonNullable<ReturnType<typeof alertRow>>;

export interface WritesClient {
  /** Reasons go with `Closed` only; without them those of before are gone. */
  setStatus(
    id: string,
    value: 'New' | 'Open' | 'Closed',
    closingReasons: readonly string[] | undefined,
    call: Call,
  ): Promise<void>;
  /** Null removes it. */
  setNote(id: string, note: string | null, call: Call): Promise<void>;
}

/** An id that names an alert: one of dots alone would climb the path, and the rest is in no id of the vendor's. */
const namesAlert = (id: string): boolean => /^\P{C}{1,512}$/u.test(id) && !/^\.+$/.test(id);

/**
 * All throw SourceError. Nothing is published about the answers, so any 2xx will do that has no body or has the alert as
 * it shall be; another one (a proxy's page) is an `invalid-response`, after which only reading the alert tells.
 */
export function createWritesClient(options: {
  readonly source: string;
  readonly http: HttpClient;
  readonly customerId: (call: Call) => Promise<string>;
  /** Told of an answer that cannot be understood, which HTTP alone found nothing wrong with. */
  readonly onFailure: (error: SourceError) => void;
}): WritesClient {
  const { source, http, customerId, onFailure } = options;

  /** Asking for the customer's id may fail in any way: the write was not sent. */
  async function customer(call: Call): Promise<string> {
    try {
      return encodeURIComponent(await customerId(call));
    } catch (error) {
      throw error instanceof SourceError ? undelivered(error) : error;
    }
  }

  async function send(
    id: string,
    part: 'status' | 'note',
    request: Pick<UpstreamRequest, 'method' | 'json'>,
    shows: (row: AlertRow) => boolean,
    call: Call,
  ): Promise<void> {
    if (!namesAlert(id)) throw new SourceError({ source, kind: 'not-found', undelivered: true });
    const root = `/alert-management/customer/${await customer(call)}`;
    const path = `${root}/alerts/${encodeURIComponent(id)}/${part}`;
    const { body, status } = await http.request({ ...request, path, read: false }, call);
    const row = alertRow(body);
    if (body === undefined || (row?.id === id && shows(row))) return;
    const error = new SourceError({ source, kind: 'invalid-response', status });
    onFailure(error);
    throw error;
  }

  return {
    setStatus: (id, value, closingReasons, call) =>
      send(
        id,
        'status',
        {
          method: 'PATCH',
          json: { status: { value, ...(closingReasons === undefined ? {} : { closingReasons }) } },
        },
        // Not the reasons: an alert may be closed without showing any.
        (row) => row.status?.toLowerCase() === value.toLowerCase(),
        call,
      ),
    setNote: (id, note, call) =>
      send(
        id,
        'note',
        note === null ? { method: 'DELETE' } : { method: 'PATCH', json: { note } },
        (row) => (row.note ?? '') === (note ?? ''),
        call,
      ),
  };
}
