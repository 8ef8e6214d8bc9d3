import { Socket } from "node:net";
import type { Writable } from "node:stream";

import { frameBytes, mostFrameBytes, writeTextFrame } from "./text-frame.ts";

/** What is to be sent: the text of a frame, or a frame's bytes as they are. */
export type Unsent = string | Buffer;

/** Something that holds back what it sends until the turn of the event loop ends. */
export interface Holding {
  /** Writes what it holds. */
  flush(): void;
}

/**
 * Lets all that was sent to a socket within one turn of the event loop leave in one write. The frames are laid out one behind
 * the other in memory that is used again for the next socket, as soon as the system has taken them.
 */
export class TurnWriter {
  #holding: Holding[] = [];
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  /** Up to here the slab holds what sockets still have to write. */
  #used = 0;

  /** To be called when something begins to hold back. */
  hold(holding: Holding): void {
    if (this.#holding.push(holding) === 1) setImmediate(this.#flush);
  }

  /** Writes frames in one go. */
  write(stream: Writable, unsent: readonly Unsent[]): void {
    const [first] = unsent;
    if (unsent.length === 1 && typeof first === "object") return void stream.write(first);
    let most = 0;
    for (const item of unsent) most += typeof item === "string" ? mostFrameBytes(item) : item.length;
    // a client that reads slowly keeps its own bytes waiting, not a slab. And only a socket of the system is done with what it
    // does not count any more: another stream, which an HTTP server takes as well, may keep it, and then find others' frames there
    const mayUseSlab = most <= SLAB_BYTES && stream.writableLength === 0 && stream instanceof Socket;
    if (!mayUseSlab) return void stream.write(layOut(unsent));
    if (most > SLAB_BYTES - this.#used) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.#used = 0;
    }
    const end = layInto(this.#slab, this.#used, unsent);
    stream.write(this.#slab.subarray(this.#used, end));
    // else the stream still has to read it from here
    if (stream.writableLength > 0) this.#used = end;
  }

  readonly #flush = (): void => {
    const holding = this.#holding;
    this.#holding = [];
    for (const one of holding) one.flush();
  };
}

function layOut(unsent: readonly Unsent[]): Buffer {
  let size = 0;
  for (const item of unsent) size += typeof item === "string" ? frameBytes(item) : item.length;
  const bytes = Buffer.allocUnsafeSlow(size);
  layInto(bytes, 0, unsent);
  return bytes;
}

function layInto(target: Buffer, start: number, unsent: readonly Unsent[]): number {
  let at = start;
  for (const item of unsent) {
    if (typeof item === "string") {
      at = writeTextFrame(target, at, item);
    } else {
      target.set(item, at);
      at += item.length;
    }
  }
  return at;
}

const SLAB_BYTES = 131_072;

/** Beyond this a larger write saves nothing: what has been gathered for one socket leaves at once. */
export const GATHERED_BYTES = 65_536;
