const MAX_PART_BYTES = 4 * 1024 * 1024;

/**
 * Puts bytes together that come piece by piece. Every 4 MiB become a Blob, which browsers need not keep in memory; how small
 * the pieces are makes no difference.
 */
export class BlobParts {
  readonly #parts: Blob[] = [];
  readonly #partBytes: number;
  #buffer = new Uint8Array(0);
  #used = 0;

  /** @param size How many bytes will come: never more are kept. */
  constructor(size: number) {
    this.#partBytes = Math.min(size, MAX_PART_BYTES);
  }

  add(bytes: Uint8Array): void {
    if (this.#buffer.length === 0) this.#buffer = new Uint8Array(this.#partBytes);
    for (let rest = bytes; rest.length > 0;) {
      const piece = rest.subarray(0, this.#partBytes - this.#used);
      this.#buffer.set(piece, this.#used);
      this.#used += piece.length;
      rest = rest.subarray(piece.length);
      if (this.#used === this.#partBytes) this.#fold();
    }
  }

  /** All of it. */
  toFile(name: string, type: string): File {
    this.#fold();
    return new File(this.#parts, name, { type });
  }

  #fold(): void {
    this.#parts.push(new Blob([this.#buffer.subarray(0, this.#used)]));
    this.#used = 0;
  }
}
