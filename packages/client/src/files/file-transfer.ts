import { MeshError } from "../errors.ts";
import { Crc32 } from "./crc32.ts";
import type { FileFrame } from "./file-frame.ts";
import { Transfer, type TransferPath } from "./transfer.ts";

/** Something with bytes; a `File` has a name too. */
export type SendableFile = Blob & { readonly name?: string };

export interface SendFileOptions {
  /** Cancels the transfer, as `cancel()` does. */
  readonly signal?: AbortSignal;
}

/** Small, so that a message on another channel never waits for long, and every endpoint takes it. */
const CHUNK_BYTES = 16 * 1024;
/** How much of the file is in memory at a time. */
const BLOCK_BYTES = 1024 * 1024;

/** A file on its way to a peer. Nothing but its name, type and size goes out before the peer has accepted it. */
export class FileTransfer extends Transfer<void> {
  readonly #file: Blob;
  #saidAll = false;

  /** Not for programs: they call `files.send`. */
  constructor(file: SendableFile, { signal }: SendFileOptions, path: TransferPath) {
    super({ name: file.name ?? "", type: file.type, size: file.size }, path);
    this.#file = file;
    const { name, type, size } = this;
    path.channel?.addEventListener("open", () => this.say({ event: "file", name, type, size }), { signal: this.over });
    if (signal === undefined) return;
    // not at once: nobody can listen yet
    if (signal.aborted) queueMicrotask(() => this.cancel(signal.reason));
    signal.addEventListener("abort", () => this.cancel(signal.reason), { signal: this.over });
  }

  /** Bytes that the other side says it has. */
  get sent(): number {
    return this.bytes;
  }

  /**
   * Resolves when the other side has the file, whole. May be ignored.
   *
   * Rejects with a MeshError: `file_refused`, `file_cancelled` by either side, `file_broken`, `link_lost`, and `no_channel`
   * if the other side has no data channels.
   */
  get done(): Promise<void> {
    return this.result;
  }

  /** Ends it, unless it has ended. The other side is told. `cause` becomes that of the error. */
  cancel(cause?: unknown): void {
    this.fail("cancelled", { code: "file_cancelled", cause, lastWord: { event: "cancelled" } });
  }

  protected override hearBytes(): void {
    this.break("bytes from its receiver");
  }

  protected override hearFrame(frame: FileFrame): void {
    const { state } = this;
    if (frame.event === "accept" && state === "waiting") void this.#sendAll();
    else if (frame.event === "refused" && state === "waiting") {
      this.fail("refused", { code: "file_refused", detail: frame.reason || undefined });
    } else if (frame.event === "progress" && state === "sending" && this.#isPlausible(frame.received)) {
      this.count(frame.received);
    } else if (frame.event === "received" && this.#saidAll) this.succeed();
    else this.break(`"${frame.event}" out of order`);
  }

  async #sendAll(): Promise<void> {
    this.start("sending");
    try {
      const crc = new Crc32();
      for await (const chunk of readChunks(this.#file, this.#chunkBytes)) {
        if (this.over.aborted) return;
        crc.add(chunk);
        await this.writer?.send(chunk);
      }
      if (this.over.aborted) return;
      this.#saidAll = true;
      this.say({ event: "end", crc32: crc.value });
    } catch (cause) {
      // what is no error of the channel is one of the file: changed or gone since it was chosen
      if (cause instanceof MeshError) this.fail("failed", { code: "link_lost", cause });
      else this.break("it cannot be read", cause);
    }
  }

  #isPlausible(received: number): boolean {
    return received >= this.sent && received <= this.size;
  }

  get #chunkBytes(): number {
    return Math.min(CHUNK_BYTES, this.writer?.maxMessageBytes ?? CHUNK_BYTES);
  }
}

async function* readChunks(file: Blob, chunkBytes: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let start = 0; start < file.size; start += BLOCK_BYTES) {
    const block = new Uint8Array(await file.slice(start, start + BLOCK_BYTES).arrayBuffer());
    for (let from = 0; from < block.length; from += chunkBytes) yield block.subarray(from, from + chunkBytes);
  }
}
