import {
  type Addressees,
  encodeClientMessage,
  encodeMessage,
  type Message,
  sliceClientMessage,
  type WrittenMessage,
} from "@parlor/protocol";

/** A message on its way through the server. Of what its client has written, nothing is written again that nobody has looked at. */
export class RelayedMessage implements Message {
  readonly event: string;
  readonly data: unknown;
  readonly from: string | null;
  readonly to: Addressees;
  readonly #written: WrittenMessage | null;

  /** @param written the same message as JSON, where there is that. */
  constructor({ event, data, from, to }: Message, written: WrittenMessage | null = null) {
    this.event = event;
    this.data = data;
    this.from = from;
    this.to = to;
    this.#written = written;
  }

  /**
   * The same, written: whatever becomes of its data from now on, that is what is sent.
   *
   * @throws TypeError if `data` is not JSON (a cycle, a BigInt).
   */
  written(): RelayedMessage {
    if (this.#written !== null) return this;
    return new RelayedMessage(this, sliceClientMessage(encodeClientMessage(this)));
  }

  /** The same for these addressees. */
  addressedTo(to: Addressees): RelayedMessage {
    const { event, data, from } = this;
    return new RelayedMessage({ event, data, from, to }, this.#written && { ...this.#written, to: JSON.stringify(to) });
  }

  /**
   * The text of its frame.
   *
   * @throws TypeError if `data` is not JSON (a cycle, a BigInt).
   */
  frameText(): string {
    if (this.#written === null) return encodeMessage(this);
    const { event, data, to } = this.#written;
    // a peer's id is a UUID that the server has made: there is nothing in it to escape
    const from = this.from === null ? "null" : `"${this.from}"`;
    return `{"data":${data},"event":${event},"from":${from},"to":${to}}`;
  }
}
