import { randomBytes } from "node:crypto";

/** Digits of the sequence number in a message's mark. */
export const SEQUENCE_DIGITS = 10;

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

  /** @param sequenceAt the byte of the payload where the digits of the sequence number begin. */
  constructor(payload: Buffer, sequenceAt: number, window: number) {
    const frame = maskedTextFrame(payload, this.#mask);
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

/** A whole control frame, as small as those are. */
export function maskedPong(payload: Buffer): Buffer {
  const mask = randomBytes(4);
  return Buffer.concat([Buffer.from([0x8a, 0x80 | payload.length]), mask, masked(payload, mask)]);
}

function maskedTextFrame(payload: Buffer, mask: Buffer): Buffer {
  if (payload.length > 65_535) throw new RangeError("A message of the bench fits a 16-bit length");
  const isShort = payload.length < 126;
  const head = Buffer.alloc(isShort ? 2 : 4);
  head[0] = 0x81;
  head[1] = 0x80 | (isShort ? payload.length : 126);
  if (!isShort) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, mask, masked(payload, mask)]);
}

function masked(payload: Buffer, mask: Buffer): Buffer {
  return Buffer.from(payload.map((byte, at) => byte ^ (mask[at & 3] ?? 0)));
}

const ZERO = 0x30;
