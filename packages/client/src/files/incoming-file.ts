import { BlobParts } from "./blob-parts.ts";
import { Crc32 } from "./crc32.ts";
import { type FileFrame, MAX_REASON_CHARS } from "./file-frame.ts";
import { Transfer, type FileFacts, type TransferPath } from "./transfer.ts";

/**
 * A file that a peer wants to send. Nothing of it comes before `accept()`. Name, type and size are the peer's word, made
 * harmless: no folders in the name, and no type that a browser would run as a page.
 */
export class IncomingFile extends Transfer<File> {
  readonly #decided: () => void;
  readonly #crc = new Crc32();
  #parts: BlobParts | null = null;

  /** Not for programs: they get it from the `file` event of `createFiles`. */
  constructor(facts: FileFacts, path: TransferPath, decided: () => void) {
    super(facts, path);
    this.#decided = decided;
    this.on("end", () => {
      this.#parts = null;
    });
  }

  /** Bytes that have come. */
  get received(): number {
    return this.bytes;
  }

  /**
   * Asks for the file, and resolves with it once it is here, whole: its size and checksum are right. Look at `size` before:
   * no more than that will ever come. Calling it again gives the same promise.
   *
   * Rejects with a MeshError: `file_refused` after `refuse()`, `file_cancelled` by either side, `file_broken`, `link_lost`.
   */
  accept(): Promise<File> {
    if (this.state === "waiting") {
      this.#parts = new BlobParts(this.size);
      this.start("receiving");
      this.#decided();
      this.say({ event: "accept" });
    }
    return this.result;
  }

  /** Says no, and why if the sender may know it: at most 200 characters. Nothing happens unless it is `waiting`. */
  refuse(reason = ""): void {
    if (this.state !== "waiting") return;
    this.fail("refused", {
      code: "file_refused",
      lastWord: { event: "refused", reason: reason.slice(0, MAX_REASON_CHARS) },
    });
  }

  /** Ends it, unless it has ended; what has come is thrown away. The sender is told. */
  cancel(): void {
    this.refuse();
    this.fail("cancelled", { code: "file_cancelled", lastWord: { event: "cancelled" } });
  }

  protected override hearBytes(bytes: Uint8Array): void {
    const received = this.bytes + bytes.length;
    if (this.#parts === null || bytes.length === 0 || received > this.size) {
      this.break("bytes that were not asked for");
      return;
    }
    this.#crc.add(bytes);
    this.#parts.add(bytes);
    if (this.count(received)) this.say({ event: "progress", received });
  }

  protected override hearFrame(frame: FileFrame): void {
    if (frame.event !== "end" || this.#parts === null) this.break(`"${frame.event}" out of order`);
    else if (this.bytes !== this.size || this.#crc.value !== frame.crc32) this.break("it is not what was sent");
    else this.succeed(this.#parts.toFile(this.name, this.type), { event: "received" });
  }
}
