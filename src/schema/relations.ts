/**
 * How the records of a source hang together, where a record does not say so itself: an event's alerts are those of its
 * detections, a detection's severity is its threat's, an alert's title its detections' threats'. All loads are batched by
 * the loaders; what is at hand costs no call.
 */
import type { Alert, Event, Ref, Threat, ThreatDetection } from '../model/records.ts';
import { highestSeverity, type Severity } from '../model/severity.ts';
import type { ObservableRef } from '../model/values.ts';
import { observableList, observableRef } from '../model/observables.ts';
import { SourceError, UnsupportedError } from '../model/errors.ts';
import { loadAll } from './connections.ts';
import type { Context, ResponsePath } from './context.ts';

type MaybePromise<T> = T | Promise<T>;

function distinct<T>(refs: Iterable<Ref<T>>): Ref<T>[] {
  const byId = new Map<string, Ref<T>>();
  for (const ref of refs) if (!byId.has(ref.nativeId)) byId.set(ref.nativeId, ref);
  return [...byId.values()];
}

const present = <T>(list: readonly (T | null)[]): T[] => list.filter((item) => item !== null);

/** The detections that an event supports. */
export const detectionRefsOfEvent = (event: Event): readonly Ref<ThreatDetection>[] =>
  event.threatDetections ?? [];

async function detectionsOfEvent(event: Event, context: Context): Promise<ThreatDetection[]> {
  const load = (id: string) => context.loaders.threatDetection(event.source, id);
  return present(await loadAll(detectionRefsOfEvent(event), load));
}

export function alertRefsOfEvent(event: Event, context: Context): MaybePromise<readonly Ref<Alert>[]> {
  if (event.alerts !== undefined) return event.alerts;
  return detectionsOfEvent(event, context).then((list) =>
    distinct(list.flatMap((detection) => detection.alerts ?? [])),
  );
}

export async function eventRefsOfDetection(
  detection: ThreatDetection,
  context: Context,
): Promise<readonly Ref<Event>[]> {
  return (
    detection.events ??
    (await context.loaders.eventsOfThreatDetection(detection.source, detection.nativeId)) ??
    []
  );
}

/** A detection that was listed without its alerts is looked up once more, in a batch, with them. */
export async function alertRefsOfDetection(
  detection: ThreatDetection,
  context: Context,
): Promise<readonly Ref<Alert>[]> {
  if (detection.alerts !== undefined) return detection.alerts;
  return (await context.loaders.threatDetection(detection.source, detection.nativeId))?.alerts ?? [];
}

export async function detectionRefsOfAlert(
  alert: Alert,
  context: Context,
): Promise<readonly Ref<ThreatDetection>[]> {
  return (
    alert.threatDetections ??
    (await context.loaders.threatDetectionsOfAlert(alert.source, alert.nativeId)) ??
    []
  );
}

async function detectionsOfAlert(alert: Alert, context: Context): Promise<ThreatDetection[]> {
  const load = (id: string) => context.loaders.threatDetection(alert.source, id);
  return present(await loadAll(await detectionRefsOfAlert(alert, context), load));
}

export async function eventRefsOfAlert(alert: Alert, context: Context): Promise<readonly Ref<Event>[]> {
  if (alert.events !== undefined) return alert.events;
  const detections = await detectionsOfAlert(alert, context);
  const lists = await Promise.all(detections.map((detection) => eventRefsOfDetection(detection, context)));
  return distinct(lists.flat());
}

/** What a threat is called when its catalogue entry is gone or cannot be had. */
const unknownThreat = (source: string, nativeId: string): Threat => ({
  source,
  nativeId,
  title: nativeId,
  severity: 'UNKNOWN',
});

export function threatOfDetection(detection: ThreatDetection, context: Context): MaybePromise<Threat> {
  const { source, threat } = detection;
  if (threat.record !== undefined) return threat.record;
  return context.loaders
    .threat(source, threat.nativeId)
    .then((found) => found ?? unknownThreat(source, threat.nativeId));
}

/**
 * A value that must be there even when the source behind it fails: then it is `fallback`, and the failure stands in the
 * response's errors on the path of the field.
 */
export async function orReport<T>(
  value: MaybePromise<T>,
  fallback: T,
  context: Context,
  path: ResponsePath,
): Promise<T> {
  try {
    return await value;
  } catch (error) {
    if (!(error instanceof SourceError) && !(error instanceof UnsupportedError)) throw error;
    context.report(error, path);
    return fallback;
  }
}

export const threatOrReport = (
  detection: ThreatDetection,
  context: Context,
  path: ResponsePath,
): MaybePromise<Threat> =>
  detection.threat.record ??
  orReport(
    threatOfDetection(detection, context),
    unknownThreat(detection.source, detection.threat.nativeId),
    context,
    path,
  );

export function severityOfDetection(detection: ThreatDetection, context: Context): MaybePromise<Severity> {
  if (detection.severity !== undefined) return detection.severity;
  const threat = threatOfDetection(detection, context);
  return threat instanceof Promise ? threat.then(({ severity }) => severity) : threat.severity;
}

/** A detection's severity in the source's own word: its threat's, unless it has one itself. */
export function severityNativeOfDetection(
  detection: ThreatDetection,
  context: Context,
): MaybePromise<string | null> {
  if (detection.severity !== undefined) return detection.severityNative ?? null;
  const threat = threatOfDetection(detection, context);
  return threat instanceof Promise
    ? threat.then((found) => found.severityNative ?? null)
    : (threat.severityNative ?? null);
}

/** The severity of an event without one of its own is the highest of its detections'. */
export function severityOfEvent(event: Event, context: Context): MaybePromise<Severity> {
  if (event.severity !== undefined) return event.severity;
  if (detectionRefsOfEvent(event).length === 0) return 'UNKNOWN';
  return detectionsOfEvent(event, context).then(async (detections) =>
    highestSeverity(
      await Promise.all(detections.map(async (detection) => severityOfDetection(detection, context))),
    ),
  );
}

/** The title of an alert without one of its own: the titles of its detections' threats. */
export async function titleOfAlert(alert: Alert, context: Context): Promise<string> {
  const detections = await detectionsOfAlert(alert, context);
  const threats = await Promise.all(
    detections.map(async (detection) => threatOfDetection(detection, context)),
  );
  return [...new Set(threats.map(({ title }) => title))].toSorted().join(', ') || fallbackTitle(alert);
}

export const fallbackTitle = (alert: Alert): string => `Alert ${alert.nativeId}`;

/** The owner of a record's device, where the source keeps that in a record of its own (Cisco's assets). */
async function ownerOf(record: Event | ThreatDetection, context: Context): Promise<ObservableRef | null> {
  const { device, source } = record;
  if (device === undefined) return null;
  const found = device.record ?? (await context.loaders.device(source, device.nativeId));
  return observableRef('USER', found?.owner, 'device');
}

/** What an event mentions, and whose device it was. */
export function observablesOfEvent(event: Event, context: Context): MaybePromise<readonly ObservableRef[]> {
  if (event.device === undefined) return event.observables;
  return ownerOf(event, context).then((owner) => observableList([...event.observables, owner]));
}

/** A detection's and an alert's own observables, and those of their events. */
export async function observablesWithEvents(
  record: Alert | ThreatDetection,
  refs: Promise<readonly Ref<Event>[]>,
  context: Context,
): Promise<readonly ObservableRef[]> {
  const events = present(await loadAll(await refs, (id) => context.loaders.event(record.source, id)));
  const ofEvents = await Promise.all(events.map(async (event) => observablesOfEvent(event, context)));
  const owner = record.recordKind === 'THREAT_DETECTION' ? await ownerOf(record, context) : null;
  return observableList([...record.observables, owner, ...ofEvents.flat()]);
}
