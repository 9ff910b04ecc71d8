import { resolve } from 'node:path';
import { formatPath, type ConfigFault, type Path } from './faults.ts';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of the file with this absolute path; what it throws makes a fault. */
  readFile(path: string): string;
  /** What relative paths start from: the absolute folder of the file. */
  readonly baseDir: string;
}

/** No setting lies deeper than six. */
const DEEPEST = 50;

/** In `sources[n].tls` these name files; PEM text may stand there as it is. */
const isTlsFile = (path: Path): boolean =>
  path.length === 4 && path[2] === 'tls' && ['cert', 'key', 'ca'].includes(String(path[3]));

/** Puts variables and files in the place of their names; what cannot be had becomes a fault and undefined. */
export function expand(
  tree: unknown,
  { env, readFile, baseDir }: Surroundings,
): { readonly tree: unknown; readonly faults: readonly ConfigFault[] } {
  const faults: ConfigFault[] = [];

  function variables(text: string, path: Path): string | undefined {
    const before = faults.length;
    const fault = (message: string, expected: string) =>
      faults.push({ path: formatPath(path), message, expected });
    const expanded = text.replace(/\$\$\{|\$\{([^}]*)\}?/g, (match, variable: string | undefined) => {
      if (variable === undefined) return '${';
      const value = Object.hasOwn(env, variable) ? env[variable] : undefined;
      if (!/^[A-Za-z_]\w*\}$/.test(match.slice(2))) {
        fault('not a reference to a variable', '${NAME}, or $${ for the characters themselves');
      } else if (value === undefined) {
        fault(`the environment variable ${variable} is not set`, `a value for ${variable}`);
      }
      return value ?? '';
    });
    return faults.length === before ? expanded : undefined;
  }

  function content(path: Path, file: string): string | undefined {
    try {
      return readFile(resolve(baseDir, file)).replace(/\r?\n$/, '');
    } catch {
      faults.push({
        path: formatPath(path),
        message: 'the file cannot be read',
        expected: 'a readable file',
      });
      return undefined;
    }
  }

  function value(node: unknown, path: Path, above: readonly unknown[]): unknown {
    if (typeof node === 'string') {
      const text = variables(node, path);
      if (text === undefined) return undefined;
      // Only what the file itself says names a file: a secret that begins with `file:` stays a secret.
      if (node.startsWith('file:')) return content(path, text.slice('file:'.length));
      return isTlsFile(path) && !text.startsWith('-----BEGIN') ? content(path, text) : text;
    }
    if (typeof node !== 'object' || node === null) return node;
    if (above.includes(node) || above.length > DEEPEST) {
      faults.push({
        path: formatPath(path),
        message: 'nested too deeply',
        expected: 'no list or mapping inside itself',
      });
      return undefined;
    }
    const within = [...above, node];
    if (Array.isArray(node)) return node.map((item, i) => value(item, [...path, i], within));
    return Object.fromEntries(
      Object.entries(node).map(([key, item]) => [key, value(item, [...path, key], within)]),
    );
  }
  return { tree: value(tree, [], []), faults };
}
