/** What can be written back to a source. Ids are the vendor's own; times are milliseconds since the epoch. */
import type { InvalidField } from './errors.ts';
import type { EventFilter, TimeWindow } from './filters.ts';
import type { AlertStatus } from './records.ts';
import type { Severity } from './severity.ts';
import type { Call } from './source.ts';

/** What reading back tells of a request whose answer was lost. */
export type Settled = 'done' | 'not-done' | 'unknown';

/** One use of a source that changes something there. */
export interface WriteCall extends Call {
  /**
   * Makes one request that changes something, once. The intent (`ids`: what it changes) is on the disk before `request`
   * runs, and the outcome after it. When the answer is lost, the write's `settle` is asked: the result is undefined when
   * that shows that it was done.
   *
   * Rejects with what `request` rejects with when it was certainly not done; with OutcomeUnknownError when nobody can
   * tell; with AuditError when it cannot be recorded, and then nothing was sent.
   *
   * `step` names the request when one `send` makes different ones for the same ids ("open", then "note"): after a crash
   * nothing else tells which of them was made.
   */
  once<T>(ids: readonly string[], request: () => Promise<T>, step?: string): Promise<T | undefined>;
}

/** One kind of write of one source. Its input is plain JSON: it outlives the process while its outcome is open. */
export interface Write<I extends object, R> {
  /**
   * What the vendor is known to refuse, in the terms of the mutation's input (`assessment.enableFlags[0]`; '' is all of it);
   * makes no call.
   */
  check(input: I): readonly InvalidField[];
  /**
   * Does it, every changing request through `call.once`. Rejects with InvalidInputError (what the vendor refuses, in our
   * terms), SourceError, UnsupportedError, OutcomeUnknownError.
   */
  send(input: I, call: WriteCall): Promise<R>;
  /**
   * Whether the request for these `ids` (and of this `step`, '' if it had none), made at `since`, was done; by reading
   * only. Absent: this vendor lets nobody see. Throws SourceError.
   */
  settle?(input: I, ids: readonly string[], since: number, call: Call, step: string): Promise<Settled>;
}

export const assessableFlags = [
  'FALSE_POSITIVE',
  'NOT_A_THREAT',
  'TUNING_CANDIDATE',
  'FOLLOWUP',
  'IDENTIFIED_THREAT',
  'ACKNOWLEDGED',
  'PARTIALLY_ACKNOWLEDGED',
] as const;
export type AssessableFlag = (typeof assessableFlags)[number];

export const assessmentTriggers = ['SLA_VIOLATION', 'INTERNAL_SLA_VIOLATION'] as const;
export type AssessmentTrigger = (typeof assessmentTriggers)[number];

export interface Assessment {
  readonly enableFlags?: readonly AssessableFlag[] | undefined;
  readonly disableFlags?: readonly AssessableFlag[] | undefined;
  readonly severity?: Severity | undefined;
  readonly comment?: string | undefined;
  readonly handledByAnalyst?: boolean | undefined;
  /** Native ids of cases. */
  readonly associateCases?: readonly string[] | undefined;
  readonly disassociateCases?: readonly string[] | undefined;
  readonly triggers?: readonly AssessmentTrigger[] | undefined;
}

/** Why one of many was not changed; the sentence is ours, without the vendor's text. */
export interface WriteFault {
  readonly kind:
    | 'not-found'
    | 'not-permitted'
    | 'invalid'
    | 'conflict'
    | 'rate-limited'
    | 'unavailable'
    | 'outcome-unknown';
  readonly message: string;
  /** When it may be tried again, if the source said so. */
  readonly retryAt?: number | undefined;
  /** What is wrong with the input, as `check` tells it. */
  readonly fields?: readonly InvalidField[] | undefined;
}

export interface Assessed {
  readonly eventId: string;
  /** Absent: done. */
  readonly fault?: WriteFault | undefined;
}

export interface SubmittedEvent {
  /** Native id of the event to update; absent: minted by `send`'s caller (`mint`). */
  readonly id?: string | undefined;
  readonly type?: 'AGGREGATED' | 'RAW' | undefined;
  readonly customer?: string | undefined;
  readonly time?: number | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly signature?: string | undefined;
  readonly srcEndpoint?: SubmittedEndpoint | undefined;
  readonly dstEndpoint?: SubmittedEndpoint | undefined;
  readonly domain?: string | undefined;
  readonly uri?: string | undefined;
  readonly protocol?: string | undefined;
  readonly location?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly count?: number | undefined;
  readonly properties?: readonly { readonly key: string; readonly values: readonly string[] }[] | undefined;
  readonly flags?: readonly string[] | undefined;
  readonly finalized?: boolean | undefined;
}

export interface SubmittedEndpoint {
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  readonly user?: string | undefined;
}

export interface SubmitEvents {
  readonly events: readonly SubmittedEvent[];
  readonly onError: 'REJECT_ALL' | 'DROP_INVALID';
  /**
   * A uuid and a time for each event without an id, in the order of `events` (null for those that have one): made before
   * anything is recorded, so that the same submission is the same events, however often it is sent.
   */
  readonly minted: readonly ({ readonly uuid: string; readonly time: number } | null)[];
}

export interface Submitted {
  /** In the order of the input. `nativeId` null: none is known (rejected). */
  readonly outcomes: readonly {
    readonly nativeId: string | null;
    readonly status: 'ACCEPTED' | 'REJECTED';
    readonly message?: string | undefined;
  }[];
  readonly warnings: readonly string[];
}

interface TelemetryOrigin {
  /** Of the event. */
  readonly ts: number;
  readonly srcIP?: string | undefined;
  readonly srcPort?: number | undefined;
  readonly srcHost?: string | undefined;
  readonly srcMac?: string | undefined;
  readonly srcUser?: string | undefined;
  readonly srcID?: string | undefined;
}

export interface DnsTelemetry extends TelemetryOrigin {
  readonly query: string;
  readonly qtype?: string | undefined;
}

export interface IpTelemetry extends TelemetryOrigin {
  readonly destIP: string;
  readonly destPort?: number | undefined;
  readonly proto?: string | undefined;
  readonly bytesIn?: number | undefined;
  readonly bytesOut?: number | undefined;
  readonly app?: string | undefined;
  readonly action?: string | undefined;
  /** Seconds. */
  readonly duration?: number | undefined;
}

export interface HttpTelemetry extends TelemetryOrigin {
  readonly url: string;
  readonly method?: string | undefined;
  readonly status?: number | undefined;
  readonly app?: string | undefined;
  readonly action?: string | undefined;
  readonly bytesIn?: number | undefined;
  readonly bytesOut?: number | undefined;
  readonly contentType?: string | undefined;
  readonly referrer?: string | undefined;
  readonly userAgent?: string | undefined;
}

export interface TlsTelemetry extends TelemetryOrigin {
  readonly certHash?: string | undefined;
  readonly issuer?: string | undefined;
  readonly subject?: string | undefined;
  readonly validFrom?: number | undefined;
  readonly validTo?: number | undefined;
  readonly destIP?: string | undefined;
  readonly destPort?: number | undefined;
  readonly ja3?: string | undefined;
  readonly ja3s?: string | undefined;
}

export interface LeaseTelemetry extends TelemetryOrigin {
  readonly type?: string | undefined;
  readonly termination?: boolean | undefined;
  /** Seconds. */
  readonly duration?: number | undefined;
}

export interface Telemetry {
  readonly dns?: readonly DnsTelemetry[] | undefined;
  readonly ip?: readonly IpTelemetry[] | undefined;
  readonly http?: readonly HttpTelemetry[] | undefined;
  readonly tls?: readonly TlsTelemetry[] | undefined;
  readonly lease?: readonly LeaseTelemetry[] | undefined;
}

export interface TelemetryAccepted {
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly uploads: number;
  /** What was refused, as far as the vendor says: our words and counts, JSON. */
  readonly reasons?: unknown;
}

/** Ids are native: of events (assess), of alerts (status, note). */
export interface Writes {
  readonly assessEvents?: Write<
    { readonly ids: readonly string[]; readonly assessment: Assessment },
    readonly Assessed[]
  >;
  readonly assessMatchingEvents?: Write<
    {
      readonly filter: EventFilter;
      /** Of the events' creation: always sent, as the vendor would otherwise take the current day. */
      readonly window: TimeWindow;
      /** Events at most; absent: all that match. */
      readonly limit?: number | undefined;
      readonly assessment: Assessment;
    },
    readonly Assessed[]
  >;
  readonly submitEvents?: Write<SubmitEvents, Submitted>;
  readonly setAlertStatus?: Write<
    {
      readonly id: string;
      readonly status: AlertStatus;
      readonly closingReasons?: readonly string[] | undefined;
    },
    void
  >;
  readonly setAlertNote?: Write<
    /** A null note removes it. `openFirst`: an alert that is new is opened before the note is written. */
    { readonly id: string; readonly note: string | null; readonly openFirst: boolean },
    { readonly warnings: readonly string[] }
  >;
  readonly submitTelemetry?: Write<Telemetry, TelemetryAccepted>;
}
