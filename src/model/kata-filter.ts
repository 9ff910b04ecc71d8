/** What a filter in KATA's own language says, as a tree (contract sheet kata, section 6). */

export const kataOperators = ['==', '!=', '<=', '>=', '<', '>'] as const;
export type KataOperator = (typeof kataOperators)[number];

/** Plain text, or what stands for any run of characters (`*`) or for exactly one (`?`). */
export type KataPatternPart = { readonly text: string } | { readonly wildcard: '*' | '?' };

export type KataConstant =
  | { readonly kind: 'string'; readonly parts: readonly KataPatternPart[] }
  | { readonly kind: 'integer'; readonly value: bigint };

export type KataFilter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly KataFilter[] }
  | { readonly kind: 'not'; readonly part: KataFilter }
  | {
      readonly kind: 'compare';
      readonly field: string;
      readonly operator: KataOperator;
      readonly constant: KataConstant;
    }
  | { readonly kind: 'in'; readonly field: string; readonly constants: readonly KataConstant[] };

/** How deep parentheses and NOTs may stand in each other (contract sheet kata, section 6.3). */
export const DEEPEST_KATA_FILTER = 64;

/** A text that is no KATA filter. */
export class KataFilterError extends Error {
  /** Of the character at which it goes wrong, counted from 1 in UTF-16 units; behind the last one for an early end. */
  readonly position: number;
  /** What is wrong there, without the position. */
  readonly fault: string;

  constructor(fault: string, position: number) {
    super(`${fault} at position ${position}`);
    this.name = 'KataFilterError';
    this.fault = fault;
    this.position = position;
  }
}
