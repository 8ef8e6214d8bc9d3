/** The polynomial of ISO 3309, IEEE 802.3, zip and gzip, its bits reversed. */
const POLYNOMIAL = 0xedb8_8320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
  }
  return remainder;
});

/**
 * The CRC-32 of bytes that come piece by piece. It finds what was lost, doubled or put in the wrong order by a bug. It
 * need not be more: that nobody on the way has changed anything is what DTLS sees to. The browser's own digests take
 * everything at once, which a big file must not be, and are missing on pages without https.
 */
export class Crc32 {
  #remainder = 0xffff_ffff;

  /** Of everything so far: 0 to 2^32 - 1. */
  get value(): number {
    return ~this.#remainder >>> 0;
  }

  add(bytes: Uint8Array): void {
    let remainder = this.#remainder;
    for (const byte of bytes) remainder = (TABLE[(remainder ^ byte) & 0xff] ?? 0) ^ (remainder >>> 8);
    this.#remainder = remainder;
  }
}
