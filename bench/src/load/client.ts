import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

import { maskedPong } from "./frames.ts";

/** What a client tells whoever made it. Text frames are bytes of a buffer that is used again: look, do not keep. */
export interface ClientListener {
  text(bytes: Buffer, start: number, end: number): void;
  /** Everything that one read brought has been told. */
  readEnded(): void;
  /** It cannot go on: the server refused, broke the protocol or went away. */
  failed(problem: string): void;
}

/**
 * A WebSocket client on a raw socket, that does only what a load generator needs: a client library would be full long
 * before the server is.
 */
export class Client {
  readonly #socket: Socket;
  readonly #listener: ClientListener;
  /** The beginning of a frame whose end has not come yet. */
  #rest: Buffer | null = null;
  #upgraded = false;

  constructor(port: number, path: string, listener: ClientListener) {
    this.#listener = listener;
    this.#socket = connect({
      host: "127.0.0.1",
      port,
      noDelay: true,
      onread: {
        buffer: READ_BUFFER,
        callback: (count) => {
          this.#read(count);
          return true;
        },
      },
    });
    this.#socket.on("error", (error) => listener.failed(error.message));
    this.#socket.on("close", () => listener.failed("the server closed the connection"));
    this.#socket.write(upgradeRequest(port, path));
  }

  readonly write = (frames: Buffer): void => {
    this.#socket.write(frames);
  };

  #read(count: number): void {
    let bytes = READ_BUFFER;
    let end = count;
    if (this.#rest !== null) {
      bytes = Buffer.concat([this.#rest, READ_BUFFER.subarray(0, count)]);
      end = bytes.length;
    }
    const readUpTo = this.#readFrames(bytes, this.#upgraded ? 0 : this.#readUpgrade(bytes, end), end);
    this.#rest = readUpTo === end ? null : Buffer.from(bytes.subarray(readUpTo, end));
    this.#listener.readEnded();
  }

  #readUpgrade(bytes: Buffer, end: number): number {
    const headEnd = bytes.subarray(0, end).indexOf("\r\n\r\n");
    if (headEnd === -1) return 0;
    const head = bytes.toString("latin1", 0, headEnd);
    if (head.startsWith("HTTP/1.1 101 ")) this.#upgraded = true;
    else this.#listener.failed(`the upgrade was answered with ${head.split("\r\n", 1).join("")}`);
    return headEnd + 4;
  }

  /** Tells every whole frame, and gives back where the first that is not whole begins. */
  #readFrames(bytes: Buffer, start: number, end: number): number {
    let at = start;
    while (this.#upgraded && at + 2 <= end) {
      const length = (bytes[at + 1] ?? 0) & 0x7f;
      const headBytes = HEAD_BYTES[length] ?? 2;
      if (at + headBytes > end) break;
      const payloadAt = at + headBytes;
      const payloadEnd = payloadAt + payloadLength(bytes, at, length);
      if (payloadEnd > end) break;
      this.#frame(bytes, at, payloadAt, payloadEnd);
      at = payloadEnd;
    }
    return at;
  }

  #frame(bytes: Buffer, at: number, start: number, end: number): void {
    const kind = bytes[at] ?? 0;
    if (kind === FINAL_TEXT) this.#listener.text(bytes, start, end);
    else if (kind === FINAL_PING) this.#socket.write(maskedPong(bytes.subarray(start, end)));
    else if (kind === FINAL_CLOSE) this.#listener.failed(`closed: ${bytes.toString("utf8", start + 2, end)}`);
    else this.#listener.failed(`a frame that begins with byte ${kind}, which no server here sends`);
  }
}

/** All clients read into the same one, each to the end before the next: nothing is allocated for a read. */
const READ_BUFFER = Buffer.allocUnsafeSlow(256 * 1024);

const FINAL_TEXT = 0x81;
const FINAL_CLOSE = 0x88;
const FINAL_PING = 0x89;

/** Bytes of a frame's head by the 7 bits of its length, where they are not 2 (RFC 6455 section 5.2). */
const HEAD_BYTES: Readonly<Record<number, number>> = { 126: 4, 127: 10 };

function payloadLength(bytes: Buffer, at: number, length: number): number {
  if (length === 126) return bytes.readUInt16BE(at + 2);
  return length === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : length;
}

function upgradeRequest(port: number, path: string): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    "\r\n",
  ].join("\r\n");
}
