import type { Message, ServerEvents } from "@parlor/protocol";

import type { SignalEvents } from "../connection/signal-events.ts";
import { ConnectionError, MeshError, type ClientErrorCode } from "../errors.ts";
import type { Sendable } from "../link/channel-writer.ts";
import { readBye, readCandidate, readDescription, readRelink } from "../link/signal.ts";
import type { Description, DescriptionNotes } from "../link/signal.ts";
import { newToken } from "../link/token.ts";
import { report } from "../report.ts";
import { IceServers } from "./ice-servers.ts";
import type { Link } from "./link.ts";
import type { MeshEvents } from "./mesh-events.ts";
import { MeshLink } from "./mesh-link.ts";
import { onNetworkChange } from "./network-change.ts";
import type { ResolvedMeshOptions } from "./options.ts";
import type { Outgoing } from "./outgoing.ts";
import { Recognition } from "./recognition.ts";
import type { Signaling } from "./signaling.ts";

/** How often in a row a link that broke is made anew; then it is left to its fate. */
const MAX_RENEWALS = 3;

/** What the links of a mesh need from it. */
export interface LinksOptions {
  readonly signaling: Signaling;
  readonly options: ResolvedMeshOptions;
  readonly outgoing: Outgoing;
  readonly emit: <Event extends keyof MeshEvents>(event: Event, value: MeshEvents[Event]) => void;
  /** Whether the application takes files. */
  readonly takesFiles: () => boolean;
}

/**
 * The links of a mesh, as peers come, speak, vanish, come back and leave: who is in the room calls who joins. When either side
 * is back under a new peer id, the two recognise each other by tokens that only they know, and go on.
 */
export class Links {
  readonly #signaling: Signaling;
  readonly #options: ResolvedMeshOptions;
  readonly #outgoing: Outgoing;
  readonly #emit: LinksOptions["emit"];
  readonly #takesFiles: () => boolean;
  readonly #iceServers: IceServers;
  /** What tells this mesh from all others. */
  readonly #id = newToken();
  /** By peer id, also of peers that are missing. */
  readonly #links = new Map<string, MeshLink>();
  /** Those that have begun. */
  readonly #begun = new Map<string, MeshLink>();
  /** Who is in the room. */
  readonly #present = new Set<string>();
  readonly #recognition: Recognition;
  readonly #unsubscribe: readonly (() => void)[];

  constructor({ signaling, options, outgoing, emit, takesFiles }: LinksOptions) {
    this.#signaling = signaling;
    this.#options = options;
    this.#outgoing = outgoing;
    this.#emit = emit;
    this.#takesFiles = takesFiles;
    this.#iceServers = new IceServers(options);
    this.#recognition = new Recognition(signaling, this.#links);
    this.#unsubscribe = [
      signaling.on("authenticated", ({ data }) => this.#enter(data)),
      signaling.on("ice_servers", ({ data }) => this.#useIceServers(data.ice_servers)),
      signaling.on("joined", ({ data }) => this.#welcome(data.peer_id)),
      signaling.on("left", ({ data }) => this.#miss(data)),
      signaling.on("offer", (message) => this.#receiveDescription("offer", message)),
      signaling.on("answer", (message) => this.#receiveDescription("answer", message)),
      signaling.on("candidate", (message) => this.#receiveCandidate(message)),
      signaling.on("relink", (message) => this.#receiveRelink(message)),
      signaling.on("bye", (message) => this.#receiveBye(message)),
      signaling.onState(({ name }) => {
        if (name === "closed") this.close();
        else if (name !== "open") for (const link of this.#links.values()) link.miss("offline");
      }),
      onNetworkChange(() => {
        for (const link of this.#links.values()) link.restartIce();
      }),
    ];
  }

  /** A live view of those that have begun, by peer id. */
  get begun(): ReadonlyMap<string, Link> {
    return this.#begun;
  }

  /**
   * Sends on a declared data channel, at once. Among all, those that have no such channel are left out. One that fails keeps
   * nobody else from getting it.
   *
   * Rejects with the first of the MeshErrors: `no_channel` for a label that was not declared, `unknown_peer` for an id
   * without a link, and what `Channels.send` throws.
   */
  async send(label: string, data: Sendable, to: "all" | readonly string[]): Promise<void> {
    if (!this.#options.channels.has(label)) throw new MeshError("no_channel", null, `${label} was not declared`);
    const everybody = [...this.#begun].flatMap(([peerId, link]) => (link.isOpen(label) ? [peerId] : []));
    const sending = (to === "all" ? everybody : to).map((peerId) => this.#sendTo(peerId, label, data));
    await Promise.all(sending);
  }

  async #sendTo(peerId: string, label: string, data: Sendable): Promise<void> {
    const link = this.#links.get(peerId);
    if (link === undefined) throw new MeshError("unknown_peer", peerId);
    await link.channels.send(label, data);
  }

  /** What this peer is doing has changed. */
  tellState(): void {
    for (const link of this.#links.values()) link.channels.setState(this.#outgoing.state);
  }

  /** What is sent has changed. */
  sync(): void {
    for (const link of this.#links.values()) {
      try {
        link.sync(this.#outgoing.byLabel);
      } catch (cause) {
        this.#fail("negotiation_failed", link.peerId, undefined, cause);
      }
    }
  }

  /** Ends all links, and tells those who are still in the same room as we are. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const link of this.#links.values()) {
      this.#send("bye", { link: link.token }, link.peerId);
      this.#drop(link);
    }
  }

  // who comes and goes

  #enter({ peers, ice_servers }: ServerEvents["authenticated"]): void {
    if (ice_servers !== undefined) this.#useIceServers(ice_servers);
    this.#present.clear();
    for (const { peer_id } of peers) this.#present.add(peer_id);
    // all have to be recognised first, which plain clients cannot be: we have a new id, and perhaps so have they
    for (const link of this.#links.values()) {
      if (link.isRecognisable) link.miss("lost");
      else this.#drop(link);
    }
  }

  #welcome(peerId: string): void {
    this.#present.add(peerId);
    for (const link of this.#links.values()) {
      if (link.missing === "replaced") link.successor ??= peerId;
    }
    this.#call(peerId, 0);
  }

  #miss({ peer_id: peerId, reason }: ServerEvents["left"]): void {
    this.#present.delete(peerId);
    const link = this.#links.get(peerId);
    if (link === undefined) return;
    if (link.isRecognisable && (reason === "lost" || reason === "replaced")) link.miss(reason);
    else this.#drop(link);
  }

  // what peers say

  #receiveDescription(type: Description["type"], { data, from }: SignalMessage): void {
    if (!this.#isPresent(from)) return;
    const description = readDescription(data, type);
    if (description === null) {
      this.#fail("bad_signal", from, type);
      return;
    }
    const known = this.#links.get(from);
    if (known?.takes(description)) this.#take(known, description);
    // else it is an answer to an offer that was dropped since, or an offer from before ours that its sender has not seen yet,
    // or the other side has started anew
    else if (type === "offer" && known?.remoteToken !== null) this.#startOver(from, description);
  }

  #take(link: MeshLink, description: Description & DescriptionNotes): void {
    link.receiveDescription(description);
    this.#begin(link);
  }

  /** A first offer: from somebody new, or from somebody that we were linked with, who may have that link still. */
  #startOver(from: string, offer: Description & DescriptionNotes): void {
    const survivor = this.#recognition.recognise(from, offer.resumes);
    if (survivor !== undefined) {
      const proof = this.#recognition.answer(survivor, from);
      this.#send("relink", { proof, restart: survivor.needsRestart }, from);
      this.#relink(survivor, from, { polite: true, restart: false });
      return;
    }
    this.#drop(this.#links.get(from));
    const link = this.#make(from, { polite: true, renewals: 0 });
    if (link !== undefined) this.#take(link, offer);
  }

  #receiveCandidate({ data, from }: SignalMessage): void {
    if (!this.#isPresent(from)) return;
    const candidate = readCandidate(data);
    if (candidate === null) {
      this.#fail("bad_signal", from, "candidate");
      return;
    }
    const known = this.#links.get(from);
    // of a link that was dropped on either side; plain clients do not say, and may be early
    if (known === undefined ? candidate.link !== null : !known.fits(candidate.link)) return;
    const link = known ?? this.#make(from, { polite: true, renewals: 0 });
    link?.receiveCandidate(candidate);
  }

  /** The newcomer that we have called either knows us from before, or asks us to start anew. */
  #receiveRelink({ data, from }: SignalMessage): void {
    if (!this.#isPresent(from)) return;
    const relink = readRelink(data);
    if (relink === null) {
      this.#fail("bad_signal", from, "relink");
      return;
    }
    const { proof, restart } = relink;
    const called = this.#links.get(from);
    if (proof === null) {
      if (called !== undefined) this.#renew(called);
      return;
    }
    const survivor = this.#recognition.check(from, proof);
    if (survivor === called) return;
    if (survivor === undefined) {
      // the link is gone here: it has to take the new one after all
      called?.repeatOffer();
      return;
    }
    this.#drop(called);
    this.#relink(survivor, from, { polite: false, restart });
  }

  #receiveBye({ data, from }: SignalMessage): void {
    if (!this.#isPresent(from)) return;
    const link = this.#links.get(from);
    const token = readBye(data);
    if (token !== null && link?.fits(token)) this.#drop(link);
  }

  /** Whether somebody who speaks is in the room; else that is told. */
  #isPresent(from: string | null): from is string {
    if (from !== null && this.#present.has(from)) return true;
    this.#fail("unknown_peer", from);
    return false;
  }

  // links are made, begin, go on, break, end

  /** Makes the first offer to somebody who has just joined, and asks whether it is one of those who are missing. */
  #call(peerId: string, renewals: number): void {
    this.#drop(this.#links.get(peerId));
    this.#make(peerId, { polite: false, renewals, resumes: this.#recognition.ask(peerId) });
  }

  #make(
    peerId: string,
    how: { readonly polite: boolean; readonly renewals: number; readonly resumes?: readonly string[] },
  ): MeshLink | undefined {
    // told with the first offer, and not when that is repeated
    let resumes = how.resumes ?? [];
    let peerConnection: RTCPeerConnection | null = null;
    try {
      peerConnection = this.#options.createPeerConnection(this.#iceServers.configuration);
      const link: MeshLink = new MeshLink({
        peerId,
        polite: how.polite,
        renewals: how.renewals,
        peerConnection,
        outgoing: this.#outgoing,
        settings: this.#options,
        emit: this.#emit,
        takesFiles: this.#takesFiles,
        sendDescription: (description) => {
          const answers = description.type === "answer" ? link.remoteToken : null;
          const notes = { link: link.token, mesh: this.#id, answers, resumes, streams: this.#outgoing.labels };
          resumes = [];
          this.#send(description.type, { ...description, ...notes }, link.peerId);
        },
        sendCandidate: (candidate) => this.#send("candidate", { ...candidate, link: link.token }, link.peerId),
        failed: (cause, trouble) => {
          this.#fail("negotiation_failed", link.peerId, undefined, cause);
          if (trouble === "broken") this.#mend(link);
        },
        lost: () => this.#drop(link),
      });
      this.#links.set(peerId, link);
      return link;
    } catch (cause) {
      peerConnection?.close();
      this.#fail("no_peer_connection", peerId, undefined, cause);
      return undefined;
    }
  }

  /** The other side has spoken, so the link is one that the application should know. */
  #begin(link: MeshLink): void {
    const { peerId } = link;
    if (this.#begun.get(peerId) === link) return;
    this.#begun.set(peerId, link);
    link.begin();
    this.#shareUplink();
    // it came in another's place, and does not know its links: that other will not come back
    for (const other of this.#links.values()) if (other.successor === peerId) this.#drop(other);
    this.#dropTwins(link);
  }

  /** What else there was with the same other side, and is missing, came to nothing. */
  #dropTwins(link: MeshLink): void {
    for (const other of this.#links.values()) if (other.isMissing && other.isTwinOf(link)) this.#drop(other);
  }

  #relink(link: MeshLink, peerId: string, role: { readonly polite: boolean; readonly restart: boolean }): void {
    this.#links.delete(link.peerId);
    this.#begun.delete(link.peerId);
    this.#links.set(peerId, link);
    this.#begun.set(peerId, link);
    link.resume(peerId, role);
    this.#dropTwins(link);
  }

  /** The two sides do not agree any more on what holds between them, so one asks for a new beginning and the other makes it. */
  #mend(link: MeshLink): void {
    if (link.isMissing || link.remoteToken === null) return;
    if (link.isPolite) this.#send("relink", { proof: null, restart: true }, link.peerId);
    else this.#renew(link);
  }

  #renew({ peerId, renewals }: MeshLink): void {
    if (renewals < MAX_RENEWALS) this.#call(peerId, renewals + 1);
  }

  #drop(link: MeshLink | undefined): void {
    if (link === undefined || this.#links.get(link.peerId) !== link) return;
    this.#links.delete(link.peerId);
    this.#begun.delete(link.peerId);
    link.close();
    this.#shareUplink();
  }

  /** Each link sends a copy of the video, so what one may take depends on how many there are. */
  #shareUplink(): void {
    if (this.#begun.size === 0) return;
    try {
      const cap = this.#options.videoBitrate(this.#begun.size);
      for (const link of this.#begun.values()) link.capVideo(cap);
    } catch (error) {
      report(error);
    }
  }

  // what we say

  #useIceServers(servers: readonly RTCIceServer[]): void {
    this.#iceServers.use(servers, this.#links.values(), ({ peerId }, cause) => {
      this.#fail("no_peer_connection", peerId, "its ICE servers were not accepted", cause);
    });
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

type SignalMessage = Pick<Message<SignalEvents>, "data" | "from">;
