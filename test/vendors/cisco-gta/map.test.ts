/** The vendor's objects as records, the odd ones included (contract sheet cisco-gta, sections 10 and 11). */
import { describe, expect, test } from 'vitest';
import { SourceError } from '../../../src/model/errors.ts';
import { createSimClock, type SimClock } from '../../../src/simulators/clock.ts';
import { newCall, start } from './harness.ts';

const page = { direction: 'forward', limit: 100 } as const;
const at = (text: string): number => Date.parse(text);

const summer = (): SimClock => createSimClock(at('2026-09-02T00:00:00Z'));

describe('what the vendor sends comes out as', () => {
  test('an event with its references, its annotation and what that mentions', async () => {
    await using harness = await start();
    const { sim, source } = harness;
    const sha256 = 'AB'.repeat(32);
    const raw = sim.addEvent({
      id: 'ev-9',
      title: 'Beaconing to rare host',
      subtitle: 'every 300 s',
      securityEventTypeId: 'CREP07',
      affectedAssetId: 'as-4',
      detectedAt: '2026-08-30T06:10:00.120Z',
      modifiedAt: '2026-08-31T01:00:00.000Z',
      securityAnnotation: {
        id: 'sa-2',
        requiredAttributes: {
          hostname: ['C2.Example.NET.', '10.9.8.7'],
          peers: [{ serverIp: '2001:DB8::1' }],
          sha256,
          user: ['a.smith'],
          fileName: 'invoice.exe',
          version: '1.2',
          remark: 'seen at x.example today',
          count: 3,
          none: null,
        },
      },
      threatDetectionIds: ['td-5', 'td-5', 'td-6'],
    });
    const found = await source.browse.events?.({ page, countTotal: false }, newCall());
    const whole = found?.items.map((event) => ({
      ...Object.fromEntries(Object.entries(event)),
      // Made on demand, so no field of the event's own.
      observables: event.observables,
    }));
    expect(whole).toEqual([
      {
        recordKind: 'EVENT',
        source: 'gta',
        vendor: 'cisco-gta',
        nativeId: 'ev-9',
        time: at('2026-08-30T06:10:00.120Z'),
        timeFraction: undefined,
        modifiedAt: at('2026-08-31T01:00:00.000Z'),
        kind: 'ANOMALY',
        title: 'Beaconing to rare host',
        count: 1,
        attacks: [],
        device: { nativeId: 'as-4' },
        threatDetections: [{ nativeId: 'td-5' }, { nativeId: 'td-6' }],
        details: {
          vendor: 'cisco-gta',
          convicting: true,
          eventTypeId: 'CREP07',
          subtitle: 'every 300 s',
          annotation: raw.securityAnnotation,
        },
        observables: [
          { type: 'DOMAIN', value: 'c2.example.net', role: 'annotation' },
          { type: 'IP', value: '10.9.8.7', role: 'annotation' },
          { type: 'IP', value: '2001:db8::1', role: 'annotation' },
          { type: 'FILE_HASH', value: sha256.toLowerCase(), role: 'annotation' },
        ],
        raw,
      },
    ]);
    const looked = await source.lookup.events?.(['ev-9'], newCall());
    const again = looked?.get('ev-9');
    expect(again?.observables).toEqual(found?.items[0]?.observables);
    expect(again).toEqual(found?.items[0]);
  });

  test('a detection, a threat, a device', async () => {
    await using harness = await start({ clock: summer() });
    const { sim, source } = harness;
    const raw = sim.addThreatDetection({
      id: 'td-5',
      affectedAssetId: 'as-4',
      threatIntelRecordId: 'ti-31',
      confidence: 'Medium',
      detectedAt: '2026-08-30T07:00:00.000Z',
      modifiedAt: '2026-08-31T01:00:05.000Z',
      alertIds: ['al-1', 'al-gone'],
    });
    sim.addRecord({
      id: 'ti-31',
      title: 'Rare beacon',
      category: 'C2',
      subcategory: 'HTTP',
      severity: 'Critical',
    });
    sim.addAsset({ id: 'as-4', assumedOwner: 'a.smith' });
    const detections = await source.lookup.threatDetections?.(['td-5'], newCall());
    expect(detections?.get('td-5')).toEqual({
      recordKind: 'THREAT_DETECTION',
      source: 'gta',
      vendor: 'cisco-gta',
      nativeId: 'td-5',
      time: at('2026-08-30T07:00:00.000Z'),
      timeFraction: undefined,
      modifiedAt: at('2026-08-31T01:00:05.000Z'),
      threat: { nativeId: 'ti-31' },
      confidence: 'MEDIUM',
      device: { nativeId: 'as-4' },
      attacks: [],
      observables: [],
      alerts: [{ nativeId: 'al-1' }, { nativeId: 'al-gone' }],
      raw,
    });
    expect((await source.lookup.threats?.(['ti-31'], newCall()))?.get('ti-31')).toEqual({
      source: 'gta',
      nativeId: 'ti-31',
      title: 'Rare beacon',
      category: 'C2',
      subcategory: 'HTTP',
      severity: 'CRITICAL',
      severityNative: 'Critical',
    });
    expect((await source.lookup.devices?.(['as-4'], newCall()))?.get('as-4')).toEqual({
      id: 'as-4',
      owner: 'a.smith',
    });
  });

  test('an alert, its reasons filled, null and absent, its words known and unknown', async () => {
    await using harness = await start({ switches: { unknownFields: true, stateField: true } });
    const { sim, source } = harness;
    const times = { triggeredAt: '2026-08-30T07:05:00.000Z', modifiedAt: '2026-09-01T10:00:00.500Z' };
    sim.addAlert({
      id: 'al-1',
      risk: 'High',
      status: { value: 'Closed', closingReasons: ['Remediated'] },
      etaFlag: 'EtaBasedDetection',
      note: 'ticket 88',
      ...times,
    });
    sim.addAlert({ id: 'al-2', risk: 'Critical', status: { value: 'Closed', closingReasons: null } });
    sim.addAlert({ id: 'al-3', risk: 'Low', status: { value: 'Open' } });
    sim.addAlert({ id: 'al-4', risk: 'Apocalyptic', status: { value: 'Pondered' } });
    const found = await source.lookup.alerts?.(['al-1', 'al-2', 'al-3', 'al-4'], newCall());
    expect(found?.get('al-1')).toMatchObject({
      recordKind: 'ALERT',
      nativeId: 'al-1',
      time: at(times.triggeredAt),
      modifiedAt: at(times.modifiedAt),
      severity: 'HIGH',
      severityNative: 'High',
      status: 'CLOSED',
      statusNative: 'Closed',
      closingReasons: ['Remediated'],
      note: 'ticket 88',
      labels: ['EtaBasedDetection'],
      raw: { id: 'al-1', xVendorHint: expect.anything(), state: 'Remediated' },
    });
    const rest = ['al-2', 'al-3', 'al-4'].map((id) => found?.get(id));
    expect(rest.map((one) => [one?.severity, one?.severityNative, one?.status, one?.statusNative])).toEqual([
      ['CRITICAL', 'Critical', 'CLOSED', 'Closed'],
      ['LOW', 'Low', 'OPEN', 'Open'],
      ['UNKNOWN', 'Apocalyptic', 'UNKNOWN', 'Pondered'],
    ]);
    for (const one of rest) {
      expect([one?.closingReasons, one?.note, one?.title, one?.events, one?.threatDetections]).toEqual(
        Array.from({ length: 5 }, () => undefined),
      );
      expect(one?.labels).toEqual([]);
    }
  });

  test('a flow with its ends, as far as they can be told', async () => {
    await using harness = await start();
    const { sim, source } = harness;
    sim.addFlow({
      id: 'fl-1',
      timeStamp: '2026-08-30T06:10:00.000Z',
      networkSecurityEventId: 'ev-1',
      clientIp: '10.20.2.7',
      clientPort: 50_123,
      serverIp: '2001:DB8::7',
      serverPort: '443',
      url: 'https://c2.example/t',
      user: 'a.smith',
    });
    sim.addFlow({ id: 'fl-2', source: { ip: '10.0.0.1', host: 'ws-1' }, dst_port: 53 });
    sim.addFlow({ id: 'fl-3', networkSecurityEventId: '', clientIp: 'nonsense', serverPort: 70_000 });
    const found = await source.browse.flows?.({ page, countTotal: false }, newCall());
    expect(found?.items.map(({ lookupKey }) => lookupKey)).toEqual(['ev-1/fl-1', 'ev-1/fl-2', '/fl-3']);
    expect(found?.items.map(({ srcEndpoint }) => srcEndpoint)).toEqual([
      { ip: '10.20.2.7', port: 50_123, user: 'a.smith', flags: [] },
      { ip: '10.0.0.1', host: 'ws-1', flags: [] },
      undefined,
    ]);
    expect(found?.items.map(({ dstEndpoint }) => dstEndpoint)).toEqual([
      { ip: '2001:db8::7', port: 443, host: 'c2.example', flags: [] },
      { port: 53, flags: [] },
      undefined,
    ]);
    expect(found?.items.map(({ event }) => event?.nativeId)).toEqual(['ev-1', 'ev-1', undefined]);
  });
});

describe('a fault in an answer', () => {
  test('of one field costs that field only', async () => {
    await using harness = await start();
    const { sim, source } = harness;
    sim.addEvent({ id: 'ev-1' });
    sim.addEvent({ id: 'ev-2', title: 'whole', threatDetectionIds: ['td-1'] });
    sim.distort('ev-1', {
      title: 7,
      subtitle: null,
      securityEventTypeId: undefined,
      affectedAssetId: {},
      detectedAt: 'yesterday',
      modifiedAt: '2026-08-31T01:00:00.123456Z',
      securityAnnotation: 'none',
      threatDetectionIds: ['td-1', null, 3],
      surprise: [1],
    });
    sim.addAlert({ id: 'al-1' });
    sim.distort('al-1', {
      status: 'Open',
      risk: null,
      triggeredAt: null,
      modifiedAt: 4,
      etaFlag: true,
      note: [],
    });
    sim.addThreatDetection({ id: 'td-1' });
    sim.distort('td-1', { threatIntelRecordId: null, confidence: 1, alertIds: 'al-1' });
    const found = await source.browse.events?.({ page, countTotal: false }, newCall());
    expect(found?.items.map(({ title }) => title)).toEqual(['ev-1', 'whole']);
    expect(found?.items[0]).toMatchObject({
      time: at('2026-08-31T01:00:00.123Z'),
      timeFraction: 456_000,
      device: undefined,
      threatDetections: [{ nativeId: 'td-1' }],
      details: { convicting: true, subtitle: undefined, annotation: undefined },
      observables: [],
      raw: { surprise: [1] },
    });
    const alert = (await source.lookup.alerts?.(['al-1'], newCall()))?.get('al-1');
    expect(alert).toMatchObject({ severity: 'UNKNOWN', status: 'UNKNOWN', labels: [], time: 0 });
    const detection = (await source.lookup.threatDetections?.(['td-1'], newCall()))?.get('td-1');
    expect(detection).toMatchObject({
      confidence: 'UNKNOWN',
      threat: { nativeId: 'unknown', record: { severity: 'UNKNOWN' } },
      alerts: undefined,
    });
  });

  test('of one item costs that item only, and a walk goes on past it', async () => {
    await using harness = await start();
    const { sim, source } = harness;
    for (let i = 1; i <= 9; i++) sim.addEvent({ id: `ev-${i}` });
    for (const id of ['ev-3', 'ev-4', 'ev-9']) sim.distort(id, { id: null });
    const ids: string[] = [];
    for (let cursor: string | undefined; ;) {
      const part = await source.browse.events?.(
        { page: { direction: 'forward', limit: 2, cursor }, countTotal: false },
        newCall(),
      );
      if (part === undefined) break;
      ids.push(...part.items.map(({ nativeId }) => nativeId));
      if (!part.hasNextPage) break;
      cursor = part.items.length > 0 ? part.cursorAt(part.items.length - 1) : part.resumeCursor;
    }
    expect(ids).toEqual(['ev-1', 'ev-2', 'ev-5', 'ev-6', 'ev-7', 'ev-8']);
  });

  const bodies = [
    ['no page info', '{"items":[]}'],
    ['items that are no list', '{"items":{},"pageInfo":{"hasNextPage":false,"hasPreviousPage":false}}'],
    [
      'a next page without a way to it',
      '{"items":[{"id":"a"}],"pageInfo":{"hasNextPage":true,"hasPreviousPage":false,"startCursor":"1","endCursor":null}}',
    ],
    ['half a body', '{"items":[{"id":'],
  ] as const;
  for (const [words, body] of bodies) {
    test(`as ${words} is an invalid response, never an empty page`, async () => {
      await using harness = await start();
      const { sim, source } = harness;
      sim.fault({
        kind: 'status',
        status: 200,
        headers: { 'content-type': 'application/json' },
        body,
        match: { path: /customer/ },
      });
      for (const asked of [
        source.browse.events?.({ page, countTotal: false }, newCall()),
        source.lookup.alerts?.(['al-1'], newCall()),
      ]) {
        await expect(asked).rejects.toThrow(SourceError);
        await expect(asked).rejects.toMatchObject({ kind: 'invalid-response', source: 'gta' });
      }
      expect(source.health().state).toBe('DEGRADED');
    });
  }
});
