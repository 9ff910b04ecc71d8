/** `/alert-management`: alerts, their workflow, and detections with their alerts (contract sheet cisco-gta, sections 4 and 8). */
import type { SimAnswer } from '../kit.ts';
import { badRequest, missing } from './problems.ts';
import { bodyOf, dateOf, idsOf, memberOf, parameter } from './ask.ts';
import { idsFilter, pageParameters, rowsOf, type AnswerCollection } from './collection.ts';
import { byId, byRisk, byTriggeredAt } from './orders.ts';
import type { Route } from './router.ts';
import type { Store } from './store.ts';
import type { CiscoGtaSwitches } from './switches.ts';
import type { CiscoGtaTruth } from './truth.ts';
import type { GtaAlert, GtaAlertStatus, GtaThreatDetection, Row } from './types.ts';
import { itemAnswer, writeAlert, writeWhole, writeWithout } from './wire.ts';

export interface RouteParts {
  readonly store: Store;
  readonly truth: CiscoGtaTruth;
  readonly switches: CiscoGtaSwitches;
  readonly collection: AnswerCollection;
}

const root = '/alert-management/customer/:customer';
const settable = ['New', 'Open', 'Closed'];
const writeDetection = writeWithout<GtaThreatDetection>('alertIds');

/** Reasons for closing: 1 to 10 non-empty strings, from the allow-list where there is one. */
function reasonsOf(value: unknown, allowed: readonly string[] | null): readonly string[] {
  const reasons = Array.isArray(value)
    ? value.filter((reason): reason is string => typeof reason === 'string')
    : [];
  const good =
    Array.isArray(value) &&
    reasons.length === value.length &&
    reasons.length >= 1 &&
    reasons.length <= 10 &&
    reasons.every((reason) => reason !== '' && (allowed === null || allowed.includes(reason)));
  if (!good) throw badRequest('closingReasons is not a list of 1 to 10 known reasons');
  return reasons;
}

function statusOf(body: Readonly<Record<string, unknown>>, switches: CiscoGtaSwitches): GtaAlertStatus {
  const status = memberOf(body, 'status', ['value', 'closingReasons'], switches);
  const { value, closingReasons } = status;
  if (typeof value !== 'string' || !settable.includes(value)) throw badRequest('unknown status value');
  if (closingReasons === undefined) {
    return switches.unsetClosingReasons === 'absent' ? { value } : { value, closingReasons: null };
  }
  if (value !== 'Closed') throw badRequest('closingReasons go with Closed only');
  return { value, closingReasons: reasonsOf(closingReasons, switches.closingReasons) };
}

export function alertRoutes({ store, truth, switches, collection }: RouteParts): readonly Route[] {
  function alertAt(id: string): Row<GtaAlert> {
    const row = store.alerts.get(id);
    if (row === undefined) throw missing(`alert ${id}`);
    return row;
  }
  const written = (id: string, shape: 'alert' | 'empty'): SimAnswer =>
    shape === 'empty' ? { status: 204 } : itemAnswer(writeAlert(alertAt(id), switches));

  const defaultOrder = () => (switches.defaultAlertOrder === 'risk' ? byRisk : byId);

  return [
    {
      method: 'GET',
      path: `${root}/alerts`,
      parameters: [...pageParameters, 'sort', 'triggeredAfter', 'modifiedAfter'],
      answer(request) {
        const sort = parameter(request, 'sort');
        if (sort !== undefined && sort !== byTriggeredAt.name) throw badRequest('unknown sort');
        const order = sort === undefined ? defaultOrder() : byTriggeredAt;
        const triggered = dateOf(request, 'triggeredAfter') ?? Number.NEGATIVE_INFINITY;
        const modified = dateOf(request, 'modifiedAfter') ?? Number.NEGATIVE_INFINITY;
        return collection(request, {
          rows: store.alerts.inOrder(order),
          order,
          write: writeAlert,
          keep: (row) => row.at > triggered && row.changed > modified,
          filter: `${triggered} ${modified}`,
        });
      },
    },
    {
      method: 'POST',
      path: `${root}/alerts/search`,
      parameters: pageParameters,
      answer(request) {
        const ids = idsOf(request, 'alertIds', switches);
        const order = defaultOrder();
        return collection(request, {
          rows: ids === undefined ? store.alerts.inOrder(order) : rowsOf(store.alerts, ids, order),
          order,
          write: writeAlert,
          ...(ids === undefined ? {} : { filter: idsFilter(ids) }),
        });
      },
    },
    {
      method: 'GET',
      path: `${root}/alerts/:id`,
      answer: (_request, id) => itemAnswer(writeAlert(alertAt(id), switches)),
    },
    {
      method: 'PATCH',
      path: `${root}/alerts/:id/status`,
      answer(request, id) {
        alertAt(id);
        truth.updateAlert(id, { status: statusOf(bodyOf(request, ['status'], switches), switches) });
        return written(id, switches.patchAnswer);
      },
    },
    {
      method: 'PATCH',
      path: `${root}/alerts/:id/note`,
      answer(request, id) {
        alertAt(id);
        const { note } = bodyOf(request, ['note'], switches);
        if (typeof note !== 'string' || note === '') throw badRequest('note is not a text');
        truth.updateAlert(id, { note });
        return written(id, switches.patchAnswer);
      },
    },
    {
      method: 'DELETE',
      path: `${root}/alerts/:id/note`,
      answer(_request, id) {
        alertAt(id);
        truth.updateAlert(id, { note: null });
        return written(id, switches.deleteNoteAnswer);
      },
    },
    {
      method: 'GET',
      path: `${root}/alerts/:id/threat-detections`,
      old: true,
      parameters: pageParameters,
      answer(request, id) {
        alertAt(id);
        return collection(request, {
          rows: rowsOf(store.threatDetections, store.detectionsOfAlert.of(id), byId),
          order: byId,
          write: writeDetection,
        });
      },
    },
    {
      method: 'POST',
      path: `${root}/enriched-threat-detections-with-alert-ids/search`,
      parameters: pageParameters,
      answer(request) {
        const ids = idsOf(request, 'threatDetectionIds', switches);
        return collection(request, {
          rows:
            ids === undefined
              ? store.threatDetections.inOrder(byId)
              : rowsOf(store.threatDetections, ids, byId),
          order: byId,
          write: writeWhole,
          ...(ids === undefined ? {} : { filter: idsFilter(ids) }),
        });
      },
    },
  ];
}
