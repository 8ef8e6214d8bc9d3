import type { ErrorCode } from "./errors.ts";
import type { Json } from "./json.ts";

/** One entry of a room's roster. */
export interface RosterEntry<Metadata = Json> {
  readonly peer_id: string;
  readonly metadata: Metadata;
}

/** The data of each event that only the server may send. */
export interface ServerEvents<Metadata = Json> {
  /** Always the first frame a peer gets: its id, its room, and who was there before it. */
  readonly authenticated: {
    readonly peer_id: string;
    readonly room: string;
    readonly peers: readonly RosterEntry<Metadata>[];
  };
  readonly joined: RosterEntry<Metadata>;
  readonly left: { readonly peer_id: string };
  readonly error: ErrorData;
}

/** What an `error` frame, or the JSON body of a refused upgrade, says. */
export interface ErrorData {
  readonly code: ErrorCode;
  /** One sentence for people; programs look at `code`. */
  readonly description: string;
  readonly details: Json;
}

const RESERVED: ReadonlySet<string> = new Set<keyof ServerEvents>(["authenticated", "joined", "left", "error"]);

/** Whether an event name belongs to the server, so that no client may send it. */
export function isReservedEvent(event: string): boolean {
  return RESERVED.has(event);
}
