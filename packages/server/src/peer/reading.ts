import {
  AUTHENTICATE,
  type ClientMessage,
  decodeClientMessage,
  type Json,
  type MessageErrorCode,
  PING,
  PONG,
  sliceClientMessage,
} from "@parlor/protocol";

import { andThen, type Awaitable } from "../actor/awaitable.ts";
import { Frame } from "../room/frame.ts";
import { RelayedMessage } from "../room/relayed-message.ts";
import { ShownMessage } from "../room/shown-message.ts";
import { DROP } from "../room/verdict.ts";
import type { AdmittedPeer } from "./admitted-peer.ts";
import { Peer } from "./peer.ts";
import { receivedMessage, unseenMessage } from "./received-message.ts";

/** Who hears what has become of a client's frames. */
export interface Reader {
  /** The answer to a frame, as it is. */
  deliver(frame: Frame): void;
  /** A message has passed: to the room with it. */
  pass(message: RelayedMessage): Awaitable<void>;
  /** The client has brought a token, or something that it takes for one. */
  authenticate(data: unknown): Awaitable<void>;
  /** `onReceive` has said so. */
  dropped(event: string): void;
  /** What is wrong with a message. */
  complain(code: MessageErrorCode, details: Json): void;
}

/** Where a message is refused for its form, then for its data, then by the application. */
export class Reading {
  readonly #admitted: AdmittedPeer;
  readonly #reader: Reader;

  constructor(admitted: AdmittedPeer, reader: Reader) {
    this.#admitted = admitted;
    this.#reader = reader;
  }

  /** Reads a text frame. `decodeClientMessage` says what is wrong with it. */
  read(text: string): Awaitable<void> {
    if (text === PING) return this.#reader.deliver(PONG_FRAME);
    const { events, messageLimits } = this.#admitted.settings;
    const message = decodeClientMessage(text, messageLimits);
    if ("fault" in message) return this.#reader.complain(message.fault, message.details);
    // a token is for the server alone: no schema, no other hook and no room gets to see it
    if (message.event === AUTHENTICATE) return this.#reader.authenticate(message.data);
    if (events === null) return this.#receive(this.#relayed(message, text));
    return andThen(
      this.#admitted.hooks.call("events", () => events.check(message)),
      (checked) => {
        if (typeof checked === "string") return this.#reader.complain("invalid_message", checked);
        // what has been looked at is written anew: in the text there may be another value of the same key
        return this.#receive(checked === message ? this.#relayed(message, text) : this.#relayed(checked));
      },
    );
  }

  /** @param text as it came, if the message is still that. */
  #relayed({ event, data, to }: ClientMessage, text?: string): RelayedMessage {
    const { auth, settings } = this.#admitted;
    const written = text === undefined ? null : sliceClientMessage(text, settings.messageLimits.maxDepth);
    return new RelayedMessage({ event, data, from: auth.peerId, to }, written);
  }

  #receive(message: RelayedMessage): Awaitable<void> {
    const { peer, hooks, settings } = this.#admitted;
    // nobody wants to see it
    if (peer.onReceive === Peer.prototype.onReceive) return this.#reader.pass(unseenMessage(message, hooks));
    const shown = new ShownMessage(message);
    return andThen(
      hooks.call("onReceive", () => peer.onReceive(shown)),
      (verdict) => {
        if (verdict === DROP) return this.#reader.dropped(message.event);
        return this.#reader.pass(receivedMessage(verdict, shown, settings.messageLimits, hooks));
      },
    );
  }
}

const PONG_FRAME = new Frame(PONG, true);
