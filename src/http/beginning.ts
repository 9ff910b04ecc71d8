import type { Dispatcher } from 'undici';

/**
 * Calls `begins` when undici is about to write the request to a connection that stands (TLS handshake included), and not
 * while it connects or waits. Error codes alone cannot tell the two apart: a socket may be reset in either.
 */
export function beginning(begins: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart(controller, context) {
        begins();
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (...told) => handler.onRequestUpgrade?.(...told),
      onResponseStart: (...told) => handler.onResponseStart?.(...told),
      onResponseData: (...told) => handler.onResponseData?.(...told),
      onResponseEnd: (...told) => handler.onResponseEnd?.(...told),
      onResponseError: (...told) => handler.onResponseError?.(...told),
    });
}
