/** What a frame reader tells. The bytes are of a buffer that is used again: look, do not keep. */
export interface FrameListener {
  /** A whole text or binary message. */
  message(bytes: Buffer, start: number, end: number): void;
  ping(payload: Buffer): void;
  /** A close frame, or something that no server here sends. Nothing is read after it. */
  ended(problem: string): void;
}

/** Takes apart what a server sends (RFC 6455 section 5), however the reads split it. Servers here fragment nothing. */
export class FrameReader {
  readonly #listener: FrameListener;
  readonly #finalMessage: number;
  /** The beginning of a frame whose end has not come yet. */
  #rest: Buffer | null = null;
  #ended = false;

  constructor(binary: boolean, listener: FrameListener) {
    this.#listener = listener;
    this.#finalMessage = binary ? FINAL_BINARY : FINAL_TEXT;
  }

  /** Tells every frame that is whole with these bytes. */
  read(bytes: Buffer, start: number, end: number): void {
    if (this.#rest === null) {
      const readUpTo = this.#readWhole(bytes, start, end);
      if (readUpTo < end) this.#rest = Buffer.from(bytes.subarray(readUpTo, end));
    } else {
      const joined = Buffer.concat([this.#rest, bytes.subarray(start, end)]);
      const readUpTo = this.#readWhole(joined, 0, joined.length);
      this.#rest = readUpTo < joined.length ? joined.subarray(readUpTo) : null;
    }
  }

  /** Gives back where the first frame that is not whole begins. */
  #readWhole(bytes: Buffer, start: number, end: number): number {
    let at = start;
    while (at + 2 <= end && !this.#ended) {
      const length = (bytes[at + 1] ?? 0) & 0x7f;
      const payloadAt = at + headBytes(length);
      if (payloadAt > end) break;
      const payloadEnd = payloadAt + payloadLength(bytes, at, length);
      if (payloadEnd > end) break;
      if (bytes[at] === this.#finalMessage) this.#listener.message(bytes, payloadAt, payloadEnd);
      else this.#control(bytes, at, payloadAt, payloadEnd);
      at = payloadEnd;
    }
    return this.#ended ? end : at;
  }

  #control(bytes: Buffer, at: number, start: number, end: number): void {
    const kind = bytes[at] ?? 0;
    if (kind === FINAL_PING) return this.#listener.ping(bytes.subarray(start, end));
    if (kind === FINAL_PONG) return;
    this.#ended = true;
    if (kind === FINAL_CLOSE) return this.#listener.ended(`closed it: ${closeText(bytes.subarray(start, end))}`);
    this.#listener.ended(`sent a frame that begins with byte ${kind}, which no server here sends`);
  }
}

const FINAL_TEXT = 0x81;
const FINAL_BINARY = 0x82;
const FINAL_CLOSE = 0x88;
const FINAL_PING = 0x89;
const FINAL_PONG = 0x8a;

function headBytes(length: number): number {
  if (length < 126) return 2;
  return length === 126 ? 4 : 10;
}

function payloadLength(bytes: Buffer, at: number, length: number): number {
  if (length < 126) return length;
  return length === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
}

function closeText(payload: Buffer): string {
  if (payload.length < 2) return "no code";
  return `${payload.readUInt16BE(0)} ${payload.toString("utf8", 2)}`.trim();
}
