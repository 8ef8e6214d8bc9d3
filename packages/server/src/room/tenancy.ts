import { type Supervised, Supervisor } from "../actor/supervisor.ts";
import type { RoomEndCode } from "../observe/events.ts";
import type { Observer } from "../observe/observer.ts";
import type { Bans } from "./bans.ts";
import type { EmptyRooms } from "./empty-rooms.ts";
import { RoomActor } from "./room-actor.ts";
import type { RoomListener } from "./room-listener.ts";
import type { RegistrySettings, RoomSpec } from "./room-spec.ts";

/** Where a room lives, with what it shares with the other rooms of its server. */
export interface House {
  readonly rooms: Map<string, RoomActor>;
  readonly settings: RegistrySettings;
  readonly observer: Observer;
  readonly bans: Bans;
  readonly emptyRooms: EmptyRooms;
}

/** Somebody who waits for a room's first `onInit`. */
interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Keeps one name in the house: its room, the next one after each crash, until one has ended or they crash too often. */
export class Tenancy implements RoomListener, Supervised {
  readonly #spec: RoomSpec;
  readonly #house: House;
  readonly #supervisor: Supervisor;
  #waiting: Waiting | null;
  #everStarted = false;
  #stopCode: RoomEndCode = "stopped";

  /** @param waiting hears what became of the first `onInit`; `null` if nobody asks. */
  constructor(spec: RoomSpec, house: House, waiting: Waiting | null) {
    this.#spec = spec;
    this.#house = house;
    this.#waiting = waiting;
    this.#supervisor = new Supervisor(house.settings.restarts, this);
  }

  /** Starts the first room. Called once. */
  start(): void {
    this.#supervisor.start();
  }

  // what the room says

  started(): void {
    this.#everStarted = true;
    this.#waiting?.resolve();
    this.#waiting = null;
  }

  stopping(code: RoomEndCode): void {
    this.#stopCode = code;
    this.#supervisor.halt();
  }

  crashed(error: unknown): void {
    if (this.#everStarted) this.#supervisor.crashed(error);
    else this.gaveUp(error);
  }

  ended(): void {
    this.#house.rooms.delete(this.#spec.name);
  }

  // what the supervisor says

  spawn(): void {
    const { rooms, settings, observer, bans, emptyRooms } = this.#house;
    const room = new RoomActor(this.#spec, settings, { observer, bans, emptyRooms, listener: this });
    rooms.set(this.#spec.name, room);
    room.start();
  }

  restarting(): void {
    this.#house.observer.emit({ type: "room_restarted", room: this.#spec.name });
  }

  gaveUp(error: unknown): void {
    this.ended();
    this.#house.observer.emit({ type: "room_given_up", room: this.#spec.name, error });
    this.#waiting?.reject(error);
  }

  halted(): void {
    this.ended();
    this.#house.observer.emit({ type: "room_stopped", room: this.#spec.name, code: this.#stopCode });
  }
}
