/**
 * How the records of a source hang together, where a record does not say so itself: an event's alerts are those of its
 * detections, a detection's severity is its threat's, an alert's title its detections' threats'. All loads are batched by
 * the loaders; what is at hand costs no call and no promise.
 */
import { SourceError, UnsupportedError } from '../model/errors.ts';
import { observableList, observableRef } from '../model/observables.ts';
import type { Alert, Event, Ref, Threat, ThreatDetection } from '../model/records.ts';
import { highestSeverity, type Severity } from '../model/severity.ts';
import type { ObservableRef } from '../model/values.ts';
import { loadAll, present } from './connections.ts';
import { loadersOf, type Context, type ResponsePath } from './context.ts';
import { all, chain, type MaybePromise } from './maybe-promise.ts';

function distinct<T>(refs: Iterable<Ref<T>>): Ref<T>[] {
  const byId = new Map<string, Ref<T>>();
  for (const ref of refs) if (!byId.has(ref.nativeId)) byId.set(ref.nativeId, ref);
  return [...byId.values()];
}

/** The detections that an event supports. */
export const detectionRefsOfEvent = (event: Event): readonly Ref<ThreatDetection>[] =>
  event.threatDetections ?? [];

function detectionsOf(
  record: Event | Alert,
  refs: MaybePromise<readonly Ref<ThreatDetection>[]>,
  context: Context,
): MaybePromise<readonly ThreatDetection[]> {
  const load = (id: string) => loadersOf(record, context).threatDetection(record.source, id);
  return chain(
    chain(refs, (list) => loadAll(list, load)),
    present,
  );
}

export function alertRefsOfEvent(event: Event, context: Context): MaybePromise<readonly Ref<Alert>[]> {
  if (event.alerts !== undefined) return event.alerts;
  return chain(detectionsOf(event, detectionRefsOfEvent(event), context), (list) =>
    distinct(list.flatMap((detection) => detection.alerts ?? [])),
  );
}

export function eventRefsOfDetection(
  detection: ThreatDetection,
  context: Context,
): MaybePromise<readonly Ref<Event>[]> {
  const { events, source, nativeId } = detection;
  return (
    events ??
    chain(loadersOf(detection, context).eventsOfThreatDetection(source, nativeId), (found) => found ?? [])
  );
}

/** A detection that was listed without its alerts is looked up once more, in a batch, with them. */
export function alertRefsOfDetection(
  detection: ThreatDetection,
  context: Context,
): MaybePromise<readonly Ref<Alert>[]> {
  const { alerts, source, nativeId } = detection;
  return (
    alerts ??
    chain(loadersOf(detection, context).threatDetection(source, nativeId), (found) => found?.alerts ?? [])
  );
}

export function detectionRefsOfAlert(
  alert: Alert,
  context: Context,
): MaybePromise<readonly Ref<ThreatDetection>[]> {
  const { threatDetections, source, nativeId } = alert;
  return (
    threatDetections ??
    chain(loadersOf(alert, context).threatDetectionsOfAlert(source, nativeId), (found) => found ?? [])
  );
}

const detectionsOfAlert = (alert: Alert, context: Context): MaybePromise<readonly ThreatDetection[]> =>
  detectionsOf(alert, detectionRefsOfAlert(alert, context), context);

export function eventRefsOfAlert(alert: Alert, context: Context): MaybePromise<readonly Ref<Event>[]> {
  if (alert.events !== undefined) return alert.events;
  const lists = chain(detectionsOfAlert(alert, context), (detections) =>
    all(detections.map((detection) => eventRefsOfDetection(detection, context))),
  );
  return chain(lists, (found) => distinct(found.flat()));
}

/** What a threat is called when its catalogue entry is gone or cannot be had. */
const unknownThreat = (source: string, nativeId: string): Threat => ({
  source,
  nativeId,
  title: nativeId,
  severity: 'UNKNOWN',
});

function threatOfDetection(detection: ThreatDetection, context: Context): MaybePromise<Threat> {
  const { source, threat } = detection;
  return (
    threat.record ??
    chain(
      loadersOf(detection, context).threat(source, threat.nativeId),
      (found) => found ?? unknownThreat(source, threat.nativeId),
    )
  );
}

/**
 * A value that must be there even when the source behind it fails: then it is `fallback`, and the failure stands in the
 * response's errors on the path of the field.
 */
export function orReport<T>(
  value: MaybePromise<T>,
  fallback: T,
  context: Context,
  path: ResponsePath,
): MaybePromise<T> {
  if (!(value instanceof Promise)) return value;
  return value.catch((error: unknown) => {
    if (!(error instanceof SourceError) && !(error instanceof UnsupportedError)) throw error;
    context.report(error, path);
    return fallback;
  });
}

/**
 * Each of them in its place: null for one that fails, whose error stands on its path. A list of promises would do the same
 * in graphql-js, but compiled operations lose the place of one that fails.
 */
export function eachOrReport<T>(
  values: readonly MaybePromise<T | null>[],
  context: Context,
  path: ResponsePath,
): MaybePromise<readonly (T | null)[]> {
  const reported = values.map((value, index) =>
    value instanceof Promise
      ? value.catch((error: unknown) => {
          context.report(error, { prev: path, key: index });
          return null;
        })
      : value,
  );
  return all<T | null>(reported);
}

export function threatOrReport(
  detection: ThreatDetection,
  context: Context,
  path: ResponsePath,
): MaybePromise<Threat> {
  const fallback = unknownThreat(detection.source, detection.threat.nativeId);
  return orReport(threatOfDetection(detection, context), fallback, context, path);
}

export function severityOfDetection(detection: ThreatDetection, context: Context): MaybePromise<Severity> {
  return detection.severity ?? chain(threatOfDetection(detection, context), ({ severity }) => severity);
}

/** A detection's severity in the source's own word: its threat's, unless it has one itself. */
export function severityNativeOfDetection(
  detection: ThreatDetection,
  context: Context,
): MaybePromise<string | null> {
  if (detection.severity !== undefined) return detection.severityNative ?? null;
  return chain(threatOfDetection(detection, context), ({ severityNative }) => severityNative ?? null);
}

/** The severity of an event without one of its own is the highest of its detections'. */
export function severityOfEvent(event: Event, context: Context): MaybePromise<Severity> {
  if (event.severity !== undefined) return event.severity;
  const severities = chain(detectionsOf(event, detectionRefsOfEvent(event), context), (detections) =>
    all(detections.map((detection) => severityOfDetection(detection, context))),
  );
  return chain(severities, highestSeverity);
}

/** The title of an alert without one of its own: the titles of its detections' threats. */
export function titleOfAlert(alert: Alert, context: Context): MaybePromise<string> {
  const threats = chain(detectionsOfAlert(alert, context), (detections) =>
    all(detections.map((detection) => threatOfDetection(detection, context))),
  );
  return chain(
    threats,
    (found) => [...new Set(found.map(({ title }) => title))].toSorted().join(', ') || fallbackTitle(alert),
  );
}

export const fallbackTitle = (alert: Alert): string => `Alert ${alert.nativeId}`;

/** The owner of a record's device, where the source keeps that in a record of its own (Cisco's assets). */
function ownerOf(record: Event | ThreatDetection, context: Context): MaybePromise<ObservableRef | null> {
  const { device, source } = record;
  if (device === undefined) return null;
  return chain(device.record ?? loadersOf(record, context).device(source, device.nativeId), (found) =>
    observableRef('USER', found?.owner, 'device'),
  );
}

/** What an event or a detection itself mentions, and whose device it was. */
export function ownObservables(
  record: Event | ThreatDetection,
  context: Context,
): MaybePromise<readonly ObservableRef[]> {
  if (record.device === undefined) return record.observables;
  return chain(ownerOf(record, context), (owner) => observableList([...record.observables, owner]));
}

/**
 * A detection's and an alert's own observables, and those of their events; of an alert that does not name its events but
 * has them through its detections those of these, too. All devices are asked for at once.
 */
export async function observablesWithEvents(
  record: Alert | ThreatDetection,
  refs: MaybePromise<readonly Ref<Event>[]>,
  context: Context,
): Promise<readonly ObservableRef[]> {
  const events = present(
    await loadAll(await refs, (id) => loadersOf(record, context).event(record.source, id)),
  );
  const detections =
    record.recordKind === 'THREAT_DETECTION'
      ? [record]
      : record.events === undefined
        ? await detectionsOfAlert(record, context)
        : [];
  const passedOn = await all([...detections, ...events].map((one) => ownObservables(one, context)));
  return observableList([...record.observables, ...passedOn.flat()]);
}
