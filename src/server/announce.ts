import type { Capability, VendorName } from '../model/source.ts';

export interface Announcement {
  readonly version: string;
  /** Where the gateway listens: `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly simulated: boolean;
  readonly sources: readonly {
    readonly name: string;
    readonly vendor: VendorName;
    readonly capabilities: ReadonlySet<Capability>;
  }[];
}

/** A query that the configured sources can answer. */
function example(sources: Announcement['sources']): string {
  for (const [capability, field] of [
    ['BROWSE_ALERTS', 'alerts'],
    ['BROWSE_EVENTS', 'events'],
  ] as const) {
    const source = sources.find(({ capabilities }) => capabilities.has(capability));
    if (source !== undefined)
      return `{ source(name: "${source.name}") { ${field}(first: 3) { nodes { time severity title } } } }`;
  }
  return '{ sources { name vendor state } }';
}

/** What the program says to people when it is up. Sources are named, never their addresses. */
export function announcement({ version, url, simulated, sources }: Announcement): string {
  const names = sources.map(({ name, vendor }) => `${name} (${vendor}${simulated ? ', simulated' : ''})`);
  return [
    `Crosswatch ${version}`,
    `GraphiQL  ${url}/graphql`,
    `Sources   ${names.join(', ')}`,
    `Try       ${example(sources)}`,
    '',
  ].join('\n');
}
