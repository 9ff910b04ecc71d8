import { LineCounter, parseDocument, visit } from 'yaml';
import { ConfigError, type ConfigFault } from './faults.ts';

/** The file as plain values. Throws ConfigError with the place of everything that is not YAML. */
export function readYaml(text: string): unknown {
  const lines = new LineCounter();
  const faults: ConfigFault[] = [];
  const fault = (offset: number, message: string): void => {
    const { line, col } = lines.linePos(offset);
    faults.push({ path: `line ${line}, column ${col}`, message, expected: 'YAML 1.2' });
  };
  try {
    // yaml's own messages quote the text, and the text may hold secrets: only the kind of the error is told.
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
    for (const { code, pos } of [...document.errors, ...document.warnings]) {
      fault(pos[0], `not valid YAML (${code.toLowerCase().replaceAll('_', ' ')})`);
    }
    visit(document, {
      Alias: (_key, alias) => {
        if (alias.resolve(document) === undefined)
          fault(alias.range?.[0] ?? 0, 'an alias without its anchor');
      },
    });
    if (faults.length === 0) return document.toJS();
  } catch {
    faults.push({ path: 'the file', message: 'cannot be read', expected: 'YAML without endless nesting' });
  }
  throw new ConfigError(faults);
}
