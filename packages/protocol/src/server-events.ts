import type { ErrorCode } from "./errors.ts";
import type { IceServersData } from "./ice-server.ts";
import type { Json } from "./json.ts";
import type { TokenData } from "./token.ts";

/** One entry of a room's roster. */
export interface RosterEntry<Metadata = Json> {
  readonly peer_id: string;
  readonly metadata: Metadata;
}

/** The data of each event that only the server may send. */
export interface ServerEvents<Metadata = Json> {
  /**
   * Always the first frame a peer gets: its id, its room, who was there before it, and, where there are any, its ICE
   * servers and how long its token holds.
   */
  readonly authenticated: Partial<IceServersData & TokenData> & {
    readonly peer_id: string;
    readonly room: string;
    readonly peers: readonly RosterEntry<Metadata>[];
  };
  readonly joined: RosterEntry<Metadata>;
  readonly left: {
    readonly peer_id: string;
    /** Always there from a server of this version; a server of the original protocol does not say. */
    readonly reason?: LeftReason;
  };
  /** New ICE servers for those of `authenticated`, before they expire. To one peer alone. */
  readonly ice_servers: IceServersData;
  /** A new token has taken the place of the former. To one peer alone. */
  readonly token_accepted: TokenData;
  readonly error: ErrorData;
}

/**
 * Why a member is not there any more. `closed`: its client said goodbye. `lost`: it vanished, and may come back. `removed`:
 * the server ended it. `replaced`: the same person is back, under another peer id.
 */
export type LeftReason = "closed" | "lost" | "removed" | "replaced";

/** What an `error` frame, or the JSON body of a refused upgrade, says. */
export interface ErrorData {
  readonly code: ErrorCode;
  /** One sentence for people; programs look at `code`. */
  readonly description: string;
  readonly details: Json;
}

const RESERVED: ReadonlySet<string> = new Set<keyof ServerEvents>([
  "authenticated",
  "joined",
  "left",
  "ice_servers",
  "token_accepted",
  "error",
]);

/** Whether an event name belongs to the server, so that no client may send it. */
export function isReservedEvent(event: string): boolean {
  return RESERVED.has(event);
}
