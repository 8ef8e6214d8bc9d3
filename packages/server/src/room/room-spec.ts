import type { RestartLimit } from "../actor/supervisor.ts";
import type { Application } from "./application.ts";
import type { Room } from "./room.ts";

/** A class that extends {@link Room}. */
export type RoomClass<T extends Application = Application> = new () => Room<T>;

/** The custom options of a room class, as its `onInit` takes them. */
export type OptionsOf<Class extends RoomClass> = Parameters<InstanceType<Class>["onInit"]>[0];

/** What becomes of somebody who asks to join a room while somebody of the same identity is in it. */
export type Duplicates = "allow" | "replace" | "reject";

/** What a room is made of. `options` go to its `onInit`, at every restart too. */
export interface RoomSpec<Class extends RoomClass = RoomClass> {
  /** Unique in its Parlor: 1 to 128 characters. */
  readonly name: string;
  readonly room: Class;
  readonly options?: OptionsOf<Class>;
  /**
   * How long the room may be empty before it goes away by itself, in milliseconds; `false` for ever.
   *
   * @default false, and for a room made on demand 30_000
   */
  readonly emptyMs?: number | false;
  /**
   * Whether one identity may be in the room more than once: `"allow"`; `"replace"`, so that the newcomer takes the former
   * self's place once `onJoin` has accepted, as by {@link Room.replace} (until then `members` does not list the former self); or `"reject"`, so that the newcomer is told `already_joined`, unless the former
   * self's client has gone. Looked at before `onJoin`. Who has no identity is never the same as anybody.
   *
   * @default "allow"
   */
  readonly duplicates?: Duplicates;
}

/** What `onMissingRoom` gives back to have a room made: everything but the name, which is the one that was missing. */
export type OnDemandRoom<Class extends RoomClass = RoomClass> = Omit<RoomSpec<Class>, "name">;

/** What a room needs to know of its Parlor's options. */
export interface RoomSettings {
  readonly hookTimeoutMs: number;
  readonly maxRoomJobs: number;
}

/** What a registry needs to know of its Parlor's options. */
export interface RegistrySettings {
  readonly hookTimeoutMs: number;
  readonly maxRoomJobs: number;
  readonly maxRooms: number;
  readonly maxRoomNameLength: number;
  readonly onDemandEmptyMs: number | false;
  readonly restarts: RestartLimit;
}
