import { randomBytes } from "node:crypto";

/** Digits of the sequence number in a message's mark. */
export const SEQUENCE_DIGITS = 10;

/** A message to send, whose sequence number is yet to be written. */
export interface Stampable {
  readonly payload: Buffer;
  /** The byte of the payload where the digits of the sequence number begin. */
  readonly sequenceAt: number;
}

/**
 * The frames of one sender, masked once and for all (RFC 6455 section 5.3), one behind the other. Only the sequence
 * number of each is written again, under the mask, so sending costs no copy. A place is free again when its message has
 * been delivered, and so has left for good.
 */
export class FrameRing {
  readonly #window: number;
  readonly #frameBytes: number;
  readonly #bytes: Buffer;
  readonly #mask: Buffer = randomBytes(4);
  /** Where a frame's payload begins in the frame, and the sequence number in the payload. */
  readonly #payloadAt: number;
  readonly #sequenceAt: number;

  constructor({ payload, sequenceAt }: Stampable, binary: boolean, window: number) {
    const frame = maskedFrame(binary ? FINAL_BINARY : FINAL_TEXT, payload, this.#mask);
    this.#window = window;
    this.#frameBytes = frame.length;
    this.#payloadAt = frame.length - payload.length;
    this.#sequenceAt = sequenceAt;
    this.#bytes = Buffer.concat(Array.from({ length: window }, () => frame));
  }

  /** Gives `write` the frames of these sequence numbers, in one piece, or two where the ring ends. */
  send(first: number, count: number, write: (frames: Buffer) => void): void {
    for (let sequence = first; sequence < first + count; sequence++) this.#stamp(sequence);
    const place = first % this.#window;
    const untilEnd = Math.min(count, this.#window - place);
    write(this.#frames(place, untilEnd));
    if (count > untilEnd) write(this.#frames(0, count - untilEnd));
  }

  /** A copy of the frame of this sequence number, for who cannot know when its place is free again. */
  copy(sequence: number): Buffer {
    this.#stamp(sequence);
    return Buffer.from(this.#frames(sequence % this.#window, 1));
  }

  #frames(place: number, count: number): Buffer {
    return this.#bytes.subarray(place * this.#frameBytes, (place + count) * this.#frameBytes);
  }

  #stamp(sequence: number): void {
    const payloadAt = (sequence % this.#window) * this.#frameBytes + this.#payloadAt;
    let rest = sequence;
    for (let at = this.#sequenceAt + SEQUENCE_DIGITS - 1; at >= this.#sequenceAt; at--) {
      const tenth = Math.floor(rest / 10);
      this.#bytes[payloadAt + at] = (ZERO + rest - tenth * 10) ^ (this.#mask[at & 3] ?? 0);
      rest = tenth;
    }
  }
}

/** One message as a masked frame. */
export function maskedMessage(payload: Buffer, binary: boolean): Buffer {
  return maskedFrame(binary ? FINAL_BINARY : FINAL_TEXT, payload, randomBytes(4));
}

/** The answer to a ping. */
export function maskedPong(payload: Buffer): Buffer {
  return maskedFrame(FINAL_PONG, payload, randomBytes(4));
}

function maskedFrame(kind: number, payload: Buffer, mask: Buffer): Buffer {
  if (payload.length > 65_535) throw new RangeError("A message of the bench fits a 16-bit length");
  const isShort = payload.length < 126;
  const head = Buffer.alloc(isShort ? 2 : 4);
  head[0] = kind;
  head[1] = 0x80 | (isShort ? payload.length : 126);
  if (!isShort) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, mask, masked(payload, mask)]);
}

function masked(payload: Buffer, mask: Buffer): Buffer {
  return Buffer.from(payload.map((byte, at) => byte ^ (mask[at & 3] ?? 0)));
}

const FINAL_TEXT = 0x81;
const FINAL_BINARY = 0x82;
const FINAL_PONG = 0x8a;
const ZERO = 0x30;
