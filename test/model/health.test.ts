import { expect, test } from 'vitest';
import { SourceError, type SourceErrorKind } from '../../src/model/errors.ts';
import { createHealthTracker } from '../../src/model/health.ts';

const failure = (kind: SourceErrorKind): SourceError => new SourceError({ source: 'argus', kind });

test('a source that was never asked is STARTING', () => {
  expect(createHealthTracker(() => 0).health()).toEqual({ state: 'STARTING' });
});

for (const [kind, state] of [
  ['timeout', 'UNAVAILABLE'],
  ['unavailable', 'UNAVAILABLE'],
  ['unauthorized', 'UNAUTHORIZED'],
  ['rate-limited', 'RATE_LIMITED'],
  ['invalid-response', 'DEGRADED'],
] as const) {
  test(`a source that fails with ${kind} is ${state} until it answers, and its last error stays`, () => {
    let now = 1_000;
    const tracker = createHealthTracker(() => now);
    tracker.succeeded();
    now = 2_000;
    const error = failure(kind);
    tracker.failed(error);
    now = 3_000;
    expect(tracker.health()).toEqual({ state, lastFailure: { error, at: 2_000 } });
    tracker.succeeded();
    expect(tracker.health()).toEqual({ state: 'OK', lastFailure: { error, at: 2_000 } });
  });
}

for (const kind of ['rejected', 'not-found', 'aborted'] as const) {
  test(`${kind} says nothing about how a source is doing`, () => {
    const tracker = createHealthTracker(() => 0);
    tracker.failed(failure(kind));
    expect(tracker.health()).toEqual({ state: 'STARTING' });
    tracker.succeeded();
    tracker.failed(failure(kind));
    expect(tracker.health()).toEqual({ state: 'OK' });
  });
}

test('the last failure is the one that is told', () => {
  let now = 0;
  const tracker = createHealthTracker(() => ++now);
  tracker.failed(failure('timeout'));
  const last = failure('rate-limited');
  tracker.failed(last);
  expect(tracker.health()).toEqual({ state: 'RATE_LIMITED', lastFailure: { error: last, at: 2 } });
});
