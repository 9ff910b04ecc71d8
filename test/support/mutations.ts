/** Mutations as a client asks for them, and what there is to see of them afterwards. */
import { startRig, type Answer, type Ask, type Rig } from './rig.ts';

export type Input = Readonly<Record<string, unknown>>;

const ways = { timeout: '30s', follow: { every: '1h', from: '90d' } };

interface Followed {
  readonly sources: readonly { readonly feeds: readonly { readonly lag: number | null }[] }[];
}

/** A gateway over three vendors that take writes; what they held at first is in its journal. */
export async function open(): Promise<Rig> {
  const rig = await startRig({
    alpha: {},
    follow: true,
    sources: { argus: ways, gta: ways, alpha: ways },
  });
  await rig.until(async () => {
    const { data } = await rig.ask<Followed>('{ sources { feeds { lag } } }');
    return (data?.sources ?? []).every(({ feeds }) => feeds.every(({ lag }) => lag !== null));
  });
  return rig;
}

const everyError = `... on Error { code message }
  ... on InvalidInputError { fields { path } }
  ... on RateLimitedError { retryAt }
  ... on SourceUnavailableError { retryAt }`;

const payloadOf = (name: string): string =>
  name.startsWith('assess')
    ? 'AssessEventsPayload'
    : `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;

/** Asks one mutation; `selection` is of its payload. Fails when the answer has errors beside the data. */
export async function mutation<T = unknown>(
  { ask }: { readonly ask: Ask },
  name: string,
  input: Input,
  selection: string,
): Promise<Answer<T>> {
  const answer = await ask<T>(
    `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) {
      ${name}(input: $input) { __typename ... on ${payloadOf(name)} { ${selection} } ${everyError} }
    }`,
    { input },
  );
  if (answer.errors.length > 0) throw new Error(answer.text.slice(0, 1_000));
  return answer;
}

export interface Recorded {
  readonly mutation: string;
  readonly source: string;
  readonly ids: readonly string[];
  readonly outcome: string;
}

/** The audit log, oldest first. */
export async function recorded({ ask }: { readonly ask: Ask }): Promise<readonly Recorded[]> {
  const all: Recorded[] = [];
  interface Log {
    readonly auditLog: {
      readonly nodes: readonly Recorded[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  }
  for (let after: string | null = null; ;) {
    const { data, text }: Answer<Log> = await ask<Log>(
      `query ($after: String) {
        auditLog(first: 1000, after: $after) {
          nodes { mutation source ids outcome } pageInfo { hasNextPage endCursor }
        }
      }`,
      { after },
    );
    if (!data) throw new Error(text);
    all.push(...data.auditLog.nodes);
    if (!data.auditLog.pageInfo.hasNextPage) return all;
    after = data.auditLog.pageInfo.endCursor;
  }
}

/** Requests at all simulators that change something, or try to. */
export const writesAt = ({ argus, gta, alpha }: Pick<Rig, 'argus' | 'gta' | 'alpha'>): number =>
  argus.count(/\/assessment|^\/events\/v2\/event(\/bulk)?$/) +
  gta.count(/\/(status|note)$/) +
  alpha.count(undefined, 'POST');
