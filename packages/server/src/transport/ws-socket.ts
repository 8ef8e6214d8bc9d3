import type { Duplex } from "node:stream";

import { WebSocket } from "ws";

import type { Socket, SocketListener } from "../peer/socket.ts";
import type { Frame } from "../room/frame.ts";
import type { WriteGatherer } from "./write-gatherer.ts";

/** Tells a listener what a socket of `ws` brings. */
export function listen(ws: WebSocket, listener: SocketListener): void {
  ws.on("message", (data: Buffer, isBinary: boolean) => {
    if (isBinary) listener.receiveBinary();
    else listener.receive(data.toString(), data.length);
  });
  ws.on("pong", () => listener.heard());
  ws.on("ping", (data) => {
    if (listener.pinged()) ws.pong(data);
  });
  ws.on("error", (error) => {
    const code = breach(error);
    if (code !== null) listener.broken(code);
  });
  ws.on("close", (code) => listener.closed(code));
}

/** Which breach of RFC 6455 ws has closed the socket for, or `null` for the network's errors, which "close" follows anyway. */
function breach(error: Error): "invalid_frame" | "invalid_text" | "frame_too_big" | null {
  if (!("code" in error) || typeof error.code !== "string" || !error.code.startsWith("WS_ERR_")) return null;
  if (error.code === "WS_ERR_INVALID_UTF8") return "invalid_text";
  return error.code.startsWith("WS_ERR_UNSUPPORTED_") ? "frame_too_big" : "invalid_frame";
}

/** A socket of `ws`, as a peer uses it. */
export class WsSocket implements Socket {
  readonly #ws: WebSocket;
  readonly #stream: Duplex;
  readonly #gatherer: WriteGatherer;

  /** @param stream what ws writes to. */
  constructor(ws: WebSocket, stream: Duplex, gatherer: WriteGatherer) {
    this.#ws = ws;
    this.#stream = stream;
    this.#gatherer = gatherer;
  }

  get bufferedBytes(): number {
    return this.#ws.bufferedAmount;
  }

  send(frame: Frame): void {
    if (this.#ws.readyState !== WebSocket.OPEN) return;
    this.#gatherer.write(this.#stream, () => this.#ws.send(frame.text));
  }

  ping(): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.ping();
  }

  close(code: number, reason: string): void {
    // a socket that is not read would never see the client's part of the closing handshake
    this.#ws.resume();
    this.#ws.close(code, reason);
  }

  pause(): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.pause();
  }

  resume(): void {
    this.#ws.resume();
  }
}
