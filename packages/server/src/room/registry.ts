import { andThen, type Awaitable } from "../actor/awaitable.ts";
import { Hooks } from "../actor/hooks.ts";
import { refuseMisspeltHooks } from "../actor/misspelt-hooks.ts";
import { ConfigError } from "../observe/errors.ts";
import type { Observer } from "../observe/observer.ts";
import type { Application, JoinData } from "./application.ts";
import type { Bans } from "./bans.ts";
import { EmptyRooms } from "./empty-rooms.ts";
import type { RoomActor } from "./room-actor.ts";
import type { RoomRef } from "./room-ref.ts";
import type { OnDemandRoom, RegistrySettings, RoomSpec } from "./room-spec.ts";
import { Room } from "./room.ts";
import { type House, Tenancy } from "./tenancy.ts";

/**
 * Decides whether a room that is not there is made for a peer that asks for it. Runs after the peer's `onInit`
 * accepted, so strangers make no rooms. Return the room to make, or `null` for "no such room".
 */
export type OnMissingRoom<T extends Application = Application> = (auth: JoinData<T>) => Awaitable<OnDemandRoom | null>;

/**
 * What became of a look-up: the room, or why there is none. `banned`: it would have to be made for somebody who is kept out of
 * it. `internal`: it was made on demand, and its `onInit` failed.
 */
export type Resolved = RoomRef | "banned" | "no_such_room" | "too_many_rooms" | "internal" | "going_away";

/** Room names to rooms. Names are unique; a room's supervisor lives and dies with its name's entry. */
export class Registry {
  readonly #settings: RegistrySettings;
  readonly #observer: Observer;
  readonly #bans: Bans;
  readonly #onMissingRoom: OnMissingRoom | null;
  readonly #rooms = new Map<string, RoomActor>();
  readonly #house: House;
  /** The classes whose hooks are spelt as they should be. */
  readonly #wellSpelt = new WeakSet<RoomSpec["room"]>();
  #draining = false;

  constructor(
    settings: RegistrySettings,
    { observer, bans }: { readonly observer: Observer; readonly bans: Bans },
    onMissingRoom: OnMissingRoom | null,
  ) {
    this.#settings = settings;
    this.#observer = observer;
    this.#bans = bans;
    this.#onMissingRoom = onMissingRoom;
    this.#house = { rooms: this.#rooms, settings, observer, bans, emptyRooms: new EmptyRooms() };
  }

  get size(): number {
    return this.#rooms.size;
  }

  names(): string[] {
    return [...this.#rooms.keys()];
  }

  /** The room of this name as it is now; after a restart it is another. */
  get(name: string): RoomRef | null {
    return this.#rooms.get(name) ?? null;
  }

  /** Finds a room for a peer, or has it made on demand. Throws a HookError if `onMissingRoom` fails. */
  resolve(auth: JoinData): Awaitable<Resolved> {
    const room = this.#rooms.get(auth.room);
    if (room !== undefined) return room;
    const onMissingRoom = this.#onMissingRoom;
    if (this.#draining) return "going_away";
    if (onMissingRoom === null) return "no_such_room";
    if (this.#bans.holds(auth.identity, auth.room)) return "banned";
    const hooks = new Hooks(this.#observer, { room: auth.room, peerId: auth.peerId }, this.#settings.hookTimeoutMs);
    return andThen(
      hooks.call("onMissingRoom", () => onMissingRoom(auth)),
      (demand) => (demand === null ? "no_such_room" : this.#startOnDemand(auth.room, demand, hooks)),
    );
  }

  /**
   * Starts a room. Resolves when its `onInit` is through.
   *
   * @throws ConfigError `room_exists`, `too_many_rooms`, `closed` or `invalid_option`, before anything has started.
   * @throws HookError if the first `onInit` fails; there is no such room then.
   */
  async start(spec: RoomSpec): Promise<void> {
    const { name } = spec;
    this.check(spec);
    if (this.#rooms.has(name)) throw new ConfigError("room_exists", `There is a room ${JSON.stringify(name)} already`);
    if (this.#draining) throw new ConfigError("closed", "The server is going away, and starts no more rooms");
    if (this.#isFull)
      throw new ConfigError("too_many_rooms", `There are ${this.#rooms.size} rooms, and no more may be`);
    await new Promise<void>((resolve, reject) => {
      new Tenancy(spec, this.#house, { resolve, reject }).start();
    });
  }

  /** @throws ConfigError `invalid_option` or `misspelt_hook` if no room can be made of this. */
  check({ name, room, emptyMs, duplicates }: RoomSpec): void {
    const { maxRoomNameLength } = this.#settings;
    if (typeof name !== "string" || name.length === 0 || name.length > maxRoomNameLength) {
      throw new ConfigError("invalid_option", `A room's name is a string of 1 to ${maxRoomNameLength} characters`);
    }
    if (!isEmptyMs(emptyMs)) {
      throw new ConfigError("invalid_option", `emptyMs: expected false or 0 to 2147483647, got ${String(emptyMs)}`);
    }
    if (!isDuplicates(duplicates)) {
      const wanted = '"allow", "replace" or "reject"';
      throw new ConfigError("invalid_option", `duplicates: expected ${wanted}, got ${String(duplicates)}`);
    }
    if (this.#wellSpelt.has(room)) return;
    refuseMisspeltHooks(room, Room.prototype);
    this.#wellSpelt.add(room);
  }

  /** Stops every room because the server goes away. Resolves when every `onTerminate` is through. */
  async drain(): Promise<void> {
    this.#draining = true;
    await Promise.all([...this.#rooms.values()].map(async (room) => room.stop("going_away")));
  }

  get #isFull(): boolean {
    return this.#rooms.size >= this.#settings.maxRooms;
  }

  #startOnDemand(name: string, demand: OnDemandRoom, hooks: Hooks): Resolved {
    // while the hook waited, another peer's hook may have made it
    const room = this.#rooms.get(name);
    if (room !== undefined) return room;
    if (this.#draining) return "going_away";
    if (this.#isFull) return "too_many_rooms";
    // if it fails, the events have said so, and the peer's join will find it gone
    new Tenancy(this.#onDemandSpec(name, demand, hooks), this.#house, null).start();
    return this.#rooms.get(name) ?? "internal";
  }

  #onDemandSpec(name: string, demand: OnDemandRoom, hooks: Hooks): RoomSpec {
    try {
      const spec = { ...demand, name, emptyMs: demand.emptyMs ?? this.#settings.onDemandEmptyMs };
      this.check(spec);
      return spec;
    } catch (cause) {
      throw hooks.failed("onMissingRoom", "returned neither null nor what a room can be made of", cause);
    }
  }
}

/** `setTimeout` fires at once for more than 2^31 - 1 ms. */
function isEmptyMs(emptyMs: unknown): boolean {
  if (emptyMs === undefined || emptyMs === false) return true;
  return typeof emptyMs === "number" && emptyMs >= 0 && emptyMs <= 2_147_483_647;
}

function isDuplicates(duplicates: unknown): boolean {
  return duplicates === undefined || duplicates === "allow" || duplicates === "replace" || duplicates === "reject";
}
