import { MeshError, type ClientErrorCode } from "../errors.ts";
import { ChannelWriter, type Remote } from "../link/channel-writer.ts";
import { Listeners } from "../listeners.ts";
import { encodeFileFrame, readFileFrame, type FileFrame } from "./file-frame.ts";
import { safeName, safeType } from "./file-name.ts";

/**
 * `waiting` for the receiver to say yes, then `sending` or `receiving`; the others are final. `cancelled`: one of the two
 * did not want it any more. `failed`: the link has ended, or the file did not arrive whole.
 */
export type TransferState = "waiting" | "sending" | "receiving" | "done" | "refused" | "cancelled" | "failed";

/** What is known of a file before it comes. */
export interface FileFacts {
  readonly name: string;
  readonly type: string;
  /** In bytes. */
  readonly size: number;
}

/** The way that a file takes. */
export interface TransferPath {
  /** A channel for this file alone, or `null` if there can be none. */
  readonly channel: RTCDataChannel | null;
  readonly peerConnection: RTCPeerConnection;
  readonly remote: Remote;
  /** Aborted when the link ends: the channels of a peer connection that is closed say nothing themselves. */
  readonly linkEnd: AbortSignal;
}

/** Why a transfer has ended otherwise than it should have. */
interface Failure {
  readonly code: ClientErrorCode;
  readonly detail?: string | undefined;
  readonly cause?: unknown;
  /** What the other side has to be told; without it, the channel is closed. */
  readonly lastWord?: FileFrame;
}

const PROGRESS_MS = 100;

/** What both ends of a file's way have in common. Programs get one of the two: a `FileTransfer` or an `IncomingFile`. */
export abstract class Transfer<Result> implements FileFacts {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly #path: TransferPath;
  readonly #writer: ChannelWriter | null;
  readonly #result = Promise.withResolvers<Result>();
  readonly #listeners = new Listeners();
  readonly #over = new AbortController();
  #state: TransferState = "waiting";
  #bytes = 0;
  #toldBytes = 0;
  #toldAt = -Infinity;

  constructor({ name, type, size }: FileFacts, path: TransferPath) {
    const { channel, peerConnection, remote, linkEnd } = path;
    const { signal } = this.#over;
    this.name = safeName(name);
    this.type = safeType(type);
    this.size = size;
    this.#path = path;
    this.#writer = channel && new ChannelWriter(channel, peerConnection, remote);
    // the state tells the same to those who do not ask for the promise
    this.#result.promise.catch(() => {});
    linkEnd.addEventListener("abort", () => this.fail("failed", { code: "link_lost" }), { signal });
    if (channel === null) {
      queueMicrotask(() => this.fail("failed", { code: "no_channel" }));
      return;
    }
    channel.binaryType = "arraybuffer";
    channel.addEventListener("message", ({ data }) => this.#hear(data), { signal });
    channel.addEventListener("close", () => this.fail("failed", { code: "link_lost" }), { signal });
  }

  get state(): TransferState {
    return this.#state;
  }

  /** How much of the file has arrived: 0 to 1. */
  get fraction(): number {
    if (this.size === 0) return this.#state === "done" ? 1 : 0;
    return this.#bytes / this.size;
  }

  /**
   * Calls `listener` with this transfer: on `progress` when more has arrived, at most ten times a second and when the last
   * byte has; on `end` once, when the state is final. Returns what removes it.
   */
  on(event: "progress" | "end", listener: (transfer: this) => void): () => void {
    return this.#listeners.add(event, listener);
  }

  protected get bytes(): number {
    return this.#bytes;
  }

  protected get result(): Promise<Result> {
    return this.#result.promise;
  }

  protected get writer(): ChannelWriter | null {
    return this.#writer;
  }

  /** Aborted when the state is final. */
  protected get over(): AbortSignal {
    return this.#over.signal;
  }

  /** A piece of the file has come. */
  protected abstract hearBytes(bytes: Uint8Array): void;

  /** The other side has said something. */
  protected abstract hearFrame(frame: FileFrame): void;

  protected start(state: "sending" | "receiving"): void {
    this.#state = state;
  }

  /** Counts what has arrived. Says whether it is time to tell so. */
  protected count(bytes: number): boolean {
    this.#bytes = bytes;
    const now = performance.now();
    if (now - this.#toldAt < PROGRESS_MS) return false;
    this.#toldAt = now;
    this.#tellProgress();
    return true;
  }

  protected say(frame: FileFrame): void {
    try {
      // a few bytes each time: nothing to wait for
      void this.#writer?.send(encodeFileFrame(frame));
    } catch (cause) {
      this.#path.channel?.close();
      this.fail("failed", { code: "link_lost", cause });
    }
  }

  /** The file has arrived whole. */
  protected succeed(result: Result, lastWord?: FileFrame): void {
    if (!this.#conclude("done", lastWord)) return;
    this.#bytes = this.size;
    this.#tellProgress();
    this.#result.resolve(result);
    this.#listeners.emit("end", this);
  }

  protected fail(state: "refused" | "cancelled" | "failed", { code, detail, cause, lastWord }: Failure): void {
    if (!this.#conclude(state, lastWord)) return;
    this.#result.reject(new MeshError(code, this.#path.remote.peerId, detail, cause));
    this.#listeners.emit("end", this);
  }

  /** The other side does what no Parlor does, or bytes were lost. */
  protected break(detail: string, cause?: unknown): void {
    this.fail("failed", { code: "file_broken", detail, cause, lastWord: { event: "broken" } });
  }

  #hear(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      this.hearBytes(new Uint8Array(data));
      return;
    }
    const frame = readFileFrame(data);
    if (frame === null) this.break("an unreadable message");
    else if (frame.event === "cancelled")
      this.fail("cancelled", { code: "file_cancelled", detail: "by the other side" });
    else if (frame.event === "broken") this.fail("failed", { code: "file_broken", detail: "says the other side" });
    else this.hearFrame(frame);
  }

  #conclude(state: TransferState, lastWord: FileFrame | undefined): boolean {
    if (this.#over.signal.aborted) return false;
    this.#state = state;
    this.#over.abort();
    if (lastWord === undefined) this.#path.channel?.close();
    else this.say(lastWord);
    return true;
  }

  #tellProgress(): void {
    if (this.#bytes === this.#toldBytes) return;
    this.#toldBytes = this.#bytes;
    this.#listeners.emit("progress", this);
  }
}
