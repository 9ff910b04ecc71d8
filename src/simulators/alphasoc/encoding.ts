/** Compression both ways (contract sheet alphasoc, section 1). */
import { constants, deflate, deflateRaw, gunzip, gzip, inflate, inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import type { RecordedRequest, SimAnswer } from '../kit.ts';
import { ApiProblem, badRequest } from './problems.ts';
import type { AlphaSocSwitches } from './switches.ts';
import type { Watch } from './watch.ts';

const pack = { gzip: promisify(gzip), zlib: promisify(deflate), raw: promisify(deflateRaw) };
const unpack = { gzip: promisify(gunzip), zlib: promisify(inflate), raw: promisify(inflateRaw) };

/** The encodings that an Accept-Encoding header allows, `*` included. */
function accepted(header: string): Set<string> {
  const allowed = new Set<string>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const refused = parameters.some((text) => /^q=0(\.0*)?$/.test(text));
    if (name !== '' && !refused) allowed.add(name);
  }
  return allowed;
}

/** The answer as the caller wants it: gzip before deflate before plain. */
export async function compressed(
  request: RecordedRequest,
  answer: SimAnswer,
  switches: AlphaSocSwitches,
): Promise<SimAnswer> {
  if (!switches.compress || answer.body === undefined || answer.body.length === 0) return answer;
  const allowed = accepted(request.headers['accept-encoding'] ?? '');
  const encoding = ['gzip', 'deflate'].find((name) => allowed.has(name) || allowed.has('*'));
  if (encoding === undefined) return answer;
  const body = await pack[encoding === 'gzip' ? 'gzip' : switches.deflate](answer.body);
  return { ...answer, headers: { ...answer.headers, 'content-encoding': encoding }, body };
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';

/** The body of an upload, inflated up to the limit and no further. Throws `ApiProblem`. */
export async function inflated(
  { headers, body }: RecordedRequest,
  switches: AlphaSocSwitches,
  watch: Watch,
): Promise<Buffer> {
  const { uploadLimit } = switches;
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const tooLarge = (): ApiProblem => {
    watch.note('oversize', `more than ${uploadLimit} bytes`);
    return new ApiProblem(switches.oversizeStatus, `the body is larger than ${uploadLimit} bytes`);
  };
  if (body.length === 0) return body;
  if (encoding === 'identity') {
    if (body.length > uploadLimit) throw tooLarge();
    return body;
  }
  if (encoding !== 'gzip' && encoding !== 'deflate') {
    throw new ApiProblem(switches.unknownEncodingStatus, 'the Content-Encoding is not supported');
  }
  try {
    const flavour = encoding === 'gzip' ? 'gzip' : switches.deflate;
    return await unpack[flavour](body, { maxOutputLength: uploadLimit, finishFlush: constants.Z_FINISH });
  } catch (error) {
    if (isTooLarge(error)) throw tooLarge();
    watch.note('mislabelled', `the body is not ${encoding}`);
    throw badRequest(`the body is not ${encoding}`);
  }
}
