export interface ConfigFault {
  /** `sources[1].apiKey`, or `line 3, column 5` for text that is no YAML. */
  readonly path: string;
  readonly message: string;
  readonly expected: string;
}

/** The configuration is wrong; every fault is listed. No message holds a value of the file or of the environment. */
export class ConfigError extends Error {
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(
      faults.map(({ path, message, expected }) => `${path}: ${message}; expected ${expected}`).join('\n'),
    );
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** A place in the file, from its root. */
export type Path = readonly PropertyKey[];

/** `sources[1].apiKey`; the root is `the file`. */
export const formatPath = (path: Path): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    // A key that is no plain word may be a value that slipped to the wrong side of a colon.
    const word = /^[\w-]{1,40}$/.test(String(part)) ? String(part) : '(unreadable key)';
    return text === '' ? word : `${text}.${word}`;
  }, '') || 'the file';
