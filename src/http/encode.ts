import type { UpstreamRequest } from './types.ts';

/** A request as it goes on the wire, but for the credential. */
export interface EncodedRequest {
  readonly method: UpstreamRequest['method'];
  /** With the base path and the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

/**
 * Puts a request into its wire form. Throws TypeError for one that breaks the rules of UpstreamRequest: those are
 * mistakes of the vendor module, and no answer would make sense.
 */
export function encodeRequest(request: UpstreamRequest, basePath: string): EncodedRequest {
  const { path, query, json, form, bytes } = request;
  if (!path.startsWith('/') || /[?#\s]/.test(path))
    throw new TypeError('path is not encoded, or holds a query');
  if ([json, form, bytes].filter((body) => body !== undefined).length > 1)
    throw new TypeError('json, form and bytes exclude each other');
  if (bytes !== undefined && request.read) throw new TypeError('bytes are for writes');
  const search = (query ?? [])
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'crosswatch' };
  if (json !== undefined) headers['content-type'] = 'application/json';
  if (form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
  return {
    method: request.method,
    path: `${basePath}${path}${search === '' ? '' : `?${search}`}`,
    headers,
    body:
      json !== undefined
        ? JSON.stringify(json)
        : form !== undefined
          ? new URLSearchParams(form).toString()
          : bytes,
  };
}

/** Equal for requests whose answers are interchangeable. */
export function sharingKey(request: UpstreamRequest, encoded: EncodedRequest): string {
  const headers = Object.entries(encoded.headers).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const { method, path, body } = encoded;
  return JSON.stringify([method, path, body ?? null, headers, request.as ?? 'json', request.expect ?? []]);
}
