import { z } from 'zod';

const error = 'scheme, host and port of an http or https service, and no more';

/** A setting that is an origin: paths are the client's business, and credentials have settings of their own. */
export const origin = z.string({ error }).transform((text, context) => {
  const url = URL.parse(text);
  const bare =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    `${url.pathname}${url.search}${url.hash}${url.username}${url.password}` === '/';
  if (bare) return url.origin;
  context.issues.push({ code: 'custom', message: error, input: text });
  return z.NEVER;
});
