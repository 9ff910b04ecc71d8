import type { VendorName } from '../model/source.ts';

export interface Announcement {
  readonly version: string;
  /** Where the gateway listens: `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly simulated: boolean;
  readonly sources: readonly {
    readonly name: string;
    readonly vendor: VendorName;
  }[];
}

/** What the program says to people when it is up. Sources are named, never their addresses. */
export function announcement({ version, url, simulated, sources }: Announcement): string {
  const names = sources.map(({ name, vendor }) => `${name} (${vendor}${simulated ? ', simulated' : ''})`);
  return [
    `Crosswatch ${version}`,
    `GraphiQL  ${url}/graphql`,
    `Sources   ${names.join(', ')}`,
    'Try       { alerts(first: 3) { nodes { time severity title source { name } } sourceResults { source { name } outcome } } }',
    '',
  ].join('\n');
}
