import type { SendableFile } from "../files/file-transfer.ts";

/** A File that is read without leaving the event loop's turn, and that may break. */
export class FakeFile {
  readonly name: string;
  readonly type: string;
  /** The pieces that were read, as `start-end`. */
  readonly reads: string[] = [];
  /** What reading it rejects with. */
  refusal: Error | null = null;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>, { name = "file", type = "" } = {}) {
    this.#bytes = bytes;
    this.name = name;
    this.type = type;
  }

  get size(): number {
    return this.#bytes.length;
  }

  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> } {
    return {
      arrayBuffer: async () => {
        this.reads.push(`${start}-${end}`);
        await Promise.resolve();
        if (this.refusal !== null) throw this.refusal;
        return this.#bytes.slice(start, end).buffer;
      },
    };
  }
}

export function asFile(fake: FakeFile): SendableFile {
  const file: unknown = fake;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a stand-in for the members nobody here uses
  return file as SendableFile;
}

/** So many bytes that no two pieces of them look the same. */
export function someBytes(count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) bytes[index] = index * 31 + (index >> 8) * 7 + (index >> 16);
  return bytes;
}

/** Whether a file is of those bytes. Said in one word, because nobody wants to see two megabytes compared. */
export async function consistsOf(file: Blob, bytes: Uint8Array): Promise<boolean> {
  const arrived = new Uint8Array(await file.arrayBuffer());
  let index = 0;
  while (index < bytes.length && arrived[index] === bytes[index]) index += 1;
  return index === bytes.length && arrived.length === index;
}
