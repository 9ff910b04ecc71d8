/** `/threat-detection` and `/event-detection`: detections, events and flows (contract sheet cisco-gta, section 4). */
import type { RecordedRequest } from '../kit.ts';
import type { RouteParts } from './alert-routes.ts';
import { dateOf, idsOf, parameter } from './ask.ts';
import { idsFilter, pageParameters, rowsOf } from './collection.ts';
import { byId, bySequence, type Order } from './orders.ts';
import { badRequest, missing } from './problems.ts';
import type { Route } from './router.ts';
import type { GtaEvent, GtaThreatDetection } from './types.ts';
import { writeWhole, writeWithout } from './wire.ts';

const detectionRoot = '/threat-detection/customer/:customer';
const eventRoot = '/event-detection/customer/:customer';
const writeEvent = writeWithout<GtaEvent>('threatDetectionIds');
const writeDetection = writeWithout<GtaThreatDetection>('alertIds');

/** By sequence when that sort is asked for, else by id. */
function orderOf(request: RecordedRequest): Order {
  const sort = parameter(request, 'sort');
  if (sort === undefined) return byId;
  if (sort !== bySequence.name) throw badRequest('unknown sort');
  return bySequence;
}

export function eventRoutes({ store, switches, collection }: RouteParts): readonly Route[] {
  const { events, flows, threatDetections } = store;

  function detectionAt(id: string): GtaThreatDetection {
    const row = threatDetections.get(id);
    if (row === undefined) throw missing(`threat detection ${id}`);
    return row.value;
  }

  return [
    {
      method: 'GET',
      path: `${detectionRoot}/threat-detections`,
      parameters: [...pageParameters, 'sort'],
      answer(request) {
        if (parameter(request, 'sort') !== undefined && !switches.detectionSequenceSort) {
          throw badRequest('no sort here');
        }
        const order = orderOf(request);
        return collection(request, {
          rows: threatDetections.inOrder(order),
          order,
          write: writeDetection,
        });
      },
    },
    {
      method: 'GET',
      path: `${detectionRoot}/enriched-events-with-threat-detection-ids`,
      parameters: [...pageParameters, 'sort', 'detectedOrModifiedAfter'],
      answer(request) {
        const since = dateOf(request, 'detectedOrModifiedAfter');
        if (since !== undefined && switches.strict && !switches.detectedOrModifiedAfter) {
          throw badRequest('unknown query parameter detectedOrModifiedAfter');
        }
        const order = orderOf(request);
        const all = { rows: events.inOrder(order), order, write: writeWhole<GtaEvent> };
        return since === undefined || !switches.detectedOrModifiedAfter
          ? collection(request, all)
          : collection(request, {
              ...all,
              keep: (row) => row.at > since || row.changed > since,
              filter: String(since),
            });
      },
    },
    {
      method: 'POST',
      path: `${detectionRoot}/enriched-events-with-threat-detection-ids/search`,
      old: true,
      parameters: pageParameters,
      answer(request) {
        const ids = idsOf(request, 'securityEventIds', switches);
        return collection(request, {
          rows: ids === undefined ? events.inOrder(byId) : rowsOf(events, ids, byId),
          order: byId,
          write: writeWhole,
          ...(ids === undefined ? {} : { filter: idsFilter(ids) }),
        });
      },
    },
    {
      method: 'GET',
      path: `${detectionRoot}/threat-detections/:id/events/convicting`,
      old: true,
      parameters: pageParameters,
      answer(request, id) {
        detectionAt(id);
        return collection(request, {
          rows: rowsOf(events, store.eventsOfDetection.of(id), byId),
          order: byId,
          write: writeEvent,
        });
      },
    },
    {
      // A contextual event belongs to every detection on the same asset (section 10).
      method: 'GET',
      path: `${detectionRoot}/threat-detections/:id/events/contextual`,
      old: true,
      parameters: pageParameters,
      answer(request, id) {
        const asset = detectionAt(id).affectedAssetId;
        return collection(request, {
          rows: rowsOf(events, store.contextualEventsOfAsset.of(asset), byId),
          order: byId,
          write: writeEvent,
        });
      },
    },
    {
      method: 'GET',
      path: `${eventRoot}/events`,
      parameters: pageParameters,
      answer: (request) =>
        collection(request, { rows: events.inOrder(byId), order: byId, write: writeEvent }),
    },
    {
      method: 'POST',
      path: `${eventRoot}/events/search`,
      parameters: [...pageParameters, 'sort'],
      answer(request) {
        idsOf(request, undefined, switches);
        const order = orderOf(request);
        return collection(request, { rows: events.inOrder(order), order, write: writeEvent });
      },
    },
    {
      method: 'POST',
      path: `${eventRoot}/flows/search`,
      parameters: [...pageParameters, 'sort'],
      answer(request) {
        idsOf(request, undefined, switches);
        const order = orderOf(request);
        return collection(request, { rows: flows.inOrder(order), order, write: writeWhole });
      },
    },
    {
      method: 'GET',
      path: `${eventRoot}/events/:id/flows`,
      old: true,
      parameters: pageParameters,
      answer(request, id) {
        if (events.get(id) === undefined) throw missing(`event ${id}`);
        return collection(request, {
          rows: rowsOf(flows, store.flowsOfEvent.of(id), byId),
          order: byId,
          write: writeWhole,
        });
      },
    },
  ];
}
