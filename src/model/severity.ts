/** Severities in rising order; UNKNOWN is below all. */
export const severities = ['UNKNOWN', 'INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Severity = (typeof severities)[number];

export const confidences = ['UNKNOWN', 'LOW', 'MEDIUM', 'HIGH'] as const;
export type Confidence = (typeof confidences)[number];

/** A severity's place in the order, 0 (UNKNOWN) to 5 (CRITICAL). */
export const severityRank = (severity: Severity): number => severities.indexOf(severity);

export const confidenceRank = (confidence: Confidence): number => confidences.indexOf(confidence);

/** The highest of the given severities, UNKNOWN when there is none. */
export function highestSeverity(list: Iterable<Severity>): Severity {
  let highest: Severity = 'UNKNOWN';
  for (const severity of list) if (severityRank(severity) > severityRank(highest)) highest = severity;
  return highest;
}

/** A vendor's word (any letter case) as a severity: `critical` -> CRITICAL; unknown words -> UNKNOWN. */
export function severityOfWord(word: string | null | undefined): Severity {
  const upper = (word ?? '').toUpperCase();
  return severities.find((severity) => severity === upper) ?? 'UNKNOWN';
}

export function confidenceOfWord(word: string | null | undefined): Confidence {
  const upper = (word ?? '').toUpperCase();
  return confidences.find((confidence) => confidence === upper) ?? 'UNKNOWN';
}
