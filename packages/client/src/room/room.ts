import type { EventMap, Json, Message, ServerEvents } from "@parlor/protocol";

import type { ConnectionState } from "../connection/connection-state.ts";
import type { Connection, Heard, Said } from "../connection/connection.ts";
import { Listeners } from "../listeners.ts";
import { report } from "../report.ts";
import { Absentees } from "./absentees.ts";
import type { MembersChange, RoomMember } from "./member.ts";
import { resolveRoomOptions, type RoomOptions } from "./options.ts";

/** A message as a room hands it out: `member` is its sender, `null` if that is the server, or this very client. */
export type RoomMessage<Events extends EventMap, Event extends keyof Events & string, Metadata = Json> = Message<
  Pick<Heard<Events>, Event>
> & { readonly member: RoomMember<Metadata> | null };

/**
 * Tells who is in the room of a connection, and talks to them. Create it at any time: if the connection is open already,
 * it begins with who is there. It ends with `close()` or with the connection.
 *
 * @throws ConnectionError `bad_option`, naming the option and what it expected.
 */
export function createRoom<Events extends EventMap, Metadata>(
  connection: Connection<Events>,
  options: RoomOptions<Metadata>,
): Room<Events, Metadata>;
export function createRoom<Events extends EventMap>(
  connection: Connection<Events>,
  options?: Omit<RoomOptions, "readMetadata">,
): Room<Events>;
export function createRoom<Events extends EventMap>(
  connection: Connection<Events>,
  options: Partial<RoomOptions> = {},
): Room<Events> {
  return new Room(connection, resolveRoomOptions<Json>({ readMetadata: (metadata) => metadata, ...options }));
}

/**
 * Who is in a room, as one stream of changes. While the connection is down nobody comes or goes; when it is back, what has
 * happened meanwhile is one change: who stayed is not in it. When it is closed, everybody has left.
 */
export class Room<Events extends EventMap = EventMap, Metadata = Json> {
  readonly #connection: Connection<Events>;
  readonly #options: Required<RoomOptions<Metadata>>;
  readonly #changes = new Listeners();
  readonly #absentees: Absentees<Metadata>;
  readonly #unsubscribers = new Set<() => void>();
  #members: ReadonlyMap<string, Metadata | null> = new Map();
  #place: Place | null;
  #isNew: boolean;

  /** Not for programs: they call `createRoom`. */
  constructor(connection: Connection<Events>, options: Required<RoomOptions<Metadata>>) {
    this.#connection = connection;
    this.#options = options;
    this.#place = placeOf(connection.state);
    this.#absentees = new Absentees(options, (member) => this.#tell({ left: [member] }));
    this.#members = new Map([...connection.members].map(([peerId, json]) => [peerId, this.#read(json, peerId)]));
    this.#isNew = connection.state.name !== "open" && connection.members.size === 0;
    this.#unsubscribers.add(connection.onState(() => this.#update()));
    this.#unsubscribers.add(connection.on("joined", () => this.#update()));
    this.#unsubscribers.add(connection.on("left", ({ data }) => this.#update(data)));
  }

  /** This client's own peer id, or `null` while the connection is not open. */
  get peerId(): string | null {
    return this.#place?.peerId ?? null;
  }

  /** What the server calls the room, or `null` while the connection is not open. */
  get name(): string | null {
    return this.#place?.room ?? null;
  }

  /**
   * Who else is in the room, in the order of joining: peer id to metadata. The same map until something changes, then a
   * new one. While the connection is down it is what was last known; once it is closed it is empty.
   */
  get members(): ReadonlyMap<string, Metadata | null> {
    return this.#members;
  }

  /** Who has gone and may come back: the former peer id to metadata. Always empty without `identify`. */
  get missing(): ReadonlyMap<string, Metadata | null> {
    return this.#absentees.members;
  }

  /**
   * Calls `listener` after each change, in order, and not for what is there already: that is `members`. One that throws
   * is reported. Returns what removes it.
   */
  onMembers(listener: (change: MembersChange<Metadata>) => void): () => void {
    return this.#changes.add("members", listener);
  }

  /**
   * Calls `listener` for each message of that event, with its sender. The data is as its sender sent it, whatever `Events`
   * says. Returns what removes it.
   */
  on<Event extends keyof Events & string>(
    event: Event,
    listener: (message: RoomMessage<Events, Event, Metadata>) => void,
  ): () => void {
    const unsubscribe = this.#connection.on(event, (message) => {
      listener({ ...message, member: this.#sender(message.from) });
    });
    this.#unsubscribers.add(unsubscribe);
    return () => {
      this.#unsubscribers.delete(unsubscribe);
      unsubscribe();
    };
  }

  /**
   * Sends a message to all others (`"all"`), to one peer id, or to a list of them, as `connection.send` does.
   *
   * @throws ConnectionError what `connection.send` throws.
   */
  send<Event extends keyof Events & string>(
    event: Event,
    data: Said<Events>[Event],
    to: string | readonly string[] = "all",
  ): void {
    this.#connection.send(event, data, typeof to === "string" && to !== "all" ? [to] : to);
  }

  /** Tells nothing more, and knows nobody. The connection stays open. Calling it again does nothing. */
  close(): void {
    for (const unsubscribe of this.#unsubscribers) unsubscribe();
    this.#unsubscribers.clear();
    this.#absentees.clear();
    this.#members = new Map();
    this.#place = null;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Takes in what has changed in the connection's roster; `farewell` is the message that has changed it. */
  #update(farewell: ServerEvents["left"] | null = null): void {
    const { members: roster, state } = this.#connection;
    const before = [...this.#members].map(([peerId, metadata]) => ({ peerId, metadata }));
    const staying = before.filter(({ peerId }) => roster.has(peerId));
    const newcomers = [...roster]
      .filter(([peerId]) => !this.#members.has(peerId))
      .map(([peerId, json]) => ({ peerId, metadata: this.#read(json, peerId) }));
    const gone = before
      .filter(({ peerId }) => !roster.has(peerId))
      .map((member) => ({ ...member, reason: farewell?.reason ?? null }));
    const initial = this.#isNew && state.name === "open";

    this.#isNew &&= !initial;
    const wasOpen = this.#place !== null;
    this.#place = placeOf(state);
    if (wasOpen && this.#place === null) this.#absentees.pause();
    else if (!wasOpen && this.#place !== null) this.#absentees.resume();
    if (newcomers.length + gone.length > 0) {
      this.#members = new Map([...staying, ...newcomers].map(({ peerId, metadata }) => [peerId, metadata]));
    }
    const left = mayReturn(state, farewell) ? this.#absentees.part(gone, staying) : gone;
    if (state.name === "closed") left.push(...this.#absentees.clear());
    const returned = newcomers.flatMap((member) => this.#absentees.meet(member) ?? []);
    const joined = newcomers.filter(({ peerId }) => !returned.some((member) => member.peerId === peerId));
    const missing = gone.filter(({ peerId }) => this.#absentees.has(peerId));
    this.#tell({ joined, missing, returned, left, initial });
  }

  #tell({
    joined = [],
    missing = [],
    returned = [],
    left = [],
    initial = false,
  }: Partial<MembersChange<Metadata>>): void {
    if (!initial && joined.length + missing.length + returned.length + left.length === 0) return;
    const change: MembersChange<Metadata> = { joined, missing, returned, left, members: this.#members, initial };
    this.#changes.emit("members", change);
  }

  #read(metadata: Json, peerId: string): Metadata | null {
    try {
      return this.#options.readMetadata(metadata, peerId) ?? null;
    } catch (error) {
      report(error);
      return null;
    }
  }

  #sender(peerId: string | null): RoomMember<Metadata> | null {
    const metadata = peerId === null ? undefined : this.#members.get(peerId);
    return peerId === null || metadata === undefined ? null : { peerId, metadata };
  }
}

type Place = Extract<ConnectionState, { readonly name: "open" }>;

function placeOf(state: ConnectionState): Place | null {
  return state.name === "open" ? state : null;
}

/** Who said goodbye, or was removed, does not come back as the same; who was lost, or replaced, may. */
function mayReturn({ name }: ConnectionState, farewell: ServerEvents["left"] | null): boolean {
  if (name === "closed") return false;
  return farewell === null || farewell.reason === "lost" || farewell.reason === "replaced";
}
