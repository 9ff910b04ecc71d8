/** What a vendor says of itself, so that the laws can be held against it (test/laws/laws.ts). */
import type { Page, PageArguments } from '../../src/model/page.ts';
import { pageRequest } from '../../src/model/page.ts';
import type { Call, Source } from '../../src/model/source.ts';
import type { SimServer } from '../../src/simulators/kit.ts';
import type { Rig, RigOptions } from '../support/rig.ts';

export const fields = ['events', 'alerts', 'threatDetections', 'cases', 'flows'] as const;
/** A connection of `Source`, by its name in the schema. */
export type Field = (typeof fields)[number];

/** The laws ask few questions many times: compiling them is tested elsewhere, and here it would only cost time. */
export const uncompiled = { compileAfter: Number.POSITIVE_INFINITY } as const;

/** The vendor behind each source of the rig. */
export const vendorOf = { argus: 'argus', gta: 'cisco-gta', alpha: 'alphasoc', kata: 'kata' } as const;

export interface Kind {
  readonly field: Field;
  /** The GraphQL type of its items. */
  readonly type: 'Event' | 'Alert' | 'ThreatDetection' | 'Case' | 'Flow';
  /** Ids by which the items are looked up, in the order of the connection, out of what the simulator holds. */
  readonly truth: (world: World) => readonly string[];
  /** What stands in `nativeId`, given the id that an item is looked up by. Default: that id. */
  readonly nativeId?: (id: string) => string;
  /** In the right form, and nobody's. */
  readonly unknown: string;
  /** Texts that are no id of this vendor and are never sent to it. */
  readonly malformed: readonly string[];
}

export interface Vendor {
  /** The source's name in the rig. */
  readonly name: keyof typeof vendorOf;
  /** A rig with this vendor alone. */
  readonly start: (sources?: RigOptions['sources']) => Promise<Rig>;
  readonly sim: (rig: Rig) => SimServer;
  /** Makes `count` items of every kind, many of them at the same moment, and removes a few again. */
  readonly fill: (rig: Rig, count: number) => void;
  /** Waits until what was made can be asked for; of a vendor that is only followed, and asked no more from then on. */
  readonly settle?: (rig: Rig) => Promise<void>;
  /** Makes a few hundred items that differ in everything a filter may look at. */
  readonly enrich: (rig: Rig) => void;
  readonly kinds: readonly Kind[];
  /** Whether `last` without `before` is answered. */
  readonly fromTheEnd: boolean;
  /** The items of one of its answers. */
  readonly itemsOf: (body: string) => readonly unknown[];
  /** The same answer with other items. */
  readonly withItems: (body: string, change: (items: readonly unknown[]) => readonly unknown[]) => string;
  /** What must never be seen by a client. */
  readonly secrets: (rig: Rig) => readonly string[];
  /** Requests that fetch data: those for tokens are not counted. */
  readonly isData: (path: string) => boolean;
}

export interface World extends AsyncDisposable {
  readonly vendor: Vendor;
  readonly rig: Rig;
  readonly sim: SimServer;
  readonly source: Source;
  /** Data requests since the last `forget`. */
  calls(): number;
}

export async function world(vendor: Vendor, count: number, sources?: RigOptions['sources']): Promise<World> {
  const rig = await vendor.start(sources);
  vendor.fill(rig, count);
  const sim = vendor.sim(rig);
  await vendor.settle?.(rig);
  const source = rig.gateway.sources.get(vendor.name);
  if (source === undefined) throw new Error(`the rig has no source ${vendor.name}`);
  return {
    vendor,
    rig,
    sim,
    source,
    calls: () => sim.requests.filter(({ path }) => vendor.isData(path)).length,
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  };
}

/** A world to filter in, with time enough to look through all of it. */
export async function rich(vendor: Vendor): Promise<World> {
  const enriched = { ...vendor, fill: (rig: Rig) => vendor.enrich(rig) };
  const held = await world(enriched, 0, { [vendor.name]: { timeout: '20s' } });
  return { ...held, vendor };
}

export interface CountedCall extends Call {
  readonly sentRequests: number;
}

export function newCall(
  selected: readonly string[] = [],
  signal = new AbortController().signal,
): CountedCall {
  let sent = 0;
  return {
    signal,
    selects: (field) => selected.includes(field),
    sent: () => {
      sent += 1;
    },
    get sentRequests() {
      return sent;
    },
  };
}

export interface Listed {
  readonly nativeId: string;
  readonly raw: unknown;
}

/** A call as the gateway makes it: it ends when the source's time is over. */
const inTime = ({ timeout }: Source): Call => newCall([], AbortSignal.timeout(timeout));

/** A page of a connection through the Source port. */
export function browse(
  { source }: World,
  { field }: Kind,
  args: PageArguments,
  filter?: object,
): Promise<Page<Listed>> {
  const query = { page: pageRequest(args), filter, countTotal: false };
  const call = inTime(source);
  const { events, alerts, threatDetections, cases, flows } = source.browse;
  switch (field) {
    case 'events':
      return given(events)(query, call);
    case 'alerts':
      return given(alerts)(query, call);
    case 'threatDetections':
      return given(threatDetections)(query, call);
    case 'cases':
      return given(cases)(query, call);
    case 'flows':
      return given(flows)({ ...query, filter: undefined }, call);
  }
}

/** What a source's own lookup of the kind finds. */
export function lookup(
  { source }: World,
  { field }: Kind,
  ids: readonly string[],
  call: Call = inTime(source),
): Promise<ReadonlyMap<string, Listed>> {
  const { [field]: byId } = source.lookup;
  return given(byId)(ids, call);
}

export function given<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('this has to be there');
  return value;
}

export const nativeIdOf = (kind: Kind, id: string): string => kind.nativeId?.(id) ?? id;
/** The truth as the items' `nativeId` shows it. */
export const expected = (held: World, kind: Kind): string[] =>
  kind.truth(held).map((id) => nativeIdOf(kind, id));

/** Runs what must fail and gives what it threw. */
export async function thrown(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
