import type { Outgoing, RosterEntry } from "@parlor/protocol";

import type { Awaitable } from "../actor/awaitable.ts";
import type { RoomEndCode } from "../observe/events.ts";
import type { Application, Events, JoinData, Metadata, Options, RoomMessage } from "./application.ts";
import { checkBan, checkRemoval, type Removal } from "./removal.ts";
import { type Accept, type Drop, accept, type Refusal } from "./verdict.ts";

/** What a room may do to itself. Everything acts at once, within the running hook. */
export interface RoomControl<T extends Application = Application> {
  readonly name: string;
  entries(): RosterEntry<Metadata<T>>[];
  send(message: Outgoing<Events<T>>): void;
  expel(peerId: string, removal: Removal): boolean;
  replace(peerId: string): boolean;
  keepOut(identity: string, forMs: number): void;
  stop(): Awaitable<void>;
}

let bind: (room: Room, control: RoomControl) => void;

/**
 * A named group of peers: extend this, one instance per room. Hooks run one at a time, in the order of what happened;
 * while one waits for a promise, everything else in this room waits behind it, and other rooms go on. `this` holds the
 * room's state.
 *
 * A hook that throws, rejects or does not settle in time crashes the room: its members are told `room_crashed` and
 * closed, and the room starts again, empty, as a new instance. So answer what you expect with {@link refuse} or `DROP`,
 * and throw only for bugs.
 */
export abstract class Room<T extends Application = Application> {
  #control: RoomControl<T> | null = null;

  /** Runs first. Nobody joins before it is through. @param options this room's own, as given when it was started. */
  onInit(_options: Options<T>): Awaitable<void> {}

  /**
   * Runs when a peer asks to join, after its `onInit` accepted. Return `accept()`, or `refuse(reason)`: the peer is
   * told `join_refused` with the reason as details, and closed; `refuse(reason, { afterMs })` has it come back later. Once accepted, the peer gets its `authenticated` frame
   * and the others get `joined`. It is no member yet: greet it in {@link onForward}, when `joined` comes by.
   *
   * `auth.identity` and `auth.claims` are what your `onInit` has found out: judge by those. `auth.credentials` and
   * `auth.metadata` are what your own `parseRequest` and `onInit` made of a client's request: as trustworthy as those are
   * strict. Who is banned, and who is there already where nobody may be twice, does not get this far.
   */
  onJoin(_auth: JoinData<T>): Awaitable<Accept | Refusal> {
    return accept();
  }

  /** Runs after a member is out of the roster, and before the others get `left`. Not run for members of a room that ends. */
  onLeave(_peerId: string): Awaitable<void> {}

  /**
   * Runs for every message that this room is about to forward, its own `joined` and `left` included. Return the
   * message, a changed one (its addressees too), or `DROP`. What a client put into `message.data` is unchecked, unless the
   * application has declared its `events`.
   */
  onForward(message: RoomMessage<T>): Awaitable<RoomMessage<T> | Drop> {
    return message;
  }

  /** Runs last, exactly once for a room whose `onInit` was called, after its members were closed. */
  onTerminate(_reason: RoomEndCode): Awaitable<void> {}

  /** This room's name. */
  get name(): string {
    return this.#self().name;
  }

  /** Who is in the room now, in the order of joining. */
  get members(): readonly RosterEntry<Metadata<T>>[] {
    return this.#self().entries();
  }

  /**
   * Sends a message of the server's own to some or all members, now and without `onForward`. Ids that are not in the
   * room are a `message_undeliverable` event.
   *
   * @throws TypeError if `data` is not JSON, or the event is one of the protocol's own.
   */
  send(message: Outgoing<Events<T>>): void {
    this.#self().send(message);
  }

  /**
   * Ends a member's peer, which then leaves. It is told `removed`, with the reason as details, and does not come back by
   * itself. With a ban, everybody else of its identity ends too, and none of them is let into a room of this name: they are
   * told `banned` before {@link onJoin} is asked. The ban outlives crashes and restarts, and rooms of this name that are made
   * anew. A member without identity cannot be banned: it ends, and a `ban_without_identity` event says so.
   *
   * Returns `false`, and does nothing, if there is no such member.
   *
   * @throws TypeError if it is no removal. What a client sent must not end up in here unchecked.
   */
  remove(peerId: string, removal: Removal = {}): boolean {
    checkRemoval(removal);
    return this.#self().expel(peerId, removal);
  }

  /**
   * Keeps somebody out of every room of this name, who need not be a member, or not any more; and ends those who are, with
   * `removed`. For so many milliseconds, or for as long as the server runs: of somebody who is not here, nobody knows a token
   * that the ban could end with. A ban that is there already only grows, and a time that is over bans nobody.
   *
   * @param identity what `onInit` accepts as `identity`.
   * @throws TypeError if it is no ban. What a client sent must not end up in here unchecked.
   */
  ban(identity: string, time: { readonly forMs?: number } = {}): void {
    checkBan(identity, time);
    this.#self().keepOut(identity, time.forMs ?? Number.POSITIVE_INFINITY);
  }

  /**
   * Takes a member out because the same person is back: call it in {@link onJoin}, before you accept. The member is out of
   * {@link members} at once, and nothing it said is forwarded any more. Its client is told `replaced`, closed, and does not
   * come back by itself. When `onJoin` is through, `onLeave` runs for it, and the others get `left` with the reason
   * `replaced`; then the newcomer is let in, or refused. In any other hook, that follows after what waits for the room
   * already, but before anybody else is let in.
   *
   * Returns `false`, and does nothing, if there is no such member.
   */
  replace(peerId: string): boolean {
    return this.#self().replace(peerId);
  }

  /** Stops the room for good once what waits before it is done: members are told `room_closed`, and no restart follows. */
  stop(): void {
    void this.#self().stop();
  }

  #self(): RoomControl<T> {
    if (this.#control === null) throw new TypeError("A room acts from its hooks, not from its constructor");
    return this.#control;
  }

  static {
    bind = (room, control) => {
      room.#control = control;
    };
  }
}

/** Gives a room what it acts through. Only for the actor that runs it. */
export function bindRoom(room: Room, control: RoomControl): void {
  bind(room, control);
}
