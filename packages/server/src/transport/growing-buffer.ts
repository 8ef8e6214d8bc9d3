/** Bytes that come in pieces. Takes memory in proportion to what has come, not to what was announced. */
export class GrowingBuffer {
  #bytes: Buffer = EMPTY;
  #length = 0;

  /** The bytes, from 0 to {@link length}; what lies behind that is no data. Another buffer after each {@link append}. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  get length(): number {
    return this.#length;
  }

  /**
   * Copies a piece of `source` behind what is there.
   *
   * @param most how many bytes there will be as far as is known; not much more memory than that is taken.
   */
  append(source: Buffer, start: number, end: number, most: number): void {
    const length = this.#length + end - start;
    if (length > this.#bytes.length) {
      // twice as much each time, so that bytes which come one by one are copied a few times and not once for each
      const larger = Buffer.allocUnsafeSlow(Math.max(Math.min(most, 2 * length), LEAST_BYTES));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    source.copy(this.#bytes, this.#length, start, end);
    this.#length = length;
  }
}

const EMPTY = Buffer.alloc(0);
const LEAST_BYTES = 64;
