import { ConnectionError } from "../errors.ts";

/** How much an outbox takes. */
export interface OutboxLimits {
  readonly maxQueuedMessages: number;
  /** Of the frames as they will be sent, in UTF-8. */
  readonly maxQueuedBytes: number;
}

/** Frames that wait for the connection to open, in the order in which they were sent. */
export class Outbox {
  readonly #limits: OutboxLimits;
  #frames: string[] = [];
  #bytes = 0;

  constructor(limits: OutboxLimits) {
    this.#limits = limits;
  }

  /** @throws ConnectionError `queue_full`; what waits already stays. */
  add(frame: string): void {
    const { maxQueuedMessages, maxQueuedBytes } = this.#limits;
    const bytes = this.#bytes + new TextEncoder().encode(frame).length;
    if (this.#frames.length >= maxQueuedMessages || bytes > maxQueuedBytes) throw new ConnectionError("queue_full");
    this.#frames.push(frame);
    this.#bytes = bytes;
  }

  /** Takes everything out. */
  empty(): readonly string[] {
    const frames = this.#frames;
    this.#frames = [];
    this.#bytes = 0;
    return frames;
  }
}
