import { type Addressees, encodeError, type Message } from "@parlor/protocol";

import type { Observer } from "../observe/observer.ts";
import { Frame } from "./frame.ts";
import { limitReach, type Reach } from "./reach.ts";
import type { RelayedMessage } from "./relayed-message.ts";
import type { Roster } from "./roster.ts";

/** Where a message leaves its room: one frame, however many members it goes to. */
export class FanOut {
  readonly #room: string;
  readonly #roster: Roster;
  readonly #observer: Observer;

  constructor(room: string, roster: Roster, observer: Observer) {
    this.#room = room;
    this.#roster = roster;
    this.#observer = observer;
  }

  /** Gives a message's frame to its addressees, and tells its sender which of them are not here. */
  deliver(message: Message, text: string): void {
    const { from, to } = message;
    // in a room of two there is only one other
    const frame = new Frame(text, to === "all" ? this.#roster.size > 2 : to.length > 1);
    if (to === "all") return this.#report(message, this.#roster.deliverToAll(frame, from));
    const unknown = this.#roster.deliverTo(to, frame);
    if (unknown.length > 0) this.#tellUnknown(message, unknown);
    const addressed = to.length > 1 ? new Set(to).size : to.length;
    return this.#report(message, addressed - unknown.length);
  }

  /** What of a client's message is within its reach; the client is told what is not. `null` if that leaves nobody. */
  within(reach: Reach, message: RelayedMessage): RelayedMessage | null {
    const { allowed, refused } = limitReach(message.to, reach, this.#roster);
    if (refused !== null) this.#tellRefused(message, refused);
    if (allowed === message.to) return message;
    return allowed === null ? null : message.addressedTo(allowed);
  }

  #tellRefused({ from }: Message, refused: Addressees): void {
    const sender = from === null ? undefined : this.#roster.get(from);
    if (sender === undefined) return;
    this.#observer.emit({ type: "message_refused", peerId: sender.id, room: this.#room, code: "not_allowed" });
    sender.deliver(new Frame(encodeError("not_allowed", refused, sender.id)));
  }

  #tellUnknown({ from, event }: Message, unknown: string[]): void {
    if (from !== null) this.#roster.get(from)?.deliver(new Frame(encodeError("no_such_peer", unknown, from)));
    if (!this.#observer.active) return;
    this.#observer.emit({ type: "message_undeliverable", room: this.#room, from, event, unknown: unknown.length });
  }

  #report({ from, event }: Message, delivered: number): void {
    if (!this.#observer.active) return;
    this.#observer.emit({ type: "message_forwarded", room: this.#room, from, event, delivered });
  }
}
