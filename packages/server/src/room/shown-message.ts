import { inspect } from "node:util";

import type { Addressees, Message } from "@parlor/protocol";

import { RelayedMessage } from "./relayed-message.ts";

let readData: (shown: ShownMessage) => unknown;

/**
 * A message as a hook gets it: an object like any other, to be read, copied and given back, but not to be changed. Its data is
 * the hook's own to change, so once that has been read it is written anew.
 */
export class ShownMessage implements Message {
  readonly event: string;
  declare readonly data: unknown;
  readonly from: string | null;
  readonly to: Addressees;
  readonly #message: RelayedMessage;
  #isRead = false;

  constructor(message: RelayedMessage) {
    this.event = message.event;
    Object.defineProperty(this, "data", DATA);
    this.from = message.from;
    // a copy: the list may be the application's own, which goes on using it
    this.to = message.to === "all" ? "all" : Object.freeze([...message.to]);
    this.#message = message;
    Object.freeze(this);
  }

  /**
   * What goes on its way if the hook gives this back.
   *
   * @throws TypeError if the hook, or a schema before it, has made the data into what is not JSON.
   */
  passOn(): RelayedMessage {
    return (this.#isRead ? new RelayedMessage(this) : this.#message).written();
  }

  /** Else a developer who prints it would not see the data. */
  [inspect.custom](): Message {
    const { event, data, from, to } = this;
    return { event, data, from, to };
  }

  static {
    readData = (shown) => {
      shown.#isRead = true;
      return shown.#message.data;
    };
  }
}

/** An own property of each, so that `{ ...message }` has it; the same one for all, which costs little. */
const DATA: PropertyDescriptor & ThisType<ShownMessage> = {
  enumerable: true,
  get() {
    return readData(this);
  },
};
