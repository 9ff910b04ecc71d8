/**
 * Loads what a page's relations will ask for before the page is resolved, wave by wave and through the same loaders. The
 * resolvers then find their records at hand and answer without a promise: for 1000 events with detections, alerts,
 * threats and devices that is a handful of promises in place of ten thousand. It changes no answer: what fails here fails
 * again, on its own path, when a resolver asks for it.
 */
import type { Loaders } from '../loaders.ts';
import type { Alert, Event, Ref, ThreatDetection } from '../model/records.ts';
import { chain } from './maybe-promise.ts';
import { itemsOf, type Selection } from './selection.ts';

/** Loads records of one source by id; what cannot be had is left out. */
async function loadMissing<T>(
  refs: Iterable<Ref<T>>,
  load: (id: string) => T | null | Promise<T | null>,
): Promise<T[]> {
  const ids = new Set<string>();
  const records: T[] = [];
  for (const ref of refs) {
    if (ref.record === undefined) ids.add(ref.nativeId);
    else records.push(ref.record);
  }
  const loaded = await Promise.allSettled(Array.from(ids, async (id) => load(id)));
  for (const result of loaded)
    if (result.status === 'fulfilled' && result.value !== null) records.push(result.value);
  return records;
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
      threats.map(({ threat }) => threat),
      (id) => loaders.threat(source, id),
    ),
    fields.has('alerts') || wanted.alerts
      ? loadMissing(
          detections.flatMap(({ alerts }) => alerts ?? []),
          (id) => loaders.alert(source, id),
        )
      : undefined,
    fields.has('device')
      ? loadMissing(present(detections.map(({ device }) => device)), (id) => loaders.device(source, id))
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
      events.flatMap(({ threatDetections }) => threatDetections ?? []),
      (id) => loaders.threatDetection(source, id),
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
      ? loadMissing(present(events.map(({ device }) => device)), (id) => loaders.device(source, id))
      : undefined,
    fields.has('cases')
      ? loadMissing(
          events.flatMap(({ cases }) => cases ?? []),
          (id) => loaders.case(source, id),
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
    const refs = await Promise.allSettled(
      parents.map(
        async (alert) =>
          alert.threatDetections ??
          chain(loaders.threatDetectionsOfAlert(source, alert.nativeId), (found) => found ?? []),
      ),
    );
    const found = await loadMissing(
      refs.flatMap((result) => (result.status === 'fulfilled' ? result.value : [])),
      (id) => loaders.threatDetection(source, id),
    );
    const beneath = {
      fields: itemsOf(fields.get('threatDetections')),
      threat: untitled.length > 0,
      alerts: false,
    };
    await beneathDetections(source, found, beneath, loaders);
  };
  await Promise.all([
    fields.has('threatDetections') || untitled.length > 0 ? detections() : undefined,
    fields.has('cases')
      ? loadMissing(
          alerts.flatMap(({ cases }) => cases ?? []),
          (id) => loaders.case(source, id),
        )
      : undefined,
  ]);
}
