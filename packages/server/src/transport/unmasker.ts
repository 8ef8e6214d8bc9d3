/** Takes the masks off the payloads of the frames in one chunk of bytes (RFC 6455 section 5.3), in place. */
export class Unmasker {
  readonly bytes: Buffer;
  /** Made for the first payload that is worth it: four bytes at a time, wherever they begin. */
  #words: DataView | null = null;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Unmasks the payload from `start` to `end`, with the masking key in the four bytes before it. */
  unmask(start: number, end: number): void {
    const { bytes } = this;
    let at = start;
    if (end - start >= WORTH_WORDS) {
      this.#words ??= new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const words = this.#words;
      const key = words.getInt32(start - 4, true);
      for (const last = end - 4; at <= last; at += 4) {
        words.setInt32(at, words.getInt32(at, true) ^ key, true);
      }
    }
    for (; at < end; at++) {
      bytes[at] = (bytes[at] ?? 0) ^ (bytes[start - 4 + ((at - start) & 3)] ?? 0);
    }
  }
}

/** Below this, to make the view costs more than it saves. */
const WORTH_WORDS = 48;
