/** What the contract sheet only assumes, and other test aids, one switch each. All may be turned while the simulator runs. */
export interface KataSwitches {
  /** `auto`: who asks for the first time is refused, and accepted `approvalDelayMs` later. `manual`: an administrator decides. Default `auto`. */
  approval: 'auto' | 'manual';
  /** Milliseconds on the simulator's clock. Default 0: the second request is answered. */
  approvalDelayMs: number;
  /** A caller without a client certificate: a 401, or a connection that is cut. Default 401. */
  withoutCertificate: 401 | 'cut';
  /** The most that `max_events` may ask for, and what counts without it. Default 10 000 (the vendor's figures are lost). */
  maxEvents: number;
  /** Real time that a second of `max_timeout` takes, in seconds. Default 1; 0: nobody waits. */
  windowScale: number;
  /** When an answer does not wait for the end of its window: once it is full, at the first event, or never. Default `full`. */
  earlyReturn: 'full' | 'first' | 'never';
  /** Whether a call without a token waits for the end of its window, too, or only sends what is there. Default true. */
  firstCallWaits: boolean;
  /** Real milliseconds before every answer, as "the actual total time to wait may be increased". Default 0. */
  latencyMs: number;
  /** A token is good for one answer. Default false: the same token again is the same place again. */
  oneShotTokens: boolean;
  /** A token left alone for over two hours goes on with the oldest event there is, without a word, or is a 400. Default `oldest`. */
  expiredToken: 'oldest' | 400;
  /** How many events each answer sends again from before the token's place (at least once). Default 0. */
  overlap: number;
  /** The order within an answer. Default `arrival`. */
  order: 'arrival' | 'reversed' | 'shuffled';
  /** The key `events` of an answer without any. Default `list`. */
  emptyEvents: 'list' | 'null' | 'absent';
  /** Of a 200. Default `application/octet-stream`. */
  contentType: string;
  /** A parameter nobody knows. Default `ignore`. */
  unknownParameter: 'ignore' | 'reject';
  /** A filter that looks for several event types is a 400. Default false. */
  singleTypePerRequest: boolean;
  /** Keys on the outermost level that go out under another name; `kumaKeyNames` is one set of them. Default none. */
  keyNames: Readonly<Record<string, string>>;
  /** Values of `EventType` that go out spelt otherwise; `kumaTypeNames` is one set of them. Default none. */
  typeNames: Readonly<Record<string, string>>;
  /** A number or boolean goes out as a string. Default false. */
  textualValues: boolean;
  /** Adds a key nobody knows to every event. Default false. */
  unknownKeys: boolean;
  /** For how long the truth remembers what came, in milliseconds; never less than the two hours. Default 24 hours. */
  rememberMs: number;
}

/** Spellings seen in the sheet's sources (section 7): `hostName` in the help, `RemoteIP` and `LocalIP` in KUMA. */
export const kumaKeyNames: Readonly<Record<string, string>> = {
  HostName: 'hostName',
  RemoteIp: 'RemoteIP',
  LocalIp: 'LocalIP',
};

/** KUMA's names of raw events (section 7.3). */
export const kumaTypeNames: Readonly<Record<string, string>> = {
  process: 'Process',
  applock: 'AppLock',
  blockdocument: 'BlockedDocument',
  module: 'Module',
  filechange: 'FileChange',
  driver: 'Driver',
  connection: 'Connection',
  portlisten: 'PortListen',
};

export function defaultSwitches(): KataSwitches {
  return {
    approval: 'auto',
    approvalDelayMs: 0,
    withoutCertificate: 401,
    maxEvents: 10_000,
    windowScale: 1,
    earlyReturn: 'full',
    firstCallWaits: true,
    latencyMs: 0,
    oneShotTokens: false,
    expiredToken: 'oldest',
    overlap: 0,
    order: 'arrival',
    emptyEvents: 'list',
    contentType: 'application/octet-stream',
    unknownParameter: 'ignore',
    singleTypePerRequest: false,
    keyNames: {},
    typeNames: {},
    textualValues: false,
    unknownKeys: false,
    rememberMs: 24 * 3_600_000,
  };
}
