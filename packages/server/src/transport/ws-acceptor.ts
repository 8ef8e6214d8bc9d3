import { encodeError, SUBPROTOCOL } from "@parlor/protocol";
import { type WebSocket, WebSocketServer } from "ws";

import type { RefusedUpgrade } from "../peer/admission.ts";
import type { RoutedUpgrade } from "./upgrade-router.ts";
import { WriteGatherer } from "./write-gatherer.ts";

/** Turns upgrades into sockets of `ws`, and bounds those of refused clients. */
export class WsAcceptor {
  readonly gatherer = new WriteGatherer();
  /** The sockets of refused clients that have not closed yet. */
  #refused = 0;
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

  /** Whether more refused clients may be told so on a socket of their own. */
  get canRefuse(): boolean {
    return this.#refused < MAX_REFUSED_SOCKETS;
  }

  /** Sends the 101 and gives back the socket, or `null` if the client is not there any more. */
  accept({ request, socket, head }: RoutedUpgrade, maxFrameBytes: number): WebSocket | null {
    let accepted: WebSocket | null = null;
    // a peer may have a limit of its own; ws reads it from here within this call
    this.#server.options.maxPayload = maxFrameBytes;
    try {
      this.#server.handleUpgrade(request, socket, head, (ws) => {
        accepted = ws;
      });
    } catch {
      // ws throws if another taker of upgrades has answered this one already
      socket.destroy();
    }
    return accepted;
  }

  /** Accepts the socket of a refused client, to tell it why, and closes it. */
  refuse(upgrade: RoutedUpgrade, { code, details, peerId }: RefusedUpgrade, close: number): void {
    const ws = this.accept(upgrade, REFUSED_MAX_FRAME_BYTES);
    if (ws === null) return;
    this.#countUntilClosed(ws);
    ws.on("error", () => ws.terminate());
    ws.send(encodeError(code, details, peerId));
    ws.close(close, code);
  }

  /** A socket that was opened before its client was refused: beyond the bound it is ended without a closing handshake. */
  letGo(ws: WebSocket, { socket }: RoutedUpgrade): void {
    // its client went away before it was refused
    if (ws.readyState === ws.CLOSED) return undefined;
    if (this.canRefuse) return this.#countUntilClosed(ws);
    socket.once("finish", () => socket.destroy());
    socket.end();
  }

  #countUntilClosed(ws: WebSocket): void {
    this.#refused++;
    ws.on("close", () => this.#refused--);
  }
}

const REFUSED_MAX_FRAME_BYTES = 1024;

/** Refused clients that are being told so. Beyond, HTTP has to do: a refusal must not cost more than an admission. */
const MAX_REFUSED_SOCKETS = 500;

/** How long a client may take for its part of the closing handshake before it is cut off. */
const CLOSE_TIMEOUT_MS = 5000;
