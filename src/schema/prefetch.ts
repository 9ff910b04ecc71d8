/**
 * Loads what a page's relations will ask for before the page is resolved, wave by wave and through the same loaders. The
 * resolvers then find their records at hand and answer without a promise: for 1000 events with detections, alerts,
 * threats and devices that is a handful of promises in place of ten thousand. It changes no answer: what fails here fails
 * again, on its own path, when a resolver asks for it.
 */
import type { Load, Loaders } from '../loaders.ts';
import type { Alert, Event, Ref, ThreatDetection } from '../model/records.ts';
import { itemsOf, type Selection } from './selection.ts';

/** Loads records of one source; what cannot be had is left out. */
async function loadMissing<T>(
  source: string,
  refs: Iterable<Ref<T>>,
  load: Load<T | null>,
): Promise<NonNullable<T>[]> {
  const ids: string[] = [];
  const records: NonNullable<T>[] = [];
  for (const { nativeId, record } of refs) {
    if (record) records.push(record);
    else ids.push(nativeId);
  }
  return ids.length === 0 ? records : records.concat(await load.many(source, ids));
}

const present = <T>(values: readonly (T | undefined)[]): T[] => values.filter((value) => value !== undefined);

async function beneathDetections(
  source: string,
  detections: readonly ThreatDetection[],
  wanted: { readonly fields: Selection; readonly threat: boolean; readonly alerts: boolean },
  loaders: Loaders,
): Promise<void> {
  const { fields } = wanted;
  const rated = fields.has('severity') || fields.has('severityNative');
  const unrated = detections.filter(({ severity }) => severity === undefined);
  const threats = fields.has('threat') || wanted.threat ? detections : rated ? unrated : [];
  await Promise.all([
    loadMissing(
      source,
      threats.map(({ threat }) => threat),
      loaders.threat,
    ),
    fields.has('alerts') || wanted.alerts
      ? loadMissing(
          source,
          detections.flatMap(({ alerts }) => alerts ?? []),
          loaders.alert,
        )
      : undefined,
    fields.has('device')
      ? loadMissing(source, present(detections.map(({ device }) => device)), loaders.device)
      : undefined,
  ]);
}

/** For a page of events of one source; `fields` is what is selected of each. */
export async function beneathEvents(
  source: string,
  events: readonly Event[],
  fields: Selection,
  loaders: Loaders,
): Promise<void> {
  const threat = fields.has('severity') && events.some(({ severity }) => severity === undefined);
  const alerts = fields.has('alerts') && events.some((event) => event.alerts === undefined);
  const detections = async (): Promise<void> => {
    const found = await loadMissing(
      source,
      events.flatMap(({ threatDetections }) => threatDetections ?? []),
      loaders.threatDetection,
    );
    await beneathDetections(
      source,
      found,
      { fields: itemsOf(fields.get('threatDetections')), threat, alerts },
      loaders,
    );
  };
  await Promise.all([
    threat || alerts || fields.has('threatDetections') ? detections() : undefined,
    fields.has('device')
      ? loadMissing(source, present(events.map(({ device }) => device)), loaders.device)
      : undefined,
    fields.has('cases')
      ? loadMissing(
          source,
          events.flatMap(({ cases }) => cases ?? []),
          loaders.case,
        )
      : undefined,
  ]);
}

/** For a page of threat detections of one source. */
export const beneathThreatDetections = (
  source: string,
  detections: readonly ThreatDetection[],
  fields: Selection,
  loaders: Loaders,
): Promise<void> => beneathDetections(source, detections, { fields, threat: false, alerts: false }, loaders);

/** For a page of alerts of one source. */
export async function beneathAlerts(
  source: string,
  alerts: readonly Alert[],
  fields: Selection,
  loaders: Loaders,
): Promise<void> {
  const untitled = fields.has('title') ? alerts.filter(({ title }) => title === undefined) : [];
  const detections = async (): Promise<void> => {
    const parents = fields.has('threatDetections') ? alerts : untitled;
    const unknown = parents.filter(({ threatDetections }) => threatDetections === undefined);
    const found = await loaders.threatDetectionsOfAlert.many(
      source,
      unknown.map(({ nativeId }) => nativeId),
    );
    const refs = [...parents.map(({ threatDetections }) => threatDetections ?? []), ...found].flat();
    const detections = await loadMissing(source, refs, loaders.threatDetection);
    const beneath = {
      fields: itemsOf(fields.get('threatDetections')),
      threat: untitled.length > 0,
      alerts: false,
    };
    await beneathDetections(source, detections, beneath, loaders);
  };
  await Promise.all([
    fields.has('threatDetections') || untitled.length > 0 ? detections() : undefined,
    fields.has('cases')
      ? loadMissing(
          source,
          alerts.flatMap(({ cases }) => cases ?? []),
          loaders.case,
        )
      : undefined,
  ]);
}
