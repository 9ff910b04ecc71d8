import { startFollowing, type Following, type FollowingOptions } from '../../src/following.ts';
import { comparedKinds, offered, type Follows, type Sims } from './sims.ts';
import { recorded } from './recorded.ts';

export const followed: readonly Follows[] = ['argus', 'alpha', 'kata', 'gta'];

export interface Logged {
  readonly level: string;
  readonly details: object;
  readonly message: string;
}

export interface Running extends AsyncDisposable {
  readonly following: Following;
  readonly logged: readonly Logged[];
  /** Settles once the condition holds; it is looked at now and again. */
  until(condition: () => boolean): Promise<void>;
}

/** Follows the simulators on their clock. */
export async function follow(
  sims: Sims,
  journal = ':memory:',
  options: Partial<FollowingOptions> = {},
): Promise<Running> {
  const logged: Logged[] = [];
  const level = (name: string) => (details: object, message: string) =>
    void logged.push({ level: name, details, message });
  const following = await startFollowing({
    config: sims.config(journal),
    log: { info: level('info'), warn: level('warn'), error: level('error') },
    now: () => sims.clock.now(),
    ...options,
  });
  return {
    following,
    logged,
    async until(condition) {
      while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    [Symbol.asyncDispose]: () => following.close(),
  };
}

/** What a source offers and the journal lacks, what it has beyond that, and what its log did wrong. */
export function differences(sims: Sims, { reader }: Following, source: Follows) {
  const { present = new Set<string>(), faults = [] } = recorded(reader).get(source) ?? {};
  const wanted = offered(sims, source);
  const kinds = comparedKinds[source];
  const strange = [...present].filter((key) => kinds.includes(key.split(' ')[0] ?? '') && !wanted.has(key));
  return { missing: [...wanted].filter((key) => !present.has(key)), strange, faults };
}

export const none = { missing: [], strange: [], faults: [] };
