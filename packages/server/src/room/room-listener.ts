import type { RoomEndCode } from "../observe/events.ts";
import type { Observer } from "../observe/observer.ts";
import type { Bans } from "./bans.ts";
import type { EmptyRooms } from "./empty-rooms.ts";

/** What a room shares with the other rooms of its server, and who has started it. */
export interface RoomSurroundings {
  readonly observer: Observer;
  readonly bans: Bans;
  readonly emptyRooms: EmptyRooms;
  readonly listener: RoomListener;
}

/** What a room actor tells whoever started it. */
export interface RoomListener {
  /** `onInit` is through. */
  started(): void;
  /** The room is to stop: if it crashes before it gets there, it must not come back. */
  stopping(code: RoomEndCode): void;
  /** A hook failed; the members are closed already. */
  crashed(error: unknown): void;
  /** Stopped or empty, and `onTerminate` is through. */
  ended(): void;
}
