import { SUBPROTOCOL } from "@parlor/protocol";
import { type WebSocket, WebSocketServer } from "ws";

import type { SocketListener } from "../peer/socket.ts";
import type { Acceptor } from "./acceptor.ts";
import type { RoutedUpgrade } from "./upgrade-router.ts";
import { WriteGatherer } from "./write-gatherer.ts";
import { listen, WsSocket } from "./ws-socket.ts";

/** Turns upgrades into sockets of `ws`. */
export class WsAcceptor implements Acceptor {
  readonly #gatherer = new WriteGatherer();
  // ws knows closeTimeout, its types do not yet
  readonly #options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    autoPong: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
    handleProtocols: (offered: Set<string>) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : (false as const)),
  };
  readonly #server = new WebSocketServer(this.#options);

  accept({ request, socket, head }: RoutedUpgrade, listener: SocketListener, maxFrameBytes: number): WsSocket | null {
    let accepted: WebSocket | null = null;
    // a peer may have a limit of its own; ws reads it from here within this call
    this.#server.options.maxPayload = maxFrameBytes;
    try {
      this.#server.handleUpgrade(request, socket, head, (ws) => {
        listen(ws, listener);
        accepted = ws;
      });
    } catch {
      // ws throws if another taker of upgrades has answered this one already
      socket.destroy();
    }
    return accepted && new WsSocket(accepted, socket, this.#gatherer);
  }
}

/** How long a client may take for its part of the closing handshake before it is cut off. */
const CLOSE_TIMEOUT_MS = 5000;
