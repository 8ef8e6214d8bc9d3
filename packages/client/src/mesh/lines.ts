import type { Message, ServerEvents } from "@parlor/protocol";

import { ConnectionError, MeshError, type ClientErrorCode } from "../errors.ts";
import type { Link } from "../link/link.ts";
import { MeshLink } from "../link/mesh-link.ts";
import { readCandidate, readDescription, readRelink, type Description, type SignalEvents } from "../link/signal.ts";
import { IceServers } from "./ice-servers.ts";
import type { MeshEvents } from "./mesh-events.ts";
import { onNetworkChange } from "./network-change.ts";
import type { ResolvedMeshOptions } from "./options.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Signaling } from "./signaling.ts";

/** How often in a row a link that broke is made anew; then it is left to its fate. */
const MAX_RENEWALS = 3;

/** One side of a call that the mesh keeps: the link, and what it has been through. */
interface Line {
  readonly link: MeshLink;
  /** How many links in a row broke before it, and were replaced. */
  renewals: number;
  /** Whether the other side has spoken, and the application knows of it. */
  begun: boolean;
  /** The newcomer that the server let in in this peer's place. */
  successor: string | null;
}

/** What the lines of a mesh need from it. */
export interface LinesOptions {
  readonly signaling: Signaling;
  readonly options: ResolvedMeshOptions;
  readonly outgoing: Outgoing;
  readonly emit: <Event extends keyof MeshEvents>(event: Event, value: MeshEvents[Event]) => void;
}

/**
 * The lines of a mesh, as peers come, speak, vanish, come back and leave: who is in the room calls who joins. When either side
 * is back under a new peer id, the two recognise each other by tokens that only they know, and go on.
 */
export class Lines {
  readonly #signaling: Signaling;
  readonly #options: ResolvedMeshOptions;
  readonly #outgoing: Outgoing;
  readonly #emit: LinesOptions["emit"];
  readonly #iceServers: IceServers;
  /** By peer id, also of peers that are missing. */
  readonly #lines = new Map<string, Line>();
  /** Of those lines that have begun. */
  readonly #links = new Map<string, Link>();
  /** Who is in the room. */
  readonly #present = new Set<string>();
  readonly #unsubscribe: readonly (() => void)[];

  constructor({ signaling, options, outgoing, emit }: LinesOptions) {
    this.#signaling = signaling;
    this.#options = options;
    this.#outgoing = outgoing;
    this.#emit = emit;
    this.#iceServers = new IceServers(options);
    this.#unsubscribe = [
      signaling.on("authenticated", ({ data }) => this.#enter(data)),
      signaling.on("ice_servers", ({ data }) => this.#useIceServers(data.ice_servers)),
      signaling.on("joined", ({ data }) => this.#welcome(data.peer_id)),
      signaling.on("left", ({ data }) => this.#miss(data)),
      signaling.on("offer", (message) => this.#receiveDescription("offer", message)),
      signaling.on("answer", (message) => this.#receiveDescription("answer", message)),
      signaling.on("candidate", (message) => this.#receiveCandidate(message)),
      signaling.on("relink", (message) => this.#receiveRelink(message)),
      signaling.onState(({ name }) => {
        if (name === "closed") this.#dropAll();
        else if (name !== "open") for (const { link } of this.#lines.values()) link.miss("offline");
      }),
      onNetworkChange(() => {
        for (const { link } of this.#lines.values()) link.restartIce();
      }),
    ];
  }

  get links(): ReadonlyMap<string, Link> {
    return this.#links;
  }

  /** What is sent has changed. */
  sync(): void {
    for (const { link } of this.#lines.values()) {
      try {
        link.tracks.sync(this.#outgoing.byLabel);
      } catch (cause) {
        this.#fail("negotiation_failed", link.peerId, undefined, cause);
      }
    }
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#dropAll();
  }

  // who comes and goes

  #enter({ peers, ice_servers }: ServerEvents["authenticated"]): void {
    if (ice_servers !== undefined) this.#useIceServers(ice_servers);
    this.#present.clear();
    for (const { peer_id } of peers) this.#present.add(peer_id);
    // all have to be recognised first, which plain clients cannot be: we have a new id, and perhaps so have they
    for (const line of this.#lines.values()) {
      if (canReturn(line)) line.link.miss("lost");
      else this.#drop(line);
    }
  }

  #welcome(peerId: string): void {
    this.#present.add(peerId);
    for (const line of this.#lines.values()) {
      if (line.link.missing === "replaced") line.successor ??= peerId;
    }
    this.#call(peerId, 0);
  }

  #miss({ peer_id: peerId, reason }: ServerEvents["left"]): void {
    this.#present.delete(peerId);
    const line = this.#lines.get(peerId);
    if (line === undefined) return;
    if (canReturn(line) && (reason === "lost" || reason === "replaced")) line.link.miss(reason);
    else this.#drop(line);
  }

  // what peers say

  #receiveDescription(type: Description["type"], { data, from }: SignalMessage): void {
    if (!this.#isPresent(from)) return;
    const description = readDescription(data, type);
    if (description === null) {
      this.#fail("bad_signal", from, type);
      return;
    }
    const { link: token, resumes } = description;
    const known = this.#lines.get(from);
    const isOfKnown = known !== undefined && fits(known, token);
    // an answer to an offer that was dropped since
    if (type === "answer" && !isOfKnown) return;
    const survivor = isOfKnown ? undefined : this.#survivor(from, resumes);
    if (survivor !== undefined) {
      this.#send("relink", { token: survivor.link.token }, from);
      this.#relink(survivor, from, { polite: true });
      return;
    }
    // if there is a line that this is not about, the other side has started anew
    if (known !== undefined && !isOfKnown) this.#drop(known);
    const line = isOfKnown ? known : this.#begin(from, { polite: true, renewals: 0 });
    if (line === undefined) return;
    this.#hear(line);
    line.link.receiveDescription(description);
  }

  #receiveCandidate({ data, from }: SignalMessage): void {
    if (!this.#isPresent(from)) return;
    const candidate = readCandidate(data);
    if (candidate === null) {
      this.#fail("bad_signal", from, "candidate");
      return;
    }
    const known = this.#lines.get(from);
    // of a link that was dropped on either side; plain clients do not say, and may be early
    if (known === undefined ? candidate.link !== null : !fits(known, candidate.link)) return;
    const line = known ?? this.#begin(from, { polite: true, renewals: 0 });
    line?.link.receiveCandidate(candidate);
  }

  /** The newcomer that we have called either knows us from before, or asks us to start anew. */
  #receiveRelink({ data, from }: SignalMessage): void {
    if (!this.#isPresent(from)) return;
    const token = readRelink(data);
    if (token === undefined) {
      this.#fail("bad_signal", from, "relink");
      return;
    }
    const line = this.#lines.get(from);
    if (token === null) {
      if (line !== undefined) this.#renew(line);
      return;
    }
    const survivor = [...this.#lines.values()].find(({ link }) => link.remoteToken === token && link.peerId !== from);
    if (survivor === undefined) {
      // the link is gone here: it has to take the new one after all
      line?.link.repeatOffer();
      return;
    }
    if (line !== undefined) this.#drop(line);
    this.#relink(survivor, from, { polite: false });
  }

  /** Whether somebody who speaks is in the room; else that is told. */
  #isPresent(from: string | null): from is string {
    if (from !== null && this.#present.has(from)) return true;
    this.#fail("unknown_peer", from);
    return false;
  }

  // lines begin, go on, break, end

  /** Makes the first offer to somebody who has just joined, and asks whether it is one of those who are missing. */
  #call(peerId: string, renewals: number): void {
    const known = this.#lines.get(peerId);
    if (known !== undefined) this.#drop(known);
    const resumes = [...this.#lines.values()].flatMap(({ link }) =>
      link.isMissing && link.remoteToken !== null ? [link.token] : [],
    );
    this.#begin(peerId, { polite: false, renewals, resumes });
  }

  #begin(
    peerId: string,
    how: { readonly polite: boolean; readonly renewals: number; readonly resumes?: readonly string[] },
  ): Line | undefined {
    const { createPeerConnection, receive, graceMs } = this.#options;
    // told with the first offer, and not when that is repeated
    let resumes = how.resumes ?? [];
    try {
      const link: MeshLink = new MeshLink({
        peerId,
        polite: how.polite,
        peerConnection: createPeerConnection(this.#iceServers.configuration),
        local: this.#outgoing.byLabel,
        receive,
        graceMs,
        events: {
          sendDescription: (description) => {
            const notes = { link: link.token, resumes, streams: this.#outgoing.labels };
            resumes = [];
            this.#send(description.type, { ...description, ...notes }, link.peerId);
          },
          sendCandidate: (candidate) => this.#send("candidate", { ...candidate, link: link.token }, link.peerId),
          streamChanged: (label, stream) => this.#emit("stream", { peerId: link.peerId, link, label, stream }),
          stateChanged: () => {
            if (link.state === "connected") line.renewals = 0;
            if (line.begun) this.#emit("state", { peerId: link.peerId, link, state: link.state });
          },
          failed: (cause, trouble) => {
            this.#fail("negotiation_failed", link.peerId, undefined, cause);
            if (trouble === "broken") this.#mend(line);
          },
          lost: () => this.#drop(line),
        },
      });
      const line: Line = { link, renewals: how.renewals, begun: false, successor: null };
      this.#lines.set(peerId, line);
      return line;
    } catch (cause) {
      this.#fail("no_peer_connection", peerId, undefined, cause);
      return undefined;
    }
  }

  /** The other side has spoken, so the link is one that the application should know. */
  #hear(line: Line): void {
    if (line.begun) return;
    line.begun = true;
    const { link } = line;
    const { peerId } = link;
    this.#links.set(peerId, link);
    this.#emit("link", { peerId, link });
    // it came in another's place, and does not know its links: that other will not come back
    for (const other of this.#lines.values()) if (other.successor === peerId) this.#drop(other);
  }

  /** Which link a peer may be the other side of, though it has a new id, or we have. */
  #survivor(peerId: string, tokens: readonly string[]): Line | undefined {
    return [...this.#lines.values()].find(({ link }) => {
      if (!link.isMissing || link.remoteToken === null) return false;
      return link.peerId === peerId || tokens.includes(link.remoteToken);
    });
  }

  #relink(line: Line, peerId: string, role: { readonly polite: boolean }): void {
    const { link } = line;
    const previousPeerId = link.peerId;
    this.#lines.delete(previousPeerId);
    this.#links.delete(previousPeerId);
    this.#lines.set(peerId, line);
    this.#links.set(peerId, link);
    line.successor = null;
    link.resume(peerId, role);
    if (previousPeerId === peerId) return;
    this.#emit("peer", { peerId, link, previousPeerId });
    for (const [label, stream] of link.streams) this.#emit("stream", { peerId, link, label, stream });
  }

  /** The two sides do not agree any more on what holds between them, so one asks for a new beginning and the other makes it. */
  #mend(line: Line): void {
    const { link } = line;
    if (link.isMissing || !canReturn(line)) return;
    if (link.isPolite) this.#send("relink", { token: null }, link.peerId);
    else this.#renew(line);
  }

  #renew(line: Line): void {
    if (line.renewals < MAX_RENEWALS) this.#call(line.link.peerId, line.renewals + 1);
  }

  #drop(line: Line): void {
    const { link } = line;
    const { peerId } = link;
    if (this.#lines.get(peerId) !== line) return;
    this.#lines.delete(peerId);
    this.#links.delete(peerId);
    link.close();
    if (line.begun) this.#emit("gone", { peerId, link });
  }

  #dropAll(): void {
    for (const line of this.#lines.values()) this.#drop(line);
  }

  // what we say

  #useIceServers(servers: readonly RTCIceServer[]): void {
    this.#iceServers.offered = servers;
    for (const { link } of this.#lines.values()) {
      try {
        this.#iceServers.configure(link.peerConnection);
      } catch (cause) {
        this.#fail("no_peer_connection", link.peerId, "its ICE servers were not accepted", cause);
      }
    }
  }

  #send(event: keyof SignalEvents, data: unknown, peerId: string): void {
    try {
      this.#signaling.send(event, data, [peerId]);
    } catch (error) {
      // nothing is lost: when the connection is back, the link this was for begins again where both agreed last
      if (error instanceof ConnectionError && error.code === "not_open") return;
      throw error;
    }
  }

  #fail(code: ClientErrorCode, peerId: string | null, detail?: string, cause?: unknown): void {
    this.#emit("error", new MeshError(code, peerId, detail, cause));
  }
}

/** Whether something that came with this token is about the link there is, as far as its sender has said. */
function fits({ link: { remoteToken } }: Line, token: string | null): boolean {
  return token === null || remoteToken === null || token === remoteToken;
}

/** Whether a peer that has gone could be recognised if it came back. */
function canReturn({ begun, link }: Line): boolean {
  return begun && link.remoteToken !== null;
}

type SignalMessage = Pick<Message<SignalEvents>, "data" | "from">;
