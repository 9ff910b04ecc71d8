import { expect, test } from 'vitest';
import {
  AuditError,
  ConflictError,
  InvalidInputError,
  NotFoundError,
  NotPermittedError,
  OutcomeUnknownError,
  SourceError,
  UnsupportedError,
} from '../../src/model/errors.ts';
import { isDefinite, isPassing, keepError, keepResult, resultOf } from '../../src/writing/outcomes.ts';

const source = 'gta';
/** Every error that a client is told about, whether its request was certainly not done, and whether a key forgets it. */
const cases: readonly (readonly [error: Error, definite: boolean, passing: boolean])[] = [
  [new SourceError({ source, kind: 'rejected', status: 400 }), true, false],
  [new SourceError({ source, kind: 'not-found', status: 404 }), true, false],
  [new SourceError({ source, kind: 'rejected', status: 499 }), true, false],
  [new SourceError({ source, kind: 'unauthorized', status: 401 }), true, true],
  [new SourceError({ source, kind: 'rate-limited', status: 429, retryAt: 12 }), true, true],
  [new SourceError({ source, kind: 'unavailable', undelivered: true }), true, true],
  [new SourceError({ source, kind: 'unavailable', status: 503 }), false, false],
  [new SourceError({ source, kind: 'timeout' }), false, false],
  [new SourceError({ source, kind: 'aborted' }), false, false],
  [new SourceError({ source, kind: 'invalid-response', status: 200 }), false, false],
  [new InvalidInputError([{ path: 'note', message: 'is too long', expected: '10' }]), true, true],
  [new ConflictError('Somebody else was faster.'), true, false],
  [new NotFoundError(), true, false],
  [new NotPermittedError(), true, true],
  [new UnsupportedError(source, 'No such operation.'), true, false],
  [new OutcomeUnknownError(source), false, false],
  [new AuditError(), false, true],
  [new TypeError('a bug'), false, false],
];

for (const [error, definite, passing] of cases) {
  const name = `${error.name} "${error.message}"${error instanceof SourceError ? ` ${error.status}` : ''}`;
  test(`${name} is ${definite ? '' : 'not '}definite, and a key ${passing ? 'forgets' : 'remembers'} it`, () => {
    expect({ definite: isDefinite(error), passing: isPassing(error) }).toEqual({ definite, passing });
  });
}

/** All that a client may be told of it. */
const shape = (error: unknown): unknown =>
  error instanceof Error
    ? { name: error.name, message: error.message, fields: JSON.stringify(error) }
    : error;

test('an error is the same after it was kept', async () => {
  for (const [error] of cases) {
    if (error instanceof TypeError) continue;
    const kept = keepError(error);
    const revived: unknown = await Promise.try(() => resultOf(JSON.parse(kept))).catch(
      (thrown: unknown) => thrown,
    );
    expect(shape(revived)).toEqual(shape(error));
    expect(Object.getPrototypeOf(revived)).toBe(Object.getPrototypeOf(error));
  }
});

test('of an unexpected failure nothing is kept but that it was one', () => {
  const kept = keepError(new TypeError('the secret is sesame', { cause: 'sesame' }));
  expect(kept).not.toContain('sesame');
  expect(() => resultOf(JSON.parse(kept))).toThrow('failed unexpectedly');
});

test('of a failure of a source no cause is kept', () => {
  const failure = new SourceError({ source, kind: 'unavailable', cause: new Error('sesame') });
  expect(keepError(failure)).not.toContain('sesame');
});

test('a result is the same after it was kept, nothing included', () => {
  for (const result of [undefined, null, { outcomes: [{ id: 'a' }], warnings: [] }, [1, 'two']])
    expect(resultOf(JSON.parse(keepResult(result)))).toEqual(result);
});
