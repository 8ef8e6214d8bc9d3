import type { EventMap } from "@parlor/protocol";

import { Connection } from "./connection.ts";
import { resolveConnectOptions, type ConnectOptions } from "./options.ts";
import { socketUrl } from "./socket-url.ts";

/**
 * Connects to a Parlor server, and comes back by itself until it is closed or refused for good. Returns at once, in state
 * `connecting`: listeners added in the same turn miss nothing.
 *
 * `url` is a `ws`, `wss`, `http` or `https` URL, or one relative to the page, such as `/socket/room`. `Events` declares
 * the application's events, name to data; nobody checks what other peers really send.
 *
 * @throws ConnectionError `bad_url`, `bad_option`, `bad_token`, or `no_socket` if the WebSocket cannot even be created.
 * Everything that goes wrong later is a state, never an exception; with a function as `token` nearly everything is later.
 * Only what the program's own functions and listeners throw is reported (`reportError`); `token` may: see `onTokenError`.
 */
export function connect<Events extends EventMap = EventMap>(
  url: string | URL,
  options: ConnectOptions = {},
): Connection<Events> {
  return new Connection<Events>(socketUrl(url), resolveConnectOptions(options));
}
