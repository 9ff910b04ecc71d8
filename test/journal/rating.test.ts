import { describe, expect, test } from 'vitest';
import type { JournalReader } from '../../src/journal/reader.ts';
import { alert, detection, event, journal, lines, threat } from './support.ts';

const severityOf = (reader: JournalReader) => ({
  event: reader.byIds('EVENT', 'alpha', ['e']).get('e')?.severity,
  alert: reader.byIds('ALERT', 'alpha', ['a']).get('a')?.severity,
  one: reader.byIds('THREAT_DETECTION', 'alpha', ['d1']).get('d1')?.severity,
  two: reader.byIds('THREAT_DETECTION', 'alpha', ['d2']).get('d2')?.severity,
});

/** One vendor object: an event and an alert that name two detections, which name two threats. */
const family = [
  event('e', { threatDetections: [{ nativeId: 'd1' }, { nativeId: 'd2' }] }),
  alert('a', { threatDetections: [{ nativeId: 'd1' }, { nativeId: 'd2' }] }),
  detection('d1', 't1'),
  detection('d2', 't2'),
];
const created = [
  'CREATED EVENT e',
  'CREATED ALERT a',
  'CREATED THREAT_DETECTION d1',
  'CREATED THREAT_DETECTION d2',
];

describe('a severity that follows from threats', () => {
  test('is there from the beginning, with one change a record', () => {
    using j = journal();
    j.put(family, { threats: [threat('t1', 'LOW'), threat('t2', 'HIGH')] });
    expect(severityOf(j.reader)).toEqual({ event: 'HIGH', alert: 'HIGH', one: 'LOW', two: 'HIGH' });
    expect(lines(j.reader)).toEqual(created);
  });

  test('is undefined while nothing is known, and comes with the threat', () => {
    using j = journal();
    j.put(family);
    expect(severityOf(j.reader)).toEqual({});
    j.put([], { threats: [threat('t1', 'MEDIUM')] });
    expect(severityOf(j.reader)).toEqual({ event: 'MEDIUM', alert: 'MEDIUM', one: 'MEDIUM' });
    expect(lines(j.reader, 4)).toEqual(['UPDATED EVENT e', 'UPDATED ALERT a', 'UPDATED THREAT_DETECTION d1']);
  });

  test('is the one of the catalogue as it is now, for old records too', () => {
    using j = journal();
    j.put(family, { threats: [threat('t1', 'LOW'), threat('t2', 'HIGH')] });
    expect(j.put([], { threats: [threat('t2', 'INFORMATIONAL')] })).toMatchObject({ updated: 3 });
    expect(severityOf(j.reader)).toEqual({
      event: 'LOW',
      alert: 'LOW',
      one: 'LOW',
      two: 'INFORMATIONAL',
    });
    // The highest is another one: neither event nor alert looks different now.
    expect(j.put([], { threats: [threat('t2', 'UNKNOWN')] })).toMatchObject({ updated: 1 });
    expect(j.put([], { threats: [threat('t2', 'UNKNOWN')] })).toMatchObject({ updated: 0 });
  });

  test('finds its records in whatever order and batches they come', () => {
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 0, 3, 1],
    ]) {
      using j = journal();
      j.put([], { threats: [threat('t1', 'LOW'), threat('t2', 'CRITICAL')] });
      for (const index of order) j.put(family.slice(index, index + 1));
      expect(severityOf(j.reader)).toEqual({
        event: 'CRITICAL',
        alert: 'CRITICAL',
        one: 'LOW',
        two: 'CRITICAL',
      });
    }
  });

  test('follows links that only the detection names', () => {
    using j = journal();
    j.put([event('e'), alert('a')], { threats: [threat('t', 'HIGH')] });
    j.put([detection('d1', 't', { events: [{ nativeId: 'e' }], alerts: [{ nativeId: 'a' }] })]);
    expect(severityOf(j.reader)).toEqual({ event: 'HIGH', alert: 'HIGH', one: 'HIGH' });
    expect(lines(j.reader, 2)).toEqual(['CREATED THREAT_DETECTION d1', 'UPDATED EVENT e', 'UPDATED ALERT a']);
  });

  test('falls when the detection behind it goes, or is no longer named', () => {
    using j = journal();
    j.put(family, { threats: [threat('t1', 'LOW'), threat('t2', 'HIGH')] });
    j.put([], { removed: [{ kind: 'THREAT_DETECTION', nativeId: 'd2' }] });
    expect(severityOf(j.reader)).toEqual({ event: 'LOW', alert: 'LOW', one: 'LOW' });
    j.put([event('e', { threatDetections: [] })]);
    expect(severityOf(j.reader)).toEqual({ alert: 'LOW', one: 'LOW' });
  });

  test('falls too when the detection itself named what it no longer names, or goes', () => {
    using j = journal();
    const named = { events: [{ nativeId: 'e' }], alerts: [{ nativeId: 'a' }] };
    j.put([event('e'), alert('a'), detection('d1', 't', named)], { threats: [threat('t', 'HIGH')] });
    j.put([detection('d1', 't', { ...named, events: [] })]);
    expect(severityOf(j.reader)).toEqual({ alert: 'HIGH', one: 'HIGH' });
    j.put([], { removed: [{ kind: 'THREAT_DETECTION', nativeId: 'd1' }] });
    expect(severityOf(j.reader)).toEqual({});
  });

  test('does not touch what the vendor itself rates', () => {
    using j = journal();
    j.put([
      event('e', { severity: 'MEDIUM', threatDetections: [{ nativeId: 'd1' }] }),
      alert('a', { threatDetections: [{ nativeId: 'd1' }] }),
      detection('d1', 't', { severity: 'HIGH' }),
    ]);
    expect(severityOf(j.reader)).toEqual({ event: 'MEDIUM', alert: 'HIGH', one: 'HIGH' });
    expect(j.put([], { threats: [threat('t', 'LOW', 't')] })).toMatchObject({ updated: 2 });
    expect(severityOf(j.reader)).toEqual({ event: 'MEDIUM', alert: 'HIGH', one: 'HIGH' });
  });
});

test('another title of a threat is news of its detections and of the alerts that are called after it', () => {
  using j = journal();
  j.put(family, { threats: [threat('t1', 'LOW', 'Old')] });
  j.put([alert('b', { title: 'Own', threatDetections: [{ nativeId: 'd1' }] })]);
  const before = j.reader.lastSequence();
  j.put([], { threats: [threat('t1', 'LOW', 'New')] });
  expect(lines(j.reader, before)).toEqual(['UPDATED ALERT a', 'UPDATED THREAT_DETECTION d1']);
  expect(j.reader.byIds('THREAT_DETECTION', 'alpha', ['d1']).get('d1')?.threat).toEqual({
    nativeId: 't1',
    record: threat('t1', 'LOW', 'New'),
  });
});

test('related records are found from both sides, whoever names whom', () => {
  using j = journal();
  j.put([...family, event('late')]);
  const ids = (list: readonly { readonly nativeId: string }[]) => list.map(({ nativeId }) => nativeId);
  expect(ids(j.reader.related('ALERT', 'alpha', 'a', 'THREAT_DETECTION'))).toEqual(['d1', 'd2']);
  expect(ids(j.reader.related('THREAT_DETECTION', 'alpha', 'd1', 'EVENT'))).toEqual(['e']);
  expect(ids(j.reader.related('THREAT_DETECTION', 'alpha', 'd1', 'ALERT'))).toEqual(['a']);
  expect(j.reader.related('EVENT', 'alpha', 'late', 'ALERT')).toEqual([]);
  expect(j.reader.related('EVENT', 'nobody', 'e', 'ALERT')).toEqual([]);
});
