/** Alerts, and events with all that hangs on them, of Cisco Global Threat Alerts by hand. */
import { Pool } from 'undici';
import { asker, byId, globalId } from './fan-out-asking.ts';
import type { Upstreams } from './messages.ts';

interface Collection<T> {
  readonly items: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean };
}

interface GtaEvent {
  readonly id: string;
  readonly title: string;
  readonly detectedAt: string;
  readonly affectedAssetId: string;
  readonly threatDetectionIds: readonly string[];
}
interface GtaDetection {
  readonly id: string;
  readonly confidence: string;
  readonly affectedAssetId: string;
  readonly threatIntelRecordId: string;
  readonly alertIds: readonly string[];
}
interface GtaAlert {
  readonly id: string;
  readonly risk: string;
  readonly status: { readonly value: string; readonly closingReasons?: readonly string[] | null };
  readonly etaFlag: string | null;
  readonly note: string | null;
  readonly triggeredAt: string;
  readonly modifiedAt: string;
}
interface GtaRecord {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  readonly severity: string;
}
interface GtaAsset {
  readonly id: string;
  readonly assumedOwner: string | null;
}

const ranks = ['UNKNOWN', 'INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];

async function tokenOf({ tokenUrl, clientId, clientSecret }: Upstreams['gta']): Promise<string> {
  const { origin, pathname } = new URL(tokenUrl);
  const pool = new Pool(origin);
  const answer = await pool.request({
    method: 'POST',
    path: pathname,
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  const { access_token }: { readonly access_token: string } = JSON.parse(await answer.body.text());
  await pool.close();
  return access_token;
}

/** The token is asked for once and lives for 600 s: the whole run takes a third of that. */
export async function ciscoAnswers(gta: Upstreams['gta']) {
  const ask = asker(gta.url, { authorization: `Bearer ${await tokenOf(gta)}` });
  const customer = `customer/${gta.customerId}`;

  async function list<T>(path: string): Promise<Collection<T>> {
    return JSON.parse(await ask('GET', path));
  }
  async function search<T extends { readonly id: string }>(
    path: string,
    key: string,
    ids: Iterable<string>,
  ): Promise<Map<string, T>> {
    const page: Collection<T> = JSON.parse(
      await ask('POST', `${path}/search?size=1000`, { filter: { [key]: [...new Set(ids)] } }),
    );
    return byId(page.items);
  }

  async function alerts(first: number): Promise<object> {
    const page = await list<GtaAlert>(`/alert-management/${customer}/alerts?size=${first}`);
    const nodes = page.items.map((alert) => ({
      id: globalId('Alert', 'gta', alert.id),
      nativeId: alert.id,
      time: alert.triggeredAt,
      modifiedAt: alert.modifiedAt,
      severity: alert.risk.toUpperCase(),
      severityNative: alert.risk,
      status: alert.status.value.toUpperCase(),
      closingReasons: alert.status.closingReasons ?? null,
      note: alert.note,
      labels: alert.etaFlag === null ? [] : [alert.etaFlag],
    }));
    return { source: { alerts: { nodes, pageInfo: { hasNextPage: page.pageInfo.hasNextPage } } } };
  }

  async function events(first: number): Promise<object> {
    const page = await list<GtaEvent>(
      `/threat-detection/${customer}/enriched-events-with-threat-detection-ids?size=${first}&sort=modificationSequenceNumber`,
    );
    const detections = await search<GtaDetection>(
      `/alert-management/${customer}/enriched-threat-detections-with-alert-ids`,
      'threatDetectionIds',
      page.items.flatMap((event) => event.threatDetectionIds),
    );
    const found = [...detections.values()];
    const [alertsById, records, assets] = await Promise.all([
      search<GtaAlert>(
        `/alert-management/${customer}/alerts`,
        'alertIds',
        found.flatMap((one) => one.alertIds),
      ),
      search<GtaRecord>(
        '/threat-catalog/records',
        'threatIntelRecordId',
        found.map((one) => one.threatIntelRecordId),
      ),
      search<GtaAsset>(
        `/asset-management/${customer}/assets`,
        'assetId',
        [...page.items, ...found].map((one) => one.affectedAssetId),
      ),
    ]);
    const nodes = page.items.map((event) => {
      let severity = 'UNKNOWN';
      const supported = event.threatDetectionIds.flatMap((id) => {
        const detection = detections.get(id);
        if (detection === undefined) return [];
        const record = records.get(detection.threatIntelRecordId);
        const word = record?.severity.toUpperCase() ?? 'UNKNOWN';
        if (ranks.indexOf(word) > ranks.indexOf(severity)) severity = word;
        const device = assets.get(detection.affectedAssetId);
        return [
          {
            id: globalId('ThreatDetection', 'gta', id),
            confidence: detection.confidence.toUpperCase(),
            device: device === undefined ? null : { id: device.id },
            threat: { title: record?.title, category: record?.category, severity: word },
            alerts: {
              nodes: detection.alertIds.flatMap((alertId) => {
                const alert = alertsById.get(alertId);
                if (alert === undefined) return [];
                return [
                  {
                    id: globalId('Alert', 'gta', alertId),
                    severity: alert.risk.toUpperCase(),
                    status: alert.status.value.toUpperCase(),
                    note: alert.note,
                  },
                ];
              }),
            },
          },
        ];
      });
      const device = assets.get(event.affectedAssetId);
      return {
        id: globalId('Event', 'gta', event.id),
        title: event.title,
        time: event.detectedAt,
        severity,
        device: device === undefined ? null : { id: device.id, owner: device.assumedOwner },
        threatDetections: { nodes: supported },
      };
    });
    return { source: { events: { nodes, pageInfo: { hasNextPage: page.pageInfo.hasNextPage } } } };
  }

  return { alerts, events };
}
