import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { SourceError } from '../../src/model/errors.ts';
import { describeError } from '../../src/server/log.ts';

const thrownBy = async (action: () => unknown): Promise<unknown> => {
  try {
    await action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('an error in the log', () => {
  test('has its class, its message and where it was thrown', () => {
    expect(describeError(new RangeError('too many pages'))).toMatchObject({
      type: 'RangeError',
      message: 'too many pages',
      at: expect.stringMatching(/^test\/server\/log\.test\.ts:\d+$/),
    });
  });

  test('has no upstream address or text, and neither have its causes', async () => {
    const refused = await thrownBy(
      () => new Promise((_resolve, reject) => connect(1, '127.0.0.1').on('error', reject)),
    );
    const unparsed = await thrownBy(() => JSON.parse('<b>s3cret</b>'));
    const badUrl = await thrownBy(() => new URL('s3cret'));
    for (const cause of [refused, unparsed, badUrl]) {
      const text = JSON.stringify(
        describeError(new SourceError({ source: 'argus', kind: 'unavailable', status: 502, cause })),
      );
      expect(text).toContain('argus');
      expect(text).toContain('unavailable');
      expect(text).not.toMatch(/s3cret|127\.0\.0\.1/);
    }
    expect(describeError(refused)).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('may be no error, or one that causes itself', () => {
    expect(describeError('s3cret')).toEqual({ type: 'string' });
    const error = new Error('round');
    error.cause = error;
    expect(JSON.stringify(describeError(error)).split('round').length - 1).toBe(4);
  });
});
