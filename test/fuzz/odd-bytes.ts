import fc from "fast-check";

import { frame } from "../../packages/server/fixtures/raw-client.ts";

// What a client could send behind its handshake: frames as they should be, nearly so, and anything else.

const mask = fc.oneof(fc.constant(Buffer.alloc(4)), bytesOf(4, 4));

function bytesOf(minLength: number, maxLength: number): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ minLength, maxLength }).map((bytes) => Buffer.from(bytes));
}

/** Sequences that are no UTF-8, or nearly none: cut, overlong, surrogates, too high, and U+FFFD itself. */
const oddUtf8 = fc
  .array(
    fc
      .constantFrom(
        "c3",
        "c3a9",
        "e282ac",
        "e282",
        "f09f9880",
        "f09f98",
        "c0af",
        "c080",
        "eda080",
        "edbfbf",
        "f4908080",
      )
      .map((hex) => Buffer.from(hex, "hex")),
    { maxLength: 6 },
  )
  .chain((odd) => fc.shuffledSubarray([...odd, Buffer.from("ascii"), Buffer.from("\ufffd"), Buffer.from("ü€👋")]))
  .map((pieces) => Buffer.concat(pieces));

/** Any character, those of one byte as often as those of four. Units of fast-check's own cost a second to begin with. */
const character = fc
  .oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0x80, max: 0x7ff }),
    fc.integer({ min: 0x800, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0xffff }),
    fc.integer({ min: 0x1_0000, max: 0x10_ffff }),
    fc.constantFrom(0xfffd, 0xfeff),
  )
  .map((point) => String.fromCodePoint(point));

const ascii = fc.integer({ min: 0, max: 0x7f }).map((point) => String.fromCodePoint(point));

const wellFormed = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: ascii, maxLength: 200 }) },
  { weight: 3, arbitrary: fc.string({ unit: character, maxLength: 60 }) },
  // around each place where the length is written otherwise
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom("x", "é", "👋"), fc.constantFrom(0, 1, 124, 125, 126, 127, 250, 1000, 1001))
      .map(([unit, count]) => unit.repeat(count / Buffer.byteLength(unit))),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("x", "é"), fc.constantFrom(32_768, 65_535, 65_536, 65_537))
      .map(([unit, count]) => unit.repeat(count / Buffer.byteLength(unit))),
  },
);

const payload: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 6, arbitrary: wellFormed.map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: oddUtf8 },
  { weight: 1, arbitrary: bytesOf(0, 200) },
);

const controlPayload = fc.oneof(
  bytesOf(0, 125),
  fc.constantFrom(0, 1, 2, 124, 125).map((length) => Buffer.alloc(length, "c")),
);

const control = fc
  .tuple(fc.constantFrom(0x89, 0x8a), controlPayload, mask)
  .map(([first, body, mask]) => frame(first, body, { mask }));

/** A message in one frame or many, with pings and pongs in between. */
const message = fc
  .tuple(
    fc.constantFrom(1, 1, 1, 2),
    payload,
    fc.array(fc.nat(), { maxLength: 5 }),
    fc.array(control, { maxLength: 3 }),
    mask,
  )
  .map(([opcode, body, places, between, mask]) => {
    const cuts = [0, ...cutPlaces(places, body.length), body.length];
    const pieces = cuts.slice(1).map((end, index) => body.subarray(cuts[index], end));
    return Buffer.concat(
      pieces.flatMap((piece, index) => {
        const first = (index === 0 ? opcode : 0) | (index === pieces.length - 1 ? 0x80 : 0);
        return [...(index === 0 ? [] : between.slice(index - 1, index)), frame(first, piece, { mask })];
      }),
    );
  });

const closeCode = fc.oneof(
  fc.constantFrom(1000, 1001, 1005, 1006, 1012, 1014, 1015, 2999, 3000, 4999, 5000),
  fc.nat({ max: 65_535 }),
);

const close = fc
  .tuple(
    closeCode,
    fc.oneof(fc.constant(Buffer.alloc(0)), fc.constant(Buffer.from("bye")), oddUtf8, bytesOf(0, 124)),
    mask,
  )
  .chain(([code, reason, mask]) => {
    const body = Buffer.concat([Buffer.from([code >> 8, code & 0xff]), reason]);
    return fc
      .constantFrom(0, 1, body.length, body.length)
      .map((length) => frame(0x88, body.subarray(0, length), { mask }));
  });

/** A frame in which anything may be wrong: reserved bits, opcode, FIN, no mask, a length in too many bytes. */
const nearlyFrame = fc
  .record({
    first: fc.oneof(
      fc.constantFrom(0x00, 0x01, 0x02, 0x80, 0x81, 0x82, 0x88, 0x89, 0x8a, 0x08, 0x09),
      fc.nat({ max: 255 }),
    ),
    body: payload,
    masked: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    mask,
    lengthBytes: fc.constantFrom(undefined, undefined, 2, 8),
  })
  .map(({ first, body, masked, mask, lengthBytes }) => {
    const fits = lengthBytes === 2 && body.length > 65_535 ? 8 : lengthBytes;
    return frame(first, body, { masked, mask, ...(fits === undefined ? {} : { lengthBytes: fits }) });
  });

/** A length that is not that of what follows, up to the largest that can be written. */
const lie = fc
  .tuple(
    fc.constantFrom(0x01, 0x02, 0x00, 0x80, 0x81, 0x82),
    fc.oneof(
      fc.bigInt({ min: 0n, max: 200n }),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.constantFrom(2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n),
    ),
    bytesOf(0, 50),
  )
  .map(([first, length, rest]) => {
    const head = Buffer.from([first, 0xff, 0, 0, 0, 0, 0, 0, 0, 0]);
    head.writeBigUInt64BE(length, 2);
    return Buffer.concat([head, rest]);
  });

const frames: fc.Arbitrary<Buffer> = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: message },
      { weight: 4, arbitrary: control },
      { weight: 1, arbitrary: close },
      { weight: 2, arbitrary: nearlyFrame },
      { weight: 1, arbitrary: lie },
      { weight: 1, arbitrary: bytesOf(0, 30) },
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat(parts));

interface Mutation {
  readonly at: number;
  readonly remove: number;
  readonly insert: Buffer;
  readonly flip: number;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  remove: fc.constantFrom(0, 0, 0, 1, 2, 5, 100),
  insert: fc.oneof(fc.constant(Buffer.alloc(0)), bytesOf(0, 4)),
  flip: fc.oneof(
    fc.constant(0),
    fc.nat({ max: 7 }).map((bit) => 1 << bit),
    fc.nat({ max: 255 }),
  ),
});

function mutate(bytes: Buffer, { at, remove, insert, flip }: Mutation): Buffer {
  if (bytes.length === 0) return insert;
  const place = at % bytes.length;
  const kept = Buffer.from(bytes.subarray(place));
  kept.writeUInt8(kept.readUInt8(0) ^ flip, 0);
  return Buffer.concat([bytes.subarray(0, place), insert, kept.subarray(remove)]);
}

/** Anything a client could send. Mostly without a close frame or a breach early on: behind those nothing is heard. */
export const oddBytes: fc.Arbitrary<Buffer> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(fc.oneof({ weight: 4, arbitrary: message }, { weight: 1, arbitrary: control }), { maxLength: 12 })
      .map((parts) => Buffer.concat(parts)),
  },
  { weight: 6, arbitrary: frames },
  {
    weight: 4,
    arbitrary: fc
      .tuple(frames, fc.array(mutation, { minLength: 1, maxLength: 3 }))
      .map(([bytes, mutations]) => mutations.reduce(mutate, bytes)),
  },
  { weight: 1, arbitrary: bytesOf(0, 200) },
);

/** Places within bytes of some length, in order, each once. */
export function cutPlaces(places: readonly number[], length: number): number[] {
  return [...new Set(places.map((place) => (length === 0 ? 0 : place % length)))]
    .filter((at) => at > 0)
    .toSorted((a, b) => a - b);
}
