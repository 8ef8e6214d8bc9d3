import { constants, isUtf8 } from "node:buffer";

import { GrowingBuffer } from "./growing-buffer.ts";
import { Unmasker } from "./unmasker.ts";

/** Who hears what a client's frames say. Each call may stop the reader. */
export interface FrameListener {
  /** A whole text message, of so many bytes. */
  text(text: string, bytes: number): void;
  /** A whole binary message. */
  binary(): void;
  /** The payload is only valid during the call. */
  pinged(payload: Buffer): void;
  ponged(): void;
  /** A close frame: its code, or 1005 if it has none, and its payload, which is only valid during the call. The last call. */
  closing(code: number, payload: Buffer): void;
  /** What came is not RFC 6455, or too much of it; to be closed with this code. The last call. */
  breach(code: 1002 | 1007 | 1008 | 1009): void;
}

/**
 * Reads the frames of one client (RFC 6455 section 5) out of the chunks in which they come. Frames are unmasked and read where
 * they lie; only what is split over chunks is copied.
 */
export class FrameReader {
  readonly #listener: FrameListener;
  readonly #maxMessageBytes: number;
  #state: "reading" | "paused" | "done" = "reading";
  /** Of the frame that was looked at last: its first byte, with FIN and the opcode, and how long its head is. */
  #first = 0;
  #headBytes = 0;
  /** The beginning of a frame whose rest has not come yet, and how long it has to be to be looked at again. */
  #split: GrowingBuffer | null = null;
  #needed = 0;
  /** The message whose fragments are coming: its opcode, or 0 if there is none. */
  #fragmented = 0;
  #fragments = 0;
  #messageBytes = 0;
  #message: GrowingBuffer | null = null;

  /** @param maxMessageBytes a longer message is a breach, be it one frame or many; `Infinity` for as much as a string holds. */
  constructor(listener: FrameListener, maxMessageBytes: number) {
    this.#listener = listener;
    this.#maxMessageBytes = Math.min(maxMessageBytes, constants.MAX_STRING_LENGTH);
  }

  /** Nothing is read from now on, also of the chunk that is being read, until {@link resume}. */
  pause(): void {
    if (this.#state === "reading") this.#state = "paused";
  }

  resume(): void {
    if (this.#state === "paused") this.#state = "reading";
  }

  /**
   * Reads a chunk, which it changes. Says how many of its bytes it has read: what it has not, because it was paused, is to be
   * handed over again. After the last call to its listener it says that it has read everything, whatever it is.
   */
  read(chunk: Buffer): number {
    let at = this.#split === null || this.#state !== "reading" ? 0 : this.#readSplit(chunk, this.#split);
    const unmasker = new Unmasker(chunk);
    while (at < chunk.length && this.#state === "reading") {
      const size = this.#look(chunk, at, chunk.length);
      if (size === BREACH) break;
      if (at + size <= chunk.length) {
        this.#take(unmasker, at + this.#headBytes, at + size);
        at += size;
      } else {
        this.#split = new GrowingBuffer();
        this.#split.append(chunk, at, chunk.length, size);
        this.#needed = size;
        return chunk.length;
      }
    }
    return this.#state === "done" ? chunk.length : at;
  }

  /** Goes on with a frame that began in another chunk, and gives back where its last byte is followed by others. */
  #readSplit(chunk: Buffer, split: GrowingBuffer): number {
    let at = 0;
    for (;;) {
      const end = Math.min(chunk.length, at + this.#needed - split.length);
      split.append(chunk, at, end, this.#needed);
      at = end;
      if (split.length < this.#needed) return at;
      const size = this.#look(split.bytes, 0, split.length);
      if (size === BREACH) return at;
      if (size <= split.length) {
        this.#split = null;
        this.#take(new Unmasker(split.bytes), this.#headBytes, size);
        return at;
      }
      this.#needed = size;
    }
  }

  /**
   * Looks at as much of a frame's head as is there (RFC 6455 section 5.2). Gives back how many bytes have to be there to know
   * more: for a whole head, that is the size of the frame.
   */
  #look(bytes: Buffer, at: number, end: number): number {
    if (end - at < 2) return 2;
    const first = bytes[at] ?? 0;
    const second = bytes[at + 1] ?? 0;
    if (!this.#mayCome(first, second)) return this.#breach(1002);
    let length = second & 0x7f;
    this.#first = first;
    this.#headBytes = 6;
    if (length === 126) {
      if (end - at < 4) return 4;
      length = bytes.readUInt16BE(at + 2);
      this.#headBytes = 8;
    } else if (length === 127) {
      if (end - at < 10) return 10;
      length = bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6);
      this.#headBytes = 14;
    }
    const isData = (first & CONTROL) === 0;
    if (isData && length > 0 && this.#messageBytes + length > this.#maxMessageBytes) return this.#breach(1009);
    return this.#headBytes + length;
  }

  /** Whether a frame may begin with these two bytes, after what came before. */
  #mayCome(first: number, second: number): boolean {
    const opcode = first & OPCODE;
    if ((first & RSV) !== 0 || (second & MASKED) === 0) return false;
    if (opcode === CONTINUATION) return this.#fragmented !== 0;
    if (opcode === TEXT || opcode === BINARY) return this.#fragmented === 0;
    if (opcode !== CLOSE && opcode !== PING && opcode !== PONG) return false;
    const length = second & 0x7f;
    return (first & FIN) !== 0 && length <= 125 && (opcode !== CLOSE || length !== 1);
  }

  /** Hands on the frame that was looked at last: all of it is there. */
  #take(unmasker: Unmasker, start: number, end: number): void {
    const { bytes } = unmasker;
    unmasker.unmask(start, end);
    const opcode = this.#first & OPCODE;
    if (opcode === TEXT && (this.#first & FIN) !== 0) this.#text(bytes, start, end);
    else if ((opcode & CONTROL) === 0) this.#takePart(bytes, start, end);
    else if (opcode === PING) this.#listener.pinged(bytes.subarray(start, end));
    else if (opcode === PONG) this.#listener.ponged();
    else this.#close(bytes.subarray(start, end));
  }

  #text(bytes: Buffer, start: number, end: number): void {
    const text = bytes.toString("utf8", start, end);
    // where UTF-8 is broken, a U+FFFD takes its place; but a client may also have sent one
    if (text.includes("\ufffd") && !isUtf8(bytes.subarray(start, end))) this.#breach(1007);
    else this.#listener.text(text, end - start);
  }

  /** A binary message, or a fragment of a message (RFC 6455 section 5.4). */
  #takePart(bytes: Buffer, start: number, end: number): void {
    if (++this.#fragments > MAX_FRAGMENTS) return void this.#breach(1008);
    const messageOpcode = this.#fragmented === 0 ? this.#first & OPCODE : this.#fragmented;
    this.#messageBytes += end - start;
    if (messageOpcode === TEXT && start < end) {
      this.#message ??= new GrowingBuffer();
      this.#message.append(bytes, start, end, this.#maxMessageBytes);
    }
    this.#fragmented = messageOpcode;
    if ((this.#first & FIN) === 0) return undefined;
    const message = this.#message;
    this.#message = null;
    this.#fragmented = 0;
    this.#fragments = 0;
    this.#messageBytes = 0;
    if (messageOpcode === BINARY) return this.#listener.binary();
    if (message === null) return this.#listener.text("", 0);
    return this.#text(message.bytes, 0, message.length);
  }

  /** RFC 6455 section 5.5.1. */
  #close(payload: Buffer): void {
    const code = payload.length === 0 ? NO_CODE : payload.readUInt16BE(0);
    if (payload.length > 0 && !mayBeSent(code)) return void this.#breach(1002);
    if (!isUtf8(payload.subarray(2))) return void this.#breach(1007);
    this.#state = "done";
    return this.#listener.closing(code, payload);
  }

  #breach(code: 1002 | 1007 | 1008 | 1009): typeof BREACH {
    this.#state = "done";
    this.#message = null;
    this.#split = null;
    this.#listener.breach(code);
    return BREACH;
  }
}

/** RFC 6455 section 7.4, and the codes that have been registered since. */
function mayBeSent(code: number): boolean {
  return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
}

const BREACH = -1;

/** Fragments of one message. Empty ones cost no memory, but time that no rate limit counts. */
const MAX_FRAGMENTS = 16_384;

const FIN = 0x80;
const RSV = 0x70;
const OPCODE = 0x0f;
/** Set in the opcodes of control frames. */
const CONTROL = 0x08;
const MASKED = 0x80;

const CONTINUATION = 0x0;
const TEXT = 0x1;
const BINARY = 0x2;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

/** The client's close frame has no code (RFC 6455 section 7.1.5). */
const NO_CODE = 1005;
