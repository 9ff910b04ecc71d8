/** One request to a source, vendor-blind. */
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with a slash, is encoded as it shall be sent, and holds no query. */
  readonly path: string;
  /** Encoded by the client; a name may repeat. */
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON body; sets Content-Type. At most one of `json`, `form` and `bytes`. */
  readonly json?: unknown;
  /** A form body (application/x-www-form-urlencoded). */
  readonly form?: Readonly<Record<string, string>>;
  /** The body of a write as it goes on the wire; `headers` has to say what it is. */
  readonly bytes?: Uint8Array;
  /**
   * True for what only reads (a POST search, too): it is retried, and identical ones in flight are shared. False for
   * writes: sent once, never shared.
   */
  readonly read: boolean;
  /** How the body of a 2xx or expected answer is given back. Default `json`. */
  readonly as?: 'json' | 'bytes' | 'nothing';
  /**
   * Statuses outside 2xx that the caller deals with: they come back as an answer instead of a SourceError, are not
   * retried, and their body is undefined when it cannot be parsed.
   */
  readonly expect?: readonly number[];
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** `json`: the parsed value, integers past 2^53 as text. `bytes`: a Buffer. `nothing`: undefined. */
  readonly body: unknown;
}

/** What a request needs to know of the operation it is made for; `Call` of the model is one. */
export interface RequestScope {
  readonly signal: AbortSignal;
  /** Told once for every request that really goes out, retries included; not for a shared one. */
  sent(): void;
}

export interface HttpClient {
  /**
   * Sends a request and reads the answer. Throws SourceError only (kinds: timeout, unavailable, unauthorized,
   * rate-limited, invalid-response, rejected, not-found, aborted), `undelivered` when nothing of the request was written
   * to a connection, or when the TLS handshake was refused.
   */
  request(request: UpstreamRequest, scope: RequestScope): Promise<UpstreamAnswer>;
  /** Cuts idle connections and refuses further requests. */
  close(): Promise<void>;
}

/** Credentials that may need a call of their own (OAuth2), or none (a fixed header). */
export interface Credentials {
  /** Headers that carry the credential. May throw SourceError (kind unauthorized for refused credentials). */
  headers(scope: RequestScope): Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
  /**
   * Told that a request with these headers was answered 401. True: something can be renewed, so the request is worth
   * one more try with fresh headers.
   */
  refused?(headers: Readonly<Record<string, string>>): boolean;
}
