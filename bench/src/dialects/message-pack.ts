/** What the bench says in MessagePack: strings, lists and objects, each of up to 65,535 bytes or entries. */
export type Packable = string | readonly Packable[] | { readonly [key: string]: Packable };

/** Encodes a value as tightly as MessagePack can. @throws RangeError if something is too long. */
export function pack(value: Packable): Buffer {
  if (typeof value === "string") {
    const text = Buffer.from(value);
    return Buffer.concat([headOf(STRING, text.length), text]);
  }
  if (isList(value)) return Buffer.concat([headOf(LIST, value.length), ...value.map(pack)]);
  const entries = Object.entries(value).flat().map(pack);
  return Buffer.concat([headOf(OBJECT, entries.length / 2), ...entries]);
}

/** Decodes one value, encoded as tightly or not. @throws Error if it is none of these kinds, or not all. */
export function unpack(bytes: Buffer): Packable {
  const at = { offset: 0 };
  const value = unpackNext(bytes, at);
  if (at.offset !== bytes.length) throw new Error(`${bytes.length - at.offset} bytes too many`);
  return value;
}

/** Decodes the value at an offset, and moves the offset behind it. @throws Error as `unpack` does. */
export function unpackNext(bytes: Buffer, at: { offset: number }): Packable {
  const first = bytes.readUInt8(at.offset++);
  const kind = KINDS.find(({ short, shortMost, head8, head16 }) => {
    return (first >= short && first <= short + shortMost) || first === head8 || first === head16;
  });
  if (kind === undefined) throw new Error(`a value that begins with byte ${first}`);
  const length = readLength(bytes, at, first, kind);
  if (kind === LIST) return Array.from({ length }, () => unpackNext(bytes, at));
  if (kind === OBJECT) return Object.fromEntries(Array.from({ length }, () => unpackEntry(bytes, at)));
  at.offset += length;
  if (at.offset > bytes.length) throw new Error("a string is cut off");
  return bytes.toString("utf8", at.offset - length, at.offset);
}

function unpackEntry(bytes: Buffer, at: { offset: number }): [string, Packable] {
  const key = unpackNext(bytes, at);
  if (typeof key !== "string") throw new Error("a key is no string");
  return [key, unpackNext(bytes, at)];
}

/** How one kind of value says its length: within its first byte, or in one byte or two behind it. */
interface Kind {
  readonly short: number;
  readonly shortMost: number;
  readonly head8: number | null;
  readonly head16: number;
}

const STRING: Kind = { short: 0xa0, shortMost: 31, head8: 0xd9, head16: 0xda };
const LIST: Kind = { short: 0x90, shortMost: 15, head8: null, head16: 0xdc };
const OBJECT: Kind = { short: 0x80, shortMost: 15, head8: null, head16: 0xde };
const KINDS = [STRING, LIST, OBJECT];

function headOf({ short, shortMost, head8, head16 }: Kind, length: number): Buffer {
  if (length <= shortMost) return Buffer.from([short + length]);
  if (head8 !== null && length <= 0xff) return Buffer.from([head8, length]);
  if (length > 0xffff) throw new RangeError("Everything that the bench packs has a 16-bit length");
  return Buffer.from([head16, length >> 8, length & 0xff]);
}

function readLength(bytes: Buffer, at: { offset: number }, first: number, { short, head8, head16 }: Kind): number {
  if (first === head8) return bytes.readUInt8(at.offset++);
  if (first !== head16) return first - short;
  at.offset += 2;
  return bytes.readUInt16BE(at.offset - 2);
}

function isList(value: Packable): value is readonly Packable[] {
  return Array.isArray(value);
}
