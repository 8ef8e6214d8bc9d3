import type { Dialect, Message } from "../dialects/dialect.ts";
import { type House, SILENCE, type Traffic } from "./house.ts";
import { Ledger } from "./ledger.ts";
import { Peer } from "./peer.ts";

/** Which server, and how its clients talk. */
export interface Target {
  readonly port: number;
  readonly dialect: Dialect;
  readonly tls: House["tls"];
}

/** Who there is. */
export interface Size {
  readonly rooms: number;
  readonly peersPerRoom: number;
  /** The number of the first room, so that a later population meets nobody of an earlier one. */
  readonly firstRoom?: number;
}

/** All the peers of a load, in rooms of one size. They are numbered through, room by room. */
export class Population {
  readonly size: Size;
  readonly peers: readonly Peer[];
  readonly #house: House;
  readonly #failure = Promise.withResolvers<never>();
  #beat: NodeJS.Timeout | null = null;

  constructor(target: Target, size: Size) {
    this.size = size;
    this.#house = {
      ...target,
      traffic: SILENCE,
      localAddress: (peer) => {
        // asking for an address is dear, so the first have whichever the system gives
        const others = Math.floor(peer / PEERS_PER_ADDRESS);
        return others === 0 ? null : `127.0.0.${1 + others}`;
      },
      fail: (problem) => this.#failure.reject(new Error(problem)),
    };
    // whoever awaits something races it; between two questions of the parent nobody does
    this.#failure.promise.catch(() => undefined);
    const { rooms, peersPerRoom, firstRoom = 0 } = size;
    this.peers = Array.from(
      { length: rooms * peersPerRoom },
      (_, peer) => new Peer(peer, firstRoom + Math.floor(peer / peersPerRoom), this.#house),
    );
  }

  get dialect(): Dialect {
    return this.#house.dialect;
  }

  /** Lets this traffic hear all deliveries from now on. */
  hears(traffic: Traffic): void {
    this.#house.traffic = traffic;
  }

  /** A ledger of what they say from now on. All who talk must have joined. */
  ledger(): Ledger {
    const ids = this.peers.map(({ id }) => id);
    return new Ledger(this.dialect, this.size.peersPerRoom, ids);
  }

  /** What this peer sends: to all of its room, or to each of the others by its id. They must have joined. */
  messageOf(peer: Peer, to: "all" | "each"): Message {
    const { peersPerRoom } = this.size;
    const first = peer.number - (peer.number % peersPerRoom);
    const others = this.peers.slice(first, first + peersPerRoom).filter((other) => other !== peer);
    const sender = { id: peer.id, peer: peer.number, room: peer.room };
    return this.dialect.message(sender, to === "all" ? "all" : others.map(({ id }) => id));
  }

  /** Brings these peers in, so many at a time, and resolves when all have joined. */
  async join(peers: readonly Peer[], underWay: number): Promise<void> {
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let peer = peers[next++]; peer !== undefined; peer = peers[next++]) await peer.join();
    };
    const lanes: Promise<void>[] = [];
    for (let started = 0; started < Math.min(underWay, peers.length); started++) {
      lanes.push(lane().catch((error: unknown) => this.fail(error)));
      // other sockets get their turn between, so that nobody waits for the load generator
      if (started % LANES_AT_ONCE === LANES_AT_ONCE - 1) await immediate();
    }
    await this.orFailure(Promise.all(lanes));
    this.#keepBeating();
  }

  /** Cuts the connections of these peers, as good as at once, and resolves when all are gone. */
  async leave(peers: readonly Peer[]): Promise<void> {
    const gone: Promise<void>[] = [];
    for (const peer of peers) {
      gone.push(peer.leave());
      if (gone.length % LANES_AT_ONCE === 0) await immediate();
    }
    await Promise.all(gone);
  }

  /** Everybody leaves, for good. */
  async close(): Promise<void> {
    if (this.#beat !== null) clearInterval(this.#beat);
    this.#beat = null;
    await this.leave(this.peers);
  }

  /** What this resolves with, unless something goes wrong first. */
  orFailure<Value>(wanted: Promise<Value>): Promise<Value> {
    return Promise.race([wanted, this.#failure.promise]);
  }

  /** Something went wrong. */
  fail(error: unknown): void {
    this.#failure.reject(error);
  }

  /** Some servers let go who does not say that it is there. */
  #keepBeating(): void {
    const { beat } = this.#house.dialect;
    if (beat === null || this.#beat !== null) return;
    this.#beat = setInterval(() => {
      for (const peer of this.peers) if (peer.isIn) peer.say(beat.payload);
    }, beat.everyMs);
  }
}

/** An address has some 28,000 ports to connect from, by default. */
export const PEERS_PER_ADDRESS = 20_000;

/** Peers that join at the same time, where a scenario says nothing else. */
export const UNDER_WAY = 64;

const LANES_AT_ONCE = 32;

function immediate(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
