import type { RosterEntry } from "@parlor/protocol";

import type { Frame } from "./frame.ts";
import type { Member } from "./member.ts";

/** The members of one room, in the order in which they joined. */
export class Roster {
  readonly #members = new Map<string, Member>();
  #hidden: readonly Member[] = [];

  get size(): number {
    return this.#members.size;
  }

  get(peerId: string): Member | undefined {
    return this.#members.get(peerId);
  }

  add(member: Member): void {
    this.#members.set(member.id, member);
  }

  [Symbol.iterator](): IterableIterator<Member> {
    return this.#members.values();
  }

  /** Takes a member out and gives it back, or `null` if there was none. */
  take(peerId: string): Member | null {
    const member = this.#members.get(peerId) ?? null;
    this.#members.delete(peerId);
    return member;
  }

  /** Empties the roster and gives back who was in it. */
  clear(): Member[] {
    const members = [...this.#members.values()];
    this.#members.clear();
    return members;
  }

  /** Leaves these out of {@link entries} until it is called again; for everything else they are members as before. */
  hide(members: readonly Member[]): void {
    this.#hidden = members;
  }

  /** The roster as the application sees it. */
  entries(): RosterEntry[] {
    return this.#shown().map(({ id, metadata }) => ({ peer_id: id, metadata }));
  }

  /** The same as JSON, as the wire has it. */
  entriesText(): string {
    const texts = this.#shown().map(({ entryText }) => entryText);
    return `[${texts.join(",")}]`;
  }

  /** Gives a frame to everybody but the sender, and says how many that were. */
  deliverToAll(frame: Frame, from: string | null): number {
    let delivered = 0;
    for (const member of this.#members.values()) {
      if (member.id === from) continue;
      member.deliver(frame);
      delivered++;
    }
    return delivered;
  }

  /** Gives a frame to each of these ids once, and says which of them are not here. */
  deliverTo(peerIds: readonly string[], frame: Frame): string[] {
    const unknown: string[] = [];
    for (const peerId of peerIds.length > 1 ? new Set(peerIds) : peerIds) {
      const member = this.#members.get(peerId);
      if (member === undefined) unknown.push(peerId);
      else member.deliver(frame);
    }
    return unknown;
  }

  #shown(): Member[] {
    return [...this.#members.values()].filter((member) => !this.#hidden.includes(member));
  }
}
