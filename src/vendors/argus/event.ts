import type {
  ArgusAlarm,
  ArgusComment,
  ArgusLocation,
  ArgusProperty,
  ArgusSensor,
} from '../../model/details.ts';
import type { Customer, Endpoint } from '../../model/values.ts';
import type { ArgusEventId } from './ids.ts';

/** An Argus event as both event models tell it, before it becomes a record of the gateway. */
export interface ArgusEvent {
  readonly id: ArgusEventId;
  readonly type: 'AGGREGATED' | 'RAW';
  readonly source: Endpoint | undefined;
  readonly destination: Endpoint | undefined;
  readonly customer: Customer | undefined;
  readonly location: ArgusLocation | undefined;
  readonly signature: string | undefined;
  /** Undefined when the event carries neither alarm nor category. */
  readonly alarm: ArgusAlarm | undefined;
  readonly domain: string | undefined;
  readonly uri: string | undefined;
  readonly count: number;
  /** The vendor's own word. */
  readonly severity: string | undefined;
  readonly lastUpdated: number | undefined;
  readonly firstEvent: number | undefined;
  readonly lastEvent: number | undefined;
  readonly sensor: ArgusSensor | undefined;
  /** The vendor's own word: a name, or a number as text. */
  readonly protocol: string | undefined;
  readonly caseIds: readonly string[];
  /** v2's spelling, the endpoints' own among them. */
  readonly flags: readonly string[];
  /** Undefined when they were not asked for; with `allProperties` false these are some of them. */
  readonly properties: readonly ArgusProperty[] | undefined;
  readonly allProperties: boolean;
  readonly comments: readonly ArgusComment[] | undefined;
  readonly subEvents: readonly string[] | undefined;
  /** As received. */
  readonly raw: unknown;
}

/** What is asked for beside v2's default model; v1 sends it all anyway. */
export interface Selection {
  readonly allProperties: boolean;
  /** Keys; they mean nothing beside `allProperties`. */
  readonly properties: readonly string[];
  readonly comments: boolean;
  readonly subEvents: boolean;
}

export const bareSelection: Selection = {
  allProperties: false,
  properties: [],
  comments: false,
  subEvents: false,
};

/** Reads one event; null when not even its id can be read. */
export type ReadEvent = (raw: unknown, selection: Selection) => ArgusEvent | null;
