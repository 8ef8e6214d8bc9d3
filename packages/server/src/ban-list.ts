import type { Peers } from "./peer/peers.ts";
import type { Ban, Bans } from "./room/bans.ts";

/** Who to keep out, and of what. */
export interface BanSpec {
  /** What `onInit` accepts as `identity`. */
  readonly identity: string;
  /** Out of the room of this name, whether there is one now or not. @default the whole server */
  readonly room?: string | null;
  /** Until when, in milliseconds since 1970. @default for as long as the server runs */
  readonly until?: number | null;
}

/**
 * Who is kept out of a server or of one of its rooms. What rooms and peers ban by `remove` and `stop` is in here too. It is in
 * memory, and lost with the process: what must outlive that, keep in your database and add at the start.
 */
export class BanList {
  readonly #bans: Bans;
  readonly #peers: Peers;

  constructor(bans: Bans, peers: Peers) {
    this.#bans = bans;
    this.#peers = peers;
  }

  /**
   * Keeps somebody out from now on, and ends every peer of theirs that is in already, with `removed`. A ban that is there
   * already only grows; one that is over already is none. Of more than `maxBans`, the one that ends first gives way, and that
   * may be this one: then its peers are ended, and not kept out.
   *
   * @throws TypeError if it is no ban.
   */
  add(ban: BanSpec): void {
    const { identity, room, until } = checked(ban);
    const end = until === Number.POSITIVE_INFINITY ? null : until;
    if (end !== null && end <= Date.now()) return;
    this.#bans.add({ identity, room, until: end });
    this.#peers.stopAll(identity, room);
  }

  /**
   * Lets somebody in again. One ban at a time: who is banned from the whole server and from a room has two. Returns `false`
   * if there is no such ban.
   *
   * @throws TypeError if it is no ban.
   */
  lift(ban: Omit<BanSpec, "until">): boolean {
    const { identity, room } = checked(ban);
    return this.#bans.lift(identity, room);
  }

  /** The bans that hold now, in the order in which they were made. */
  list(): readonly Ban[] {
    return this.#bans.list();
  }
}

/** What is wrong is not shown: it may be an identity. */
function checked(ban: unknown): Ban {
  if (typeof ban !== "object" || ban === null) throw new TypeError("A ban is { identity, room, until }");
  const { identity, room = null, until = null }: { [Field in keyof Ban]?: unknown } = ban;
  if (!isName(identity)) throw new TypeError("identity: expected a string that is not empty");
  if (room !== null && !isName(room)) throw new TypeError("room: expected a name, or null for the whole server");
  if (until !== null && !isTime(until))
    throw new TypeError("until: expected milliseconds since 1970, or null for ever");
  return { identity, room, until };
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && !Number.isNaN(value);
}
