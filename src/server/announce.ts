import type { VendorName } from '../model/source.ts';

export interface Announcement {
  readonly version: string;
  /** Where the gateway listens: `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly simulated: boolean;
  /** Keys that are let in; 0: everybody on this machine may everything. */
  readonly keys: number;
  readonly sources: readonly {
    readonly name: string;
    readonly vendor: VendorName;
  }[];
}

const accessTo = (keys: number): string =>
  keys === 0
    ? 'no keys are configured: this machine only, and everybody on it may everything'
    : `with one of ${keys} configured ${keys === 1 ? 'key' : 'keys'}: Authorization: Bearer <key>`;

/** What the program says to people when it is up. Sources are named, never their addresses. */
export function announcement({ version, url, simulated, keys, sources }: Announcement): string {
  const names = sources.map(({ name, vendor }) => `${name} (${vendor}${simulated ? ', simulated' : ''})`);
  return [
    `Crosswatch ${version}`,
    `GraphiQL  ${url}/graphql`,
    `Sources   ${names.join(', ')}`,
    `Access    ${accessTo(keys)}`,
    'Try       { alerts(first: 3) { nodes { time severity title source { name } } sourceResults { source { name } outcome } } }',
    '',
  ].join('\n');
}
