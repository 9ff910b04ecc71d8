import { SourceError, type SourceErrorOptions } from '../model/errors.ts';

/** A source that cannot be followed, in words of our own: the journal's, or those that came from another thread. */
export class FollowError extends SourceError {
  constructor({ message, ...options }: SourceErrorOptions & { readonly message: string }) {
    super(options);
    this.name = 'FollowError';
    this.message = message;
  }
}
