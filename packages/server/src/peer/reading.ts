import {
  AUTHENTICATE,
  type ClientMessage,
  decodeClientMessage,
  type Json,
  type Message,
  type MessageErrorCode,
  PING,
  PONG,
} from "@parlor/protocol";

import { andThen, type Awaitable } from "../actor/awaitable.ts";
import { Frame } from "../room/frame.ts";
import { DROP } from "../room/verdict.ts";
import type { AdmittedPeer } from "./admitted-peer.ts";
import { checkChanged } from "./changed-message.ts";

/** Who hears what has become of a client's frames. */
export interface Reader {
  /** The answer to a frame, as it is. */
  deliver(frame: Frame): void;
  /** A message has passed: to the room with it. */
  pass(message: ClientMessage): Awaitable<void>;
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
    if (events === null) return this.#receive(message);
    return andThen(
      this.#admitted.hooks.call("events", () => events.check(message)),
      (checked) =>
        typeof checked === "string" ? this.#reader.complain("invalid_message", checked) : this.#receive(checked),
    );
  }

  #receive({ event, data, to }: ClientMessage): Awaitable<void> {
    const { auth, peer, hooks, settings } = this.#admitted;
    const message: Message = { event, data, from: auth.peerId, to };
    return andThen(
      hooks.call("onReceive", () => peer.onReceive(message)),
      (verdict) => {
        if (verdict === message) return this.#reader.pass(message);
        if (verdict === DROP) return this.#reader.dropped(event);
        return this.#reader.pass(checkChanged(verdict, settings.messageLimits, hooks));
      },
    );
  }
}

const PONG_FRAME = new Frame(PONG, true);
