import { MeshError } from "../errors.ts";
import type { Sendable } from "../link/channel-writer.ts";
import type { PeerState } from "../link/peer-state.ts";
import { DEFAULT_LABEL } from "../link/remote-streams.ts";
import { Listeners } from "../listeners.ts";
import type { Link } from "./link.ts";
import { Links } from "./links.ts";
import type { MeshEvents } from "./mesh-events.ts";
import { resolveMeshOptions, type MeshOptions, type ResolvedMeshOptions } from "./options.ts";
import { Outgoing } from "./outgoing.ts";
import type { Signaling } from "./signaling.ts";

/**
 * Links this client to every other peer of its room, now and later: whoever is there calls whoever joins. Create it in
 * the same turn as the connection, so that it misses no offer; it ends with `close()`, not with the connection.
 *
 * @throws MeshError `already_open` if the connection is open already, `bad_option` for an option that is wrong.
 */
export function createMesh(connection: Signaling, options: MeshOptions = {}): Mesh {
  return new Mesh(connection, resolveMeshOptions(options));
}

/**
 * One link for each other peer in the room. Links outlive the connection: media does not go through the server. When
 * either side is back under a new peer id, the two recognise each other by what only they know, and the link goes on. When
 * the connection is closed for good, all links end.
 */
export class Mesh {
  readonly #outgoing = new Outgoing();
  readonly #links: Links;
  readonly #listeners = new Listeners();

  /** Not for programs: they call `createMesh`. */
  constructor(signaling: Signaling, options: ResolvedMeshOptions) {
    if (signaling.state.name === "open") throw new MeshError("already_open", null);
    this.#links = new Links({
      signaling,
      options,
      outgoing: this.#outgoing,
      emit: (event, value) => this.#listeners.emit(event, value),
      takesFiles: () => this.#listeners.has("file_channel"),
    });
  }

  /** A live view: peer id to link. Peers that are missing and may come back are in it, those not heard of yet are not. */
  get links(): ReadonlyMap<string, Link> {
    return this.#links.begun;
  }

  /** Calls `listener` for each event of that name. One that throws is reported. Returns what removes it. */
  on<Event extends keyof MeshEvents>(event: Event, listener: (value: MeshEvents[Event]) => void): () => void {
    return this.#listeners.add(event, listener);
  }

  /**
   * Sends exactly the tracks that `stream` has now under this label, to the peers that are there and to those that come;
   * `null` sends nothing. A track takes the place of one of its kind without a negotiation. Call it again after adding
   * tracks to the stream or removing some. The tracks stay the caller's: nobody else stops them.
   *
   * @throws MeshError `bad_option` if one of the tracks is being sent under another label.
   */
  setStream(stream: MediaStream | null, label: string = DEFAULT_LABEL): void {
    this.#outgoing.set(label, stream);
    this.#links.sync();
  }

  /** Sends one track more under this label. @throws MeshError `bad_option` if it is being sent under another one. */
  addTrack(track: MediaStreamTrack, label: string = DEFAULT_LABEL): void {
    this.#outgoing.add(label, track);
    this.#links.sync();
  }

  /** Sends a track no more. Does nothing if it is not being sent. */
  removeTrack(track: MediaStreamTrack): void {
    if (this.#outgoing.remove(track)) this.#links.sync();
  }

  /**
   * Sends `track` in the place of `old`, without a negotiation.
   *
   * @throws MeshError `bad_option` if `old` is not being sent, `track` is already, or they are not of one kind.
   */
  replaceTrack(old: MediaStreamTrack, track: MediaStreamTrack): void {
    this.#outgoing.replace(old, track);
    this.#links.sync();
  }

  /** What this peer says it is doing: at first nothing, without a name. */
  get state(): PeerState {
    return this.#outgoing.state;
  }

  /**
   * Tells the others what this peer is doing, those that are there and those that come. It is only told: to mute, disable
   * the track too.
   *
   * @throws MeshError `bad_option` for a field of the wrong type, or a name of more than 200 characters.
   */
  setState(change: Partial<PeerState>): void {
    this.#outgoing.changeState(change);
    this.#links.tellState();
  }

  /**
   * Sends on the data channel of that label, which `channels` has declared: to all that have it open, or to these peers.
   * It is on its way at once. What comes back resolves when it is time to send more, and may be ignored by who sends little.
   *
   * Rejects with a MeshError: `no_channel` for a label that was not declared, or if an addressed peer has it not open, `unknown_peer`, `too_big` beyond what a peer
   * takes (256 KiB in browsers), and when 8 MiB wait to be sent, `link_lost` if a link ends meanwhile.
   */
  send(label: string, data: Sendable, to: "all" | readonly string[] = "all"): Promise<void> {
    return this.#links.send(label, data, to);
  }

  /** Ends all links; each is told as `gone`. The connection stays open. Calling it again does nothing. */
  close(): void {
    this.#links.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
