/** What every mutation's input says of its key. */
export const idempotencyKey =
  'The same key with the same input within 24 hours gives the first outcome without doing it again; with another input it is refused.';
