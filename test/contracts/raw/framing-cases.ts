import { frame } from "../../../packages/server/fixtures/raw-client.ts";
import { breach, fine, type RawCase } from "./raw-case.ts";

// RFC 6455 section 5: lengths, masks, reserved bits, opcodes, fragments, control frames. The limit is 65,536 bytes.

const MASK = Buffer.from([0x01, 0x80, 0xfe, 0x7f]);

function x(count: number): string {
  return "x".repeat(count);
}

function head(first: number, length: bigint | number): Buffer {
  const bytes = Buffer.from([first, 0xff, 0, 0, 0, 0, 0, 0, 0, 0]);
  bytes.writeBigUInt64BE(BigInt(length), 2);
  return bytes;
}

function hex(first: number): string {
  return `0x${first.toString(16)}`;
}

const LENGTHS = [0, 1, 125, 126, 127, 128, 65_535, 65_536];

const lengths: readonly RawCase[] = [
  ...LENGTHS.flatMap((length) => [
    fine(`a text of ${length} bytes`, frame(0x81, x(length), { mask: MASK }), [`text ${x(length)}`]),
    fine(`a binary frame of ${length} bytes`, frame(0x82, x(length), { mask: MASK }), ["binary"]),
  ]),
  breach("frame_too_big", "a text of 65537 bytes", frame(0x81, x(65_537))),
  // the payload need not come for that
  breach("frame_too_big", "no more than the length of a text of 65537 bytes", head(0x81, 65_537)),
  breach("frame_too_big", "no more than the length of a binary frame of 65537 bytes", head(0x82, 65_537)),
  ...[2n ** 32n, 2n ** 32n + 5n, 2n ** 53n - 1n, 2n ** 53n].map((length) =>
    breach("frame_too_big", `a length of ${length}`, head(0x81, length)),
  ),
  // section 5.2: the most significant bit must be 0. It is too big in any case, and that is what the client hears
  ...[2n ** 63n, 2n ** 63n + 5n, 2n ** 64n - 1n].map((length) =>
    breach("frame_too_big", `a length of ${length}`, head(0x81, length)),
  ),
  // section 5.2 binds senders to the fewest bytes; receivers have never had to mind
  ...[2, 8].flatMap((lengthBytes) =>
    [0, 5, 125, 126].map((length) =>
      fine(`a length of ${length} in ${lengthBytes} bytes`, frame(0x81, x(length), { lengthBytes, mask: MASK }), [
        `text ${x(length)}`,
      ]),
    ),
  ),
  fine(
    "frames of every length up to 80, on every alignment",
    Buffer.concat(Array.from({ length: 80 }, (_, length) => frame(0x81, x(length), { mask: MASK }))),
    Array.from({ length: 80 }, (_, length) => `text ${x(length)}`),
  ),
  fine(
    "twice what may be, in two messages",
    Buffer.concat([frame(0x81, x(65_536), { mask: MASK }), frame(0x81, x(65_536))]),
    [`text ${x(65_536)}`, `text ${x(65_536)}`],
  ),
];

const masks: readonly RawCase[] = [
  ...[
    [0, 0, 0, 0],
    [255, 255, 255, 255],
    [0, 0, 0, 1],
    [128, 0, 0, 0],
  ].map((mask) =>
    fine(`a mask of ${mask.join()}`, frame(0x81, "hello, mask", { mask: Buffer.from(mask) }), ["text hello, mask"]),
  ),
  ...[0x81, 0x82, 0x01, 0x88, 0x89, 0x8a].map((first) =>
    breach("invalid_frame", `an unmasked frame ${hex(first)}`, frame(first, "", { masked: false })),
  ),
  breach("invalid_frame", "an unmasked text", frame(0x81, "hello", { masked: false })),
  breach("invalid_frame", "an unmasked frame that is too big as well", frame(0x81, x(70_000), { masked: false })),
  breach(
    "invalid_frame",
    "an unmasked continuation",
    Buffer.concat([frame(0x01, "a"), frame(0x80, "b", { masked: false })]),
  ),
];

const reserved: readonly RawCase[] = [
  ...[0x40, 0x20, 0x10, 0x70].flatMap((rsv) =>
    [0x81, 0x82, 0x88, 0x89, 0x8a].map((first) =>
      breach("invalid_frame", `reserved bits ${hex(rsv)} on ${hex(first)}`, frame(first | rsv, "")),
    ),
  ),
  breach(
    "invalid_frame",
    "a reserved bit on a continuation, after a text",
    Buffer.concat([frame(0x81, "heard"), frame(0x01, "a"), frame(0xc0, "b")]),
    { told: ["text heard"] },
  ),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((opcode) => [
    breach("invalid_frame", `opcode ${opcode}`, frame(0x80 | opcode, "x")),
    breach("invalid_frame", `opcode ${opcode} without a payload, and not final`, frame(opcode, "")),
    breach("invalid_frame", `opcode ${opcode} in between`, Buffer.concat([frame(0x01, "a"), frame(0x80 | opcode, "")])),
  ]),
  breach("invalid_frame", "opcode 3 of 65537 bytes", head(0x83, 65_537)),
];

function inPieces(text: string, size: number, between: readonly Buffer[] = []): Buffer {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / size);
  const pieces = Array.from({ length: count }, (_, index) => {
    const first = (index === 0 ? 0x01 : 0x00) | (index === count - 1 ? 0x80 : 0);
    return [
      ...(index === 0 ? [] : between),
      frame(first, bytes.subarray(index * size, (index + 1) * size), { mask: MASK }),
    ];
  });
  return Buffer.concat(pieces.flat());
}

const [PING, PONG] = [frame(0x89, "p", { mask: MASK }), frame(0x8a, "p")];
const HALVES = [frame(0x01, "one ", { mask: MASK }), frame(0x80, "message", { mask: MASK })];

const fragments: readonly RawCase[] = [
  fine("a text in two fragments", Buffer.concat(HALVES), ["text one message"]),
  fine("a text in a hundred fragments", inPieces(x(100), 1), [`text ${x(100)}`]),
  fine(
    "pings between fragments",
    inPieces("abcd", 1, [PING]),
    ["ping", "ping", "ping", "text abcd"],
    Array(3).fill("pong p"),
  ),
  fine("pongs between fragments", inPieces("abc", 2, [PONG, PONG]), ["pong", "pong", "text abc"]),
  fine("fragments that are empty", Buffer.concat([0x01, 0x00, 0x00, 0x80].map((first) => frame(first, ""))), ["text "]),
  fine(
    "fragments some of which are empty",
    Buffer.concat([frame(0x01, ""), frame(0x00, "mid"), frame(0x00, ""), frame(0x00, "dle"), frame(0x80, "")]),
    ["text middle"],
  ),
  fine(
    "a binary message in fragments",
    Buffer.concat([frame(0x02, "\xff"), PING, frame(0x80, "x")]),
    ["ping", "binary"],
    ["pong p"],
  ),
  fine(
    "two messages in fragments",
    Buffer.concat([...HALVES, PING, ...HALVES]),
    ["text one message", "ping", "text one message"],
    ["pong p"],
  ),
  fine(
    "65,536 bytes in fragments",
    inPieces(x(65_536), 10_000, [PING]),
    [...Array(6).fill("ping"), `text ${x(65_536)}`],
    Array(6).fill("pong p"),
  ),
  fine(
    "a ping behind 65,536 bytes in fragments, which do not count it",
    Buffer.concat([frame(0x01, x(65_536)), frame(0x89, x(125)), frame(0x80, "")]),
    ["ping", `text ${x(65_536)}`],
    [`pong ${x(125)}`],
  ),
  breach("frame_too_big", "fragments of 65,537 bytes together", inPieces(x(65_537), 65_536)),
  breach(
    "frame_too_big",
    "fragments that are too much together from the head on",
    Buffer.concat([frame(0x01, x(40_000)), head(0x80, 30_000)]),
  ),
  breach("frame_too_big", "a continuation of 2^63 bytes", Buffer.concat([frame(0x01, "x"), head(0x00, 2n ** 63n)])),
  breach(
    "frame_too_big",
    "a binary message of too many fragments",
    Buffer.concat([frame(0x02, x(60_000)), PING, frame(0x80, x(6000))]),
    {
      told: ["ping"],
      back: ["pong p"],
    },
  ),
  ...[0x80, 0x00].map((first) => breach("invalid_frame", `a continuation ${hex(first)} of nothing`, frame(first, "x"))),
  breach("invalid_frame", "a continuation of what was whole", Buffer.concat([frame(0x81, "whole"), frame(0x80, "x")]), {
    told: ["text whole"],
  }),
  breach("invalid_frame", "a continuation behind the last fragment", Buffer.concat([...HALVES, frame(0x80, "x")]), {
    told: ["text one message"],
  }),
  ...[0x81, 0x01, 0x82, 0x02].map((first) =>
    breach(
      "invalid_frame",
      `a message ${hex(first)} inside a fragmented one`,
      Buffer.concat([frame(0x01, "{"), frame(first, "}")]),
    ),
  ),
  ...[0x08, 0x09, 0x0a].map((first) =>
    breach("invalid_frame", `a control frame ${hex(first)} in fragments`, frame(first, "")),
  ),
];

/** So many fragments, the last of which is the end of the message. */
function empties(count: number): Buffer {
  return Buffer.concat([frame(0x01, ""), ...Array<Buffer>(count - 2).fill(frame(0x00, "")), frame(0x80, "")]);
}

// section 10.4: limits are the receiver's own. Both transports take 16,384 fragments of a message, and call more a breach of policy
const bombs: readonly RawCase[] = [
  fine("16,384 fragments", empties(16_384), ["text "]),
  {
    name: "16,385 fragments",
    bytes: Buffer.concat([frame(0x81, "heard"), empties(16_385)]),
    told: ["text heard", "broken invalid_frame", "closed 1006"],
    back: ["close 1008", "end"],
    ends: true,
  },
];

const control: readonly RawCase[] = [
  ...["", "p", x(125), "\u0000\u00ff\u0080"].map((payload) =>
    fine(
      `a ping of ${payload.length} bytes`,
      frame(0x89, Buffer.from(payload, "latin1"), { mask: MASK }),
      ["ping"],
      [`pong ${payload}`],
    ),
  ),
  fine("a pong that nobody asked for", frame(0x8a, x(125), { mask: MASK }), ["pong"]),
  fine(
    "ten pings, answered in order",
    Buffer.concat(Array.from({ length: 10 }, (_, index) => frame(0x89, `${index}`, { mask: MASK }))),
    Array(10).fill("ping"),
    Array.from({ length: 10 }, (_, index) => `pong ${index}`),
  ),
  ...[0x88, 0x89, 0x8a].flatMap((first) => [
    breach("invalid_frame", `a control frame ${hex(first)} of 126 bytes`, frame(first, x(126))),
    breach(
      "invalid_frame",
      `a control frame ${hex(first)} with a length of two bytes`,
      frame(first, x(5), { lengthBytes: 2 }),
    ),
    breach(
      "invalid_frame",
      `a control frame ${hex(first)} with a length of eight bytes`,
      frame(first, "", { lengthBytes: 8 }),
    ),
  ]),
  breach(
    "invalid_frame",
    "what was heard before a breach counts",
    Buffer.concat([PING, frame(0x81, "heard"), frame(0x8b, ""), frame(0x81, "not")]),
    {
      told: ["ping", "text heard"],
      back: ["pong p"],
    },
  ),
];

export const FRAMING_CASES: readonly RawCase[] = [
  ...lengths,
  ...masks,
  ...reserved,
  ...fragments,
  ...bombs,
  ...control,
];
