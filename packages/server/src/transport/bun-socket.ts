import { ERRORS } from "@parlor/protocol";

import type { Socket, SocketListener } from "../peer/socket.ts";
import type { Frame } from "../room/frame.ts";
import type { BunConnection, BunServerWebSocket } from "./bun-api.ts";
import type { BunTurns } from "./bun-turns.ts";

/** One of Bun's sockets, as a peer uses it, and what Bun tells about it. Bun frames and parses RFC 6455. */
export class BunSocket implements Socket, BunConnection {
  readonly #listener: SocketListener;
  readonly #maxFrameBytes: number;
  readonly #turns: BunTurns;
  /** `null` before it has opened, and once it is closed. */
  #ws: BunServerWebSocket | null = null;
  /** What leaves at the end of this turn, and how long that is. */
  #unsent: string[] = [];
  #unsentLength = 0;
  #isPaused = false;
  /** Whether nothing is read because the client does not read its pongs. */
  #isChoked = false;
  #isClosing = false;

  /** @param maxFrameBytes in one message; Bun has one bound for all sockets of a server, which holds as well. */
  constructor(listener: SocketListener, maxFrameBytes: number, turns: BunTurns) {
    this.#listener = listener;
    this.#maxFrameBytes = maxFrameBytes;
    this.#turns = turns;
  }

  // what a peer calls

  /** What waits for the turn's end does not look like what waits for a slow reader: it is not counted. */
  get bufferedBytes(): number {
    return this.#ws?.getBufferedAmount() ?? 0;
  }

  send({ text }: Frame): void {
    if (this.#ws === null) return;
    if (this.#unsent.push(text) === 1) this.#turns.add(this);
    this.#unsentLength += text.length;
    if (this.#unsentLength >= GATHERED_LENGTH) this.flush();
  }

  ping(): void {
    this.#ws?.ping();
  }

  close(code: number, reason: string): void {
    const ws = this.#ws;
    if (ws === null) return;
    this.flush();
    ws.resume();
    this.#isClosing = true;
    // Bun waits for the client's close frame some seconds at most, and tells nobody of it
    ws.close(code, reason);
  }

  pause(): void {
    this.#isPaused = true;
    this.#ws?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    if (!this.#isChoked) this.#ws?.resume();
  }

  /** Sends what this turn has brought; for {@link BunTurns}. */
  flush(): void {
    const unsent = this.#unsent;
    const ws = this.#ws;
    if (unsent.length === 0) return;
    this.#unsent = [];
    this.#unsentLength = 0;
    if (unsent.length === 1) ws?.send(unsent[0] ?? "");
    else ws?.cork(() => unsent.forEach((text) => ws.send(text)));
  }

  // what Bun calls

  opened(ws: BunServerWebSocket): void {
    this.#ws = ws;
  }

  text(text: string): void {
    const bytes = Buffer.byteLength(text);
    if (bytes > this.#maxFrameBytes) this.#refuseSize();
    else this.#listener.receive(text, bytes);
  }

  binary(): void {
    this.#listener.receiveBinary();
  }

  /** Bun has answered it already, and cannot be kept from it. So whoever does not read the answers is not read either. */
  pinged(): void {
    if (this.#listener.pinged() || this.bufferedBytes === 0) return;
    this.#isChoked = true;
    this.#ws?.pause();
  }

  ponged(): void {
    this.#listener.heard();
  }

  drained(): void {
    if (!this.#isChoked) return;
    this.#isChoked = false;
    if (!this.#isPaused) this.#ws?.resume();
  }

  closed(code: number, reason: string): void {
    this.#ws = null;
    // Bun says so within our own call of close(), whose caller is not done
    if (this.#isClosing) return queueMicrotask(() => this.#listener.closed(NO_CLOSE_FRAME));
    const breach = code === NO_CLOSE_FRAME ? breachOf(reason) : null;
    if (breach !== null) this.#listener.broken(breach);
    this.#listener.closed(code);
  }

  #refuseSize(): void {
    this.#listener.broken("frame_too_big");
    this.close(ERRORS.frame_too_big.close, "");
  }
}

/** Which breach of RFC 6455 Bun has closed the socket for, by the reason that it has told the client. */
function breachOf(reason: string): "invalid_frame" | "invalid_text" | "frame_too_big" | null {
  if (!reason.startsWith("Received ")) return null;
  if (reason.includes("UTF-8")) return "invalid_text";
  return reason.endsWith("too big message") ? "frame_too_big" : "invalid_frame";
}

/** RFC 6455 section 7.1.5: there was no close frame. */
const NO_CLOSE_FRAME = 1006;

/** Beyond this a larger write saves nothing. */
const GATHERED_LENGTH = 65_536;
