import type { Message, ServerEvents } from "@parlor/protocol";

import { ConnectionError, MeshError, type ClientErrorCode } from "../errors.ts";
import type { Link } from "../link/link.ts";
import { MeshLink } from "../link/mesh-link.ts";
import { readCandidate, readDescription, type Description, type SignalEvents } from "../link/signal.ts";
import { Listeners } from "../listeners.ts";
import { resolveMeshOptions, type MeshOptions } from "./options.ts";
import type { Signaling } from "./signaling.ts";

/** What a mesh tells its listeners, by event. */
export interface MeshEvents {
  /** A peer's stream has appeared, or its tracks have changed. Show it; the same stream may come several times. */
  readonly stream: { readonly peerId: string; readonly stream: MediaStream };
  /** A link has ended, once for each: the peer left, this client got a new peer id, or somebody closed. */
  readonly gone: { readonly peerId: string };
  /** A link's `connectionState` has changed (https://www.w3.org/TR/webrtc/#dom-rtcpeerconnectionstate). */
  readonly state: { readonly peerId: string; readonly state: RTCPeerConnectionState };
  /** Something on one link went wrong. The mesh goes on; the other links never notice. */
  readonly error: MeshError;
}

/**
 * Links this client to every other peer of its room, now and later: whoever is there calls whoever joins. Create it in
 * the same turn as the connection, so that it misses no offer; it ends with `close()`, not with the connection.
 *
 * @throws MeshError `already_open` if the connection is open already.
 */
export function createMesh(connection: Signaling, options: MeshOptions = {}): Mesh {
  return new Mesh(connection, resolveMeshOptions(options));
}

/**
 * One link for each other peer in the room. While the connection is down the links stay: media does not go through the
 * server. When it is back, this client has a new peer id and is a newcomer to everybody, so all links start anew. When it
 * is closed for good, they end.
 */
export class Mesh {
  readonly #signaling: Signaling;
  readonly #options: Required<MeshOptions>;
  readonly #links = new Map<string, MeshLink>();
  readonly #listeners = new Listeners();
  readonly #unsubscribe: readonly (() => void)[];
  #stream: MediaStream | null = null;

  /** Not for programs: they call `createMesh`. */
  constructor(signaling: Signaling, options: Required<MeshOptions>) {
    if (signaling.state.name === "open") throw new MeshError("already_open", null);
    this.#signaling = signaling;
    this.#options = options;
    this.#unsubscribe = [
      signaling.on("authenticated", ({ data }) => this.#startOver(data)),
      signaling.on("joined", ({ data }) => this.#link(data.peer_id, { polite: false })),
      signaling.on("left", ({ data }) => this.#drop(data.peer_id)),
      signaling.on("offer", (message) => this.#receiveDescription("offer", message)),
      signaling.on("answer", (message) => this.#receiveDescription("answer", message)),
      signaling.on("candidate", (message) => this.#receiveCandidate(message)),
      signaling.onState(({ name }) => {
        if (name === "closed") this.#dropAll();
      }),
    ];
  }

  /** A live view: peer id to link. */
  get links(): ReadonlyMap<string, Link> {
    return this.#links;
  }

  /** Calls `listener` for each event of that name. One that throws is reported. Returns what removes it. */
  on<Event extends keyof MeshEvents>(event: Event, listener: (value: MeshEvents[Event]) => void): () => void {
    return this.#listeners.add(event, listener);
  }

  /**
   * Sends exactly the tracks that `stream` has now, to the peers that are there and to those that come; `null` sends
   * nothing. A track takes the place of one of its kind without a negotiation. Call it again after adding tracks to the
   * stream or removing some. The tracks stay the caller's: nobody else stops them.
   */
  setStream(stream: MediaStream | null): void {
    this.#stream = stream;
    for (const link of this.#links.values()) {
      try {
        link.setStream(stream);
      } catch (cause) {
        this.#fail("negotiation_failed", link.peerId, cause);
      }
    }
  }

  /** Ends all links; each is told as `gone`. The connection stays open. Calling it again does nothing. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#dropAll();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #emit<Event extends keyof MeshEvents>(event: Event, value: MeshEvents[Event]): void {
    this.#listeners.emit(event, value);
  }

  #startOver({ peers }: ServerEvents["authenticated"]): void {
    this.#dropAll();
    for (const { peer_id } of peers) this.#link(peer_id, { polite: true });
  }

  #link(peerId: string, { polite }: { readonly polite: boolean }): void {
    this.#drop(peerId);
    const { createPeerConnection, iceServers, receive } = this.#options;
    try {
      const link = new MeshLink({
        peerId,
        polite,
        peerConnection: createPeerConnection({ iceServers: [...iceServers] }),
        stream: this.#stream,
        receive,
        sendDescription: (description) => this.#send(description.type, description, peerId),
        sendCandidate: (candidate) => this.#send("candidate", candidate, peerId),
        streamChanged: (stream) => this.#emit("stream", { peerId, stream }),
        stateChanged: (state) => this.#emit("state", { peerId, state }),
        failed: (cause) => this.#fail("negotiation_failed", peerId, cause),
      });
      this.#links.set(peerId, link);
    } catch (cause) {
      this.#fail("no_peer_connection", peerId, cause);
    }
  }

  #drop(peerId: string): void {
    const link = this.#links.get(peerId);
    if (link === undefined) return;
    this.#links.delete(peerId);
    link.close();
    this.#emit("gone", { peerId });
  }

  #dropAll(): void {
    for (const peerId of this.#links.keys()) this.#drop(peerId);
  }

  #receiveDescription(type: Description["type"], { data, from }: SignalMessage): void {
    const link = this.#sender(from);
    if (link === undefined) return;
    const description = readDescription(data, type);
    if (description === null) this.#fail("bad_signal", link.peerId, type);
    else link.negotiation.receiveDescription(description);
  }

  #receiveCandidate({ data, from }: SignalMessage): void {
    const link = this.#sender(from);
    if (link === undefined) return;
    const candidate = readCandidate(data);
    if (candidate === null) this.#fail("bad_signal", link.peerId, "candidate");
    else link.negotiation.receiveCandidate(candidate);
  }

  #sender(from: string | null): MeshLink | undefined {
    const link = from === null ? undefined : this.#links.get(from);
    if (link === undefined) this.#fail("unknown_peer", from);
    return link;
  }

  #send(event: keyof SignalEvents, data: unknown, peerId: string): void {
    try {
      this.#signaling.send(event, data, [peerId]);
    } catch (error) {
      // nothing is lost: when the connection is back, the link this was for starts anew
      if (error instanceof ConnectionError && error.code === "not_open") return;
      throw error;
    }
  }

  #fail(code: ClientErrorCode, peerId: string | null, cause?: unknown): void {
    this.#emit("error", new MeshError(code, peerId, undefined, cause));
  }
}

type SignalMessage = Pick<Message<SignalEvents>, "data" | "from">;
