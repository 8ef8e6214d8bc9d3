import type { Addressees } from "@parlor/protocol";

import type { ConnectionState } from "../connection/connection-state.ts";
import { ConnectionError } from "../errors.ts";
import { Listeners } from "../listeners.ts";
import type { Signaling } from "../mesh/signaling.ts";

interface Underway {
  readonly event: string;
  readonly data: unknown;
  readonly from: string;
  readonly to: string;
}

/** A place in a fake room: what a mesh takes for its connection. */
export class FakeSeat implements Signaling {
  readonly #room: FakeRoom;
  readonly #messages = new Listeners();
  readonly #states = new Listeners();
  state: ConnectionState = { name: "connecting", attempt: 0 };

  constructor(room: FakeRoom) {
    this.#room = room;
  }

  get peerId(): string {
    if (this.state.name !== "open") throw new ConnectionError("not_open");
    return this.state.peerId;
  }

  on(event: string, listener: (message: never) => void): () => void {
    return this.#messages.add(event, listener);
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    return this.#states.add("state", listener);
  }

  send(event: string, data: unknown, to: Addressees): void {
    const from = this.peerId;
    if (to === "all") throw new TypeError("a mesh names its addressees");
    for (const peerId of to) this.#room.post({ event, data, from, to: peerId });
  }

  hear(event: string, data: unknown, from: string | null = null): void {
    this.#messages.emit(event, { event, data, from, to: "all" });
  }

  enter(state: ConnectionState): void {
    this.state = state;
    this.#states.emit("state", state);
  }
}

/** A room whose messages between peers wait until the test delivers them: in order for each pair, as on the wire. */
export class FakeRoom {
  /** Everything that was ever sent, as `from>to event`. */
  readonly said: string[] = [];
  readonly #seats = new Map<string, FakeSeat>();
  #underway: Underway[] = [];

  /** Lets a seat into the room under a new peer id: its connection has opened. */
  join(peerId: string, seat: FakeSeat = new FakeSeat(this)): FakeSeat {
    const others = [...this.#seats];
    this.#seats.set(peerId, seat);
    seat.enter({ name: "open", peerId, room: "room" });
    const peers = others.map(([peer_id]) => ({ peer_id, metadata: null }));
    seat.hear("authenticated", { peer_id: peerId, room: "room", peers });
    for (const [, other] of others) other.hear("joined", { peer_id: peerId, metadata: null }, peerId);
    return seat;
  }

  leave(peerId: string, reason: "closed" | "lost" | "removed" | "replaced" = "closed"): void {
    this.#seats.delete(peerId);
    this.#underway = this.#underway.filter(({ from, to }) => from !== peerId && to !== peerId);
    for (const seat of this.#seats.values()) seat.hear("left", { peer_id: peerId, reason });
  }

  /** As when a socket has died and the server has not noticed: the peer is still there, and nobody hears what it is told. */
  deafen(peerId: string): void {
    this.#seats.set(peerId, new FakeSeat(this));
  }

  /** As when the server is gone: nobody is told, and what is underway is lost. */
  vanish(peerId: string): void {
    this.#seats.delete(peerId);
    this.#underway = this.#underway.filter(({ from, to }) => from !== peerId && to !== peerId);
  }

  post(message: Underway): void {
    this.said.push(`${message.from}>${message.to} ${message.event}`);
    this.#underway.push({ ...message, data: JSON.parse(JSON.stringify(message.data)) });
  }

  /** The last message between two peers overtakes those before it, as it does from another socket. */
  swap(from: string, to: string): void {
    const last = this.#underway.findLastIndex((message) => message.from === from && message.to === to);
    this.#underway.unshift(...this.#underway.splice(last, 1));
  }

  /** What is underway between two peers never arrives. */
  lose(from: string, to: string): void {
    this.#underway = this.#underway.filter((message) => message.from !== from || message.to !== to);
  }

  /** Delivers the oldest message between two peers. */
  deliver(from: string, to: string): void {
    const index = this.#underway.findIndex((message) => message.from === from && message.to === to);
    const [message] = index === -1 ? [] : this.#underway.splice(index, 1);
    if (message === undefined) throw new Error(`nothing is underway from ${from} to ${to}`);
    this.#seats.get(to)?.hear(message.event, message.data, from);
  }

  /** Delivers what is underway. Says whether there was anything. */
  deliverAll(): boolean {
    const messages = this.#underway;
    this.#underway = [];
    for (const { event, data, from, to } of messages) this.#seats.get(to)?.hear(event, data, from);
    return messages.length > 0;
  }
}
