const ALL_64 = (1n << 64n) - 1n;

/**
 * Proves to the other side of a link, and to nobody else, that one is its other end: 128 bits, in hexadecimal, that only
 * who knows both tokens can make of a text. Both sides get the same. The text names who says it to whom, so that a proof
 * is of no use to anybody whom it was said to.
 *
 * It is SipHash-2-4 (Aumasson and Bernstein, 2012), which is made for short texts and a secret key, once for each half of the
 * tokens: WebCrypto would do as well, but only at some later time, and only in secure contexts.
 */
export function proofOf(tokens: readonly [string, string], text: string): string {
  const [first, second] = tokens.toSorted();
  const halves = [0, 16].map((from) => {
    const [low, high] = [first, second].map((token = "") => BigInt(`0x${token.slice(from, from + 16)}`));
    return sipHash(low ?? 0n, high ?? 0n, new TextEncoder().encode(text));
  });
  return halves.map((half) => half.toString(16).padStart(16, "0")).join("");
}

/** SipHash-2-4 of some bytes, with a key of two halves: https://www.aumasson.jp/siphash/siphash.pdf section 2. */
export function sipHash(keyLow: bigint, keyHigh: bigint, bytes: Uint8Array): bigint {
  const v: [bigint, bigint, bigint, bigint] = [
    keyLow ^ 0x736f6d6570736575n,
    keyHigh ^ 0x646f72616e646f6dn,
    keyLow ^ 0x6c7967656e657261n,
    keyHigh ^ 0x7465646279746573n,
  ];
  for (let from = 0; from <= bytes.length; from += 8) {
    // the last word also has the length
    let word = from + 8 > bytes.length ? BigInt(bytes.length & 255) << 56n : 0n;
    for (let index = 0; index < 8; index += 1) word |= BigInt(bytes[from + index] ?? 0) << BigInt(8 * index);
    v[3] ^= word;
    for (let round = 0; round < 2; round += 1) mix(v);
    v[0] ^= word;
  }
  v[2] ^= 255n;
  for (let round = 0; round < 4; round += 1) mix(v);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

function mix(v: [bigint, bigint, bigint, bigint]): void {
  v[0] = (v[0] + v[1]) & ALL_64;
  v[2] = (v[2] + v[3]) & ALL_64;
  v[1] = rotate(v[1], 13n) ^ v[0];
  v[3] = rotate(v[3], 16n) ^ v[2];
  v[0] = rotate(v[0], 32n);
  v[2] = (v[2] + v[1]) & ALL_64;
  v[0] = (v[0] + v[3]) & ALL_64;
  v[1] = rotate(v[1], 17n) ^ v[2];
  v[3] = rotate(v[3], 21n) ^ v[0];
  v[2] = rotate(v[2], 32n);
}

function rotate(word: bigint, by: bigint): bigint {
  return ((word << by) | (word >> (64n - by))) & ALL_64;
}
