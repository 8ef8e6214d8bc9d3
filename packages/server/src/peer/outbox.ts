import { type CloseErrorCode, encodeError, ERRORS, type Json } from "@parlor/protocol";

import { Frame } from "../room/frame.ts";
import type { Socket } from "./socket.ts";

/** What goes to one client: frames in order, as many bytes as may wait, and a last word with a close code. */
export class Outbox {
  readonly #peerId: string;
  readonly #maxBytes: number;
  #socket: Socket | null = null;

  /** @param maxBytes how many bytes may wait for the client to read them. */
  constructor(peerId: string, maxBytes: number) {
    this.#peerId = peerId;
    this.#maxBytes = maxBytes;
  }

  /** Whether there is a socket: it has opened, and it is not gone. */
  get isOpen(): boolean {
    return this.#socket !== null;
  }

  /** Whether more waits for the client than may. */
  get isOverfull(): boolean {
    return this.#socket !== null && this.#socket.bufferedBytes > this.#maxBytes;
  }

  open(socket: Socket): void {
    this.#socket = socket;
  }

  /** The socket is closed and gone. */
  gone(): void {
    this.#socket = null;
  }

  send(frame: Frame): void {
    this.#socket?.send(frame);
  }

  ping(): void {
    this.#socket?.ping();
  }

  /** Says why, and closes with the code of the error table; the code's name is the close reason. */
  close(code: CloseErrorCode, details: Json): void {
    this.#socket?.send(new Frame(encodeError(code, details, this.#peerId)));
    this.#socket?.close(ERRORS[code].close, code);
  }
}
