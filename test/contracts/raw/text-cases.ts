import { frame } from "../../../packages/server/fixtures/raw-client.ts";
import { breach, fine, goodbye, type RawCase } from "./raw-case.ts";

// RFC 6455 sections 5.5.1, 7.4 and 8.1: what is UTF-8 (RFC 3629), and what a close frame may hold.

const MASK = Buffer.from([0xff, 0x01, 0x80, 0x00]);

/** The first and the last character of each length, and what decoders like to get wrong. */
const VALID: readonly (readonly [name: string, text: string])[] = [
  ["U+0000", "\u0000"],
  ["U+007F", "\u007f"],
  ["U+0080", "\u0080"],
  ["U+07FF", "\u07ff"],
  ["U+0800", "\u0800"],
  ["U+D7FF, the last before the surrogates", "\ud7ff"],
  ["U+E000, the first behind them", "\ue000"],
  ["U+FFFD, which decoders put in for what is no UTF-8", "\ufffd"],
  ["U+FFFE and U+FFFF, no characters", "\ufffe\uffff"],
  ["U+10000", "\u{10000}"],
  ["U+1FFFE and U+10FFFF, no characters", "\u{1fffe}\u{10ffff}"],
  ["a byte order mark, which is kept", "\ufefftext"],
  ["Greek", "κόσμε"],
  ["a family of joined characters", "👩‍👩‍👧"],
  ["one byte of Latin-1 among ASCII", `${"a".repeat(40)}é${"z".repeat(40)}`],
];

const INVALID: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ["a lone continuation byte 80", [0x80]],
  ["a lone continuation byte BF", [0xbf]],
  ["C3 without its second byte", [0xc3]],
  ["C3 followed by ASCII", [0xc3, 0x28]],
  ["E2 82 without its third byte", [0xe2, 0x82]],
  ["E2 followed by ASCII", [0xe2, 0x28, 0xa1]],
  ["F0 9F 98 without its fourth byte", [0xf0, 0x9f, 0x98]],
  ["a cut character and then a whole one", [0xe2, 0x82, 0xc3, 0xa9]],
  ["C0 80, an overlong U+0000", [0xc0, 0x80]],
  ["C0 AF, an overlong slash", [0xc0, 0xaf]],
  ["C1 BF, an overlong U+007F", [0xc1, 0xbf]],
  ["E0 80 AF, an overlong slash", [0xe0, 0x80, 0xaf]],
  ["E0 9F BF, an overlong U+07FF", [0xe0, 0x9f, 0xbf]],
  ["F0 80 80 AF, an overlong slash", [0xf0, 0x80, 0x80, 0xaf]],
  ["F0 8F BF BF, an overlong U+FFFF", [0xf0, 0x8f, 0xbf, 0xbf]],
  ["ED A0 80, a high surrogate", [0xed, 0xa0, 0x80]],
  ["ED BF BF, a low surrogate", [0xed, 0xbf, 0xbf]],
  ["ED A0 BD ED B8 80, a pair of surrogates", [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
  ["F4 90 80 80, beyond U+10FFFF", [0xf4, 0x90, 0x80, 0x80]],
  ["F5 80 80 80", [0xf5, 0x80, 0x80, 0x80]],
  ["F8 88 80 80 80, five bytes", [0xf8, 0x88, 0x80, 0x80, 0x80]],
  ["FC 84 80 80 80 80, six bytes", [0xfc, 0x84, 0x80, 0x80, 0x80, 0x80]],
  ["FE", [0xfe]],
  ["FF", [0xff]],
  ["a real U+FFFD and then FF", [0xef, 0xbf, 0xbd, 0xff]],
];

/** A message that is cut into fragments of so many bytes. */
function inFragments(bytes: Buffer, size: number): Buffer {
  const frames: Buffer[] = [frame(0x01, "", { mask: MASK })];
  for (let at = 0; at < bytes.length; at += size)
    frames.push(frame(0x00, bytes.subarray(at, at + size), { mask: MASK }));
  return Buffer.concat([...frames, frame(0x80, "", { mask: MASK })]);
}

const utf8: readonly RawCase[] = [
  ...VALID.flatMap(([name, text]) => [
    fine(`a text of ${name}`, frame(0x81, text, { mask: MASK }), [`text ${text}`]),
    fine(`each byte in a fragment of its own: ${name}`, inFragments(Buffer.from(text), 1), [`text ${text}`]),
    fine(`long, and in fragments of 7: ${name}`, inFragments(Buffer.from(text.repeat(100)), 7), [
      `text ${text.repeat(100)}`,
    ]),
  ]),
  ...INVALID.flatMap(([name, octets]) => {
    const bytes = Buffer.from(octets);
    const within = Buffer.concat([Buffer.from("κόσμε"), bytes, Buffer.from("x".repeat(200))]);
    return [
      breach("invalid_text", `a text of ${name}`, frame(0x81, bytes, { mask: MASK })),
      breach("invalid_text", `a text with ${name} in the middle`, frame(0x81, within, { mask: MASK })),
      breach("invalid_text", `a text in fragments of ${name}`, inFragments(bytes, 1)),
      breach(
        "invalid_text",
        `a close reason of ${name}`,
        frame(0x88, Buffer.concat([closeCode(1000), bytes]), { mask: MASK }),
      ),
    ];
  }),
  fine("a binary message of FF", frame(0x82, Buffer.from([0xff])), ["binary"]),
  // section 8.1 does not say how soon; the end of the message is soon enough
  breach(
    "invalid_text",
    "what was no UTF-8 in the first of three fragments",
    Buffer.concat([frame(0x01, Buffer.from([0xff])), frame(0x89, "p"), frame(0x00, "x"), frame(0x80, "x")]),
    { told: ["ping"], back: ["pong p"] },
  ),
];

function closeCode(code: number): Buffer {
  return Buffer.from([code >> 8, code & 0xff]);
}

function close(code: number, reason: Buffer | string = ""): Buffer {
  return frame(0x88, Buffer.concat([closeCode(code), Buffer.from(reason)]), { mask: MASK });
}

// section 7.4.1, and those that the registry of section 11.7 has had since: 1012 to 1014
const SENDABLE = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999];
// sections 7.4.1 and 7.4.2: 1004 to 1006 and 1015 are never sent, 1016 to 2999 mean nothing yet, and what is left is out of range
const UNSENDABLE = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1099, 1100, 1999, 2000, 2999, 5000, 32_768, 65_535];

const AFTER = Buffer.concat([
  frame(0x81, "too late"),
  frame(0x89, "p"),
  close(1001),
  frame(0xf3, "x", { masked: false }),
]);

const closes: readonly RawCase[] = [
  ...SENDABLE.map((code) => goodbye(`a close code of ${code}`, close(code), code)),
  ...UNSENDABLE.map((code) => breach("invalid_frame", `a close code of ${code}`, close(code))),
  goodbye("a close frame without a code", frame(0x88, ""), 1005),
  breach("invalid_frame", "a close frame of one byte", frame(0x88, "x")),
  goodbye("a close reason", close(1000, "enough 👋"), 1000),
  goodbye("a close reason of 123 bytes", close(1000, "x".repeat(123)), 1000),
  breach("invalid_frame", "a close reason of 124 bytes", close(1000, "x".repeat(124))),
  goodbye("whatever follows a close frame", Buffer.concat([close(1000), AFTER]), 1000),
  goodbye("whatever follows a close frame without a code", Buffer.concat([frame(0x88, ""), AFTER]), 1005),
  goodbye("half a frame behind a close frame", Buffer.concat([close(4000), frame(0x81, "x").subarray(0, 3)]), 4000),
  goodbye("a close frame behind a message", Buffer.concat([frame(0x81, "bye"), close(1001)]), 1001, ["text bye"]),
  goodbye("a close frame between fragments", Buffer.concat([frame(0x01, "lost"), close(1000), frame(0x80, "")]), 1000),
  breach("invalid_frame", "whatever follows a breach", Buffer.concat([frame(0x83, ""), AFTER])),
  breach(
    "invalid_text",
    "whatever follows text that is none",
    Buffer.concat([frame(0x81, Buffer.from([0xff])), AFTER]),
  ),
];

export const TEXT_CASES: readonly RawCase[] = [...utf8, ...closes];
