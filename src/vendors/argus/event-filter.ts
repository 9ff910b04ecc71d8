import type { AlertFilter, EventFilter, ThreatDetectionFilter } from '../../model/filters.ts';

type Maybe<T> = T | null | undefined;

export const present = <T>(value: Maybe<T>): value is T => value !== null && value !== undefined;

/** Every key that filters on records made of events may have. */
export interface EventLikeFilter extends Omit<EventFilter, 'and' | 'or' | 'not'> {
  readonly and?: Maybe<readonly EventLikeFilter[]>;
  readonly or?: Maybe<readonly EventLikeFilter[]>;
  readonly not?: Maybe<EventLikeFilter>;
  readonly statuses?: AlertFilter['statuses'];
  readonly verdicts?: AlertFilter['verdicts'];
  readonly labels?: AlertFilter['labels'];
  readonly minConfidence?: ThreatDetectionFilter['minConfidence'];
}
