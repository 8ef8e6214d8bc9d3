import { Absence } from "./absence.ts";
import type { Link } from "./link.ts";
import { type LocalStream, LocalTracks } from "./local-tracks.ts";
import { Negotiation } from "./negotiation.ts";
import { Recovery } from "./recovery.ts";
import { DEFAULT_LABEL, RemoteStreams } from "./remote-streams.ts";
import type { Candidate, Description, DescriptionNotes } from "./signal.ts";
import { newToken } from "./token.ts";

/** What a link tells its mesh. */
export interface MeshLinkEvents {
  readonly sendDescription: (description: Description) => void;
  readonly sendCandidate: (candidate: RTCIceCandidateInit) => void;
  readonly streamChanged: (label: string, stream: MediaStream | null) => void;
  readonly stateChanged: () => void;
  readonly failed: (cause: unknown, trouble: "broken" | "stray") => void;
  /** The peer was missing for too long. */
  readonly lost: () => void;
}

/** What a link needs from its mesh. */
export interface MeshLinkOptions {
  readonly peerId: string;
  readonly polite: boolean;
  readonly peerConnection: RTCPeerConnection;
  readonly local: ReadonlyMap<string, LocalStream>;
  /** What to ask for even while there is nothing of that kind to send. */
  readonly receive: readonly string[];
  readonly graceMs: number;
  readonly events: MeshLinkEvents;
}

/** Why a link's peer is not to be reached: it has left the room without a word, another took its place, or we are away ourselves. */
export type MissingReason = "lost" | "replaced" | "offline";

/** Runs one link: negotiates, sends the tracks it is given, shows those it gets, restarts ICE when a path is lost. */
export class MeshLink implements Link {
  readonly token = newToken();
  readonly peerConnection: RTCPeerConnection;
  readonly #options: MeshLinkOptions;
  readonly #tracks: LocalTracks;
  readonly #streams: RemoteStreams;
  readonly #negotiation: Negotiation;
  readonly #recovery: Recovery;
  readonly #absence: Absence;
  #peerId: string;
  #polite: boolean;
  #missing: MissingReason | null = null;
  #remoteToken: string | null = null;
  #closed = false;

  constructor(options: MeshLinkOptions) {
    const { peerConnection, events } = options;
    this.#peerId = options.peerId;
    this.#polite = options.polite;
    this.peerConnection = peerConnection;
    this.#options = options;
    this.#tracks = new LocalTracks(peerConnection, (cause) => {
      if (!this.#closed) events.failed(cause, "stray");
    });
    this.#streams = new RemoteStreams(peerConnection, (label, stream) => {
      if (!this.#closed) events.streamChanged(label, stream);
    });
    this.#negotiation = new Negotiation(peerConnection, { ...events, polite: options.polite });
    this.#recovery = new Recovery(peerConnection, {
      isPolite: () => this.#polite,
      restartIce: () => this.#negotiation.restartIce(),
    });
    this.#absence = new Absence(peerConnection, options.graceMs, events.lost);
    peerConnection.addEventListener("connectionstatechange", () => this.#follow());
    this.#tracks.sync(options.local);
    if (!options.polite) this.#call();
  }

  get peerId(): string {
    return this.#peerId;
  }

  get isPolite(): boolean {
    return this.#polite;
  }

  get isMissing(): boolean {
    return this.#missing !== null;
  }

  get missing(): MissingReason | null {
    return this.#missing;
  }

  get state(): RTCPeerConnectionState {
    return this.#closed ? "closed" : this.peerConnection.connectionState;
  }

  get streams(): ReadonlyMap<string, MediaStream> {
    return this.#streams.byLabel;
  }

  get stream(): MediaStream | null {
    return this.#streams.byLabel.get(DEFAULT_LABEL) ?? null;
  }

  /** The other side's token, or `null` before it has said anything, and for ever if it is a plain client. */
  get remoteToken(): string | null {
    return this.#remoteToken;
  }

  get tracks(): Pick<LocalTracks, "sync" | "videoSenders"> {
    return this.#tracks;
  }

  restartIce(): void {
    this.#negotiation.restartIce();
  }

  receiveDescription(description: Description & DescriptionNotes): void {
    this.#remoteToken ??= description.link;
    this.#streams.labels = description.streams;
    this.#negotiation.receiveDescription(description);
  }

  receiveCandidate({ init }: Candidate): void {
    this.#negotiation.receiveCandidate(init);
  }

  repeatOffer(): void {
    this.#negotiation.repeatOffer();
  }

  /** There is no way to the peer. While we are away ourselves we cannot know how it is doing, so it has all the time. */
  miss(reason: MissingReason): void {
    if (this.#missing === reason) return;
    this.#missing = reason;
    this.#negotiation.pause();
    if (reason === "offline") this.#absence.end();
    else this.#absence.begin();
    this.#options.events.stateChanged();
  }

  /** The peer is there again, perhaps under a new id. The impolite side begins. */
  resume(peerId: string, { polite }: { readonly polite: boolean }): void {
    this.#peerId = peerId;
    this.#polite = polite;
    this.#missing = null;
    this.#absence.end();
    this.#negotiation.resume({ polite });
    this.#options.events.stateChanged();
  }

  close(): void {
    this.#closed = true;
    this.#absence.end();
    this.#recovery.close();
    this.#negotiation.close();
    this.peerConnection.close();
  }

  /** The first offer is made whatever there is to send: the other side waits for it before it says anything. */
  #call(): void {
    for (const kind of this.#options.receive) {
      if (!this.#tracks.sends(kind)) this.peerConnection.addTransceiver(kind, { direction: "recvonly" });
    }
    this.#negotiation.offer();
  }

  #follow(): void {
    if (this.#closed) return;
    this.#recovery.follow();
    this.#absence.follow();
    this.#options.events.stateChanged();
  }
}
