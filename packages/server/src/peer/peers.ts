import type { Observer } from "../observe/observer.ts";
import type { Bans } from "../room/bans.ts";
import { expel, type Premises } from "../room/expulsion.ts";
import { checkRemoval, type Removal } from "../room/removal.ts";
import type { PeerActor } from "./peer-actor.ts";

/** The peers of one server, from `onInit`'s yes to the end of `onTerminate`. */
export class Peers {
  readonly #peers = new Map<string, PeerActor>();
  readonly #premises: Premises;
  #whenEmpty: (() => void)[] = [];

  constructor(bans: Bans, observer: Observer) {
    this.#premises = { room: null, members: this, bans, observer };
  }

  get size(): number {
    return this.#peers.size;
  }

  get(peerId: string): PeerActor | null {
    return this.#peers.get(peerId) ?? null;
  }

  add(peer: PeerActor): void {
    this.#peers.set(peer.id, peer);
  }

  delete(peer: PeerActor): void {
    this.#peers.delete(peer.id);
    if (this.#peers.size > 0) return;
    const resolvers = this.#whenEmpty;
    this.#whenEmpty = [];
    for (const resolve of resolvers) resolve();
  }

  /**
   * Ends a peer, and with a ban every peer of its identity, whether it has joined its room or still waits for it. A ban holds
   * also if the peer has ended already.
   *
   * @throws TypeError if it is no removal.
   */
  stop(peer: PeerActor, removal: Removal): void {
    checkRemoval(removal);
    expel(peer, removal, this.#premises);
  }

  /** Ends every peer of an identity that has joined a room or waits for it, with `removed`; of any room for `null`. */
  stopAll(identity: string, room: string | null): void {
    const theirs = [...this].filter((peer) => peer.identity === identity && (room === null || peer.room === room));
    for (const peer of theirs) peer.end("removed");
  }

  [Symbol.iterator](): IterableIterator<PeerActor> {
    return this.#peers.values();
  }

  /** Resolves when there are no peers any more. */
  empty(): Promise<void> {
    if (this.#peers.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }
}
