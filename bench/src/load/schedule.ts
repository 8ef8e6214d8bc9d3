/**
 * When each message of an open loop is due: at a steady rate, by turns of its senders, whatever the server does. A
 * delivery counts from then on and not from the moment it was sent, so that a load that is held up cannot hide the delay
 * it should have seen ("coordinated omission"). Messages are counted through all runs; times are those of `performance.now()`.
 */
export class Schedule {
  readonly #senders: number;
  readonly #perMs: number;
  #first = 0;
  #startMs = 0;

  constructor(senders: number, perSecond: number) {
    this.#senders = senders;
    this.#perMs = perSecond / 1000;
  }

  /** Begins a run, in which message number `first` is the first, and due at once. */
  start(first: number, nowMs: number): void {
    this.#first = first;
    this.#startMs = nowMs;
  }

  /** The number of the first message that is not due yet. */
  dueUntil(nowMs: number): number {
    return this.#first + Math.floor((nowMs - this.#startMs) * this.#perMs) + 1;
  }

  /** When this message is due. */
  dueMs(message: number): number {
    return this.#startMs + (message - this.#first) / this.#perMs;
  }

  /** The place of its sender among the senders. */
  senderOf(message: number): number {
    return message % this.#senders;
  }

  /** Its sequence number among the messages of its sender. */
  sequenceOf(message: number): number {
    return Math.floor(message / this.#senders);
  }

  /** The message of a sender with this sequence number. */
  messageOf(sender: number, sequence: number): number {
    return sequence * this.#senders + sender;
  }
}
