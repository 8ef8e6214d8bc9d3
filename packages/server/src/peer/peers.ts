import type { PeerActor } from "./peer-actor.ts";

/** The peers of one server, from `onInit`'s yes to the end of `onTerminate`. */
export class Peers {
  readonly #peers = new Map<string, PeerActor>();
  #whenEmpty: (() => void)[] = [];

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

  [Symbol.iterator](): IterableIterator<PeerActor> {
    return this.#peers.values();
  }

  /** Resolves when there are no peers any more. */
  empty(): Promise<void> {
    if (this.#peers.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }
}
