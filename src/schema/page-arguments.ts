import { DEFAULT_PAGE, MAX_PAGE, type PageArguments } from '../model/page.ts';
import { builder } from './builder.ts';

const first = 'How many items at most, from `after` on: 50 unless said otherwise, 1000 at most.';
const after = 'The cursor to go on after.';

/** For relations within one source: forwards only. */
export const forwardArguments = builder.args((t) => ({
  first: t.int({ description: first }),
  after: t.string({ description: after }),
}));

/** For connections that may go either way; `first` with `after`, or `last` with `before`. */
export const pageArguments = builder.args((t) => ({
  first: t.int({ description: first }),
  after: t.string({ description: after }),
  last: t.int({
    description:
      'How many items at most, up to `before`: 50 unless said otherwise, 1000 at most. A source that can only go forwards says so.',
  }),
  before: t.string({ description: 'The cursor to stop before.' }),
}));

/** For the complexity of a field: what one connection holds at most. A page that is too large is refused as such. */
export const pageComplexity = ({ first, last }: PageArguments): { field: number; multiplier: number } => ({
  field: 1,
  multiplier: Math.min(Math.max(1, first ?? last ?? DEFAULT_PAGE), MAX_PAGE),
});

/** Records have few relations: five at most counts as usual, however large the page may be. */
export const relationComplexity = ({ first }: PageArguments): { field: number; multiplier: number } => ({
  field: 1,
  multiplier: Math.max(1, Math.min(first ?? DEFAULT_PAGE, 5)),
});
