import { errorAnswer, type Fetch } from './answer.ts';

/** The largest request body, in bytes: ten thousand events of telemetry, each of a few kilobytes. */
export const MAX_BODY = 33_554_432;

const tooLarge = () =>
  errorAnswer(413, 'INVALID_INPUT', `The request body is larger than ${MAX_BODY} bytes.`);

/**
 * The whole body, or undefined when it is larger than MAX_BODY. A body that is too large is read to its end and thrown
 * away, as cutting the stream would cut the connection before the answer; the server's requestTimeout bounds it.
 */
async function readWithin(body: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size <= MAX_BODY) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size <= MAX_BODY ? Buffer.concat(chunks) : undefined;
}

/** Answers 413 to a request whose body is larger than MAX_BODY. It reads a body that was not announced: check keys before. */
export function limitBody(next: Fetch): Fetch {
  return async (request) => {
    // Node's parser hands over no more than was announced.
    const announced = request.headers.get('content-length');
    if (announced !== null) return Number(announced) > MAX_BODY ? tooLarge() : next(request);
    if (request.body === null || request.method === 'GET' || request.method === 'HEAD') return next(request);
    const body = await readWithin(request.body);
    if (body === undefined) return tooLarge();
    const { url, method, headers, signal } = request;
    return next(new Request(url, { method, headers, body, signal }));
  };
}
