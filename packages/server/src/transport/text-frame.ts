/** Unmasked text frames (RFC 6455 sections 5.2 and 5.6), as a server sends them. */

/** The whole frame of a text, in bytes of its own. */
export function encodeTextFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafeSlow(headBytes(length) + length);
  bytes.write(text, writeHead(bytes, 0, length));
  return bytes;
}

/** How many bytes the frame of a text has at most: a character of UTF-16 is at most three bytes of UTF-8. */
export function mostFrameBytes(text: string): number {
  return MOST_HEAD_BYTES + 3 * text.length;
}

/** How many bytes it has. Has to look at the whole text. */
export function frameBytes(text: string): number {
  const length = Buffer.byteLength(text);
  return headBytes(length) + length;
}

/** Writes the frame of a text to where there is room for it, and gives back where it ends. */
export function writeTextFrame(target: Buffer, at: number, text: string): number {
  const { length } = text;
  // how long the head is, is mostly known without counting the bytes of the text
  const isMedium = length >= 126 && 3 * length <= 0xffff;
  const isShort = 3 * length < 126;
  if (!isMedium && !isShort) {
    const start = writeHead(target, at, Buffer.byteLength(text));
    return start + target.write(text, start);
  }
  const start = at + (isShort ? 2 : 4);
  const written = target.write(text, start);
  writeHead(target, at, written);
  return start + written;
}

/** A close, ping or pong frame (RFC 6455 section 5.5). */
export function controlFrame(opcode: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([FIN | opcode, payload.length]), payload]);
}

/** The payload of a close frame. A reason that is too long for one is cut. */
export function closePayload(code: number, reason: string): Buffer {
  const payload = Buffer.allocUnsafe(MOST_CONTROL_BYTES);
  payload.writeUInt16BE(code);
  // a character that does not fit whole is left out
  return payload.subarray(0, 2 + payload.write(reason, 2));
}

function headBytes(length: number): number {
  return length < 126 ? 2 : length <= 0xffff ? 4 : MOST_HEAD_BYTES;
}

/** Writes the head of a text frame, and gives back where its payload begins. */
function writeHead(target: Buffer, at: number, length: number): number {
  target[at] = FIN | TEXT;
  if (length < 126) {
    target[at + 1] = length;
    return at + 2;
  }
  if (length <= 0xffff) {
    target[at + 1] = 126;
    target[at + 2] = length >> 8;
    target[at + 3] = length;
    return at + 4;
  }
  target[at + 1] = 127;
  target.writeUInt32BE(Math.floor(length / 2 ** 32), at + 2);
  target.writeUInt32BE(length % 2 ** 32, at + 6);
  return at + 10;
}

export const CLOSE = 0x8;
export const PING = 0x9;
export const PONG = 0xa;

const FIN = 0x80;
const TEXT = 0x1;
const MOST_CONTROL_BYTES = 125;
const MOST_HEAD_BYTES = 10;
