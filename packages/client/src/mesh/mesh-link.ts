import { ClientError } from "../errors.ts";
import { Absence } from "../link/absence.ts";
import { audioLevelOf } from "../link/audio-level.ts";
import { capVideo } from "../link/bitrate.ts";
import { Channels } from "../link/channels.ts";
import { type LocalStream, LocalTracks } from "../link/local-tracks.ts";
import { Negotiation, type NegotiationOptions } from "../link/negotiation.ts";
import { PathWatch } from "../link/path-watch.ts";
import type { PeerState } from "../link/peer-state.ts";
import { proofOf } from "../link/proof.ts";
import { Recovery } from "../link/recovery.ts";
import { refuseChannel } from "../link/refuse-channel.ts";
import { DEFAULT_LABEL, RemoteStreams } from "../link/remote-streams.ts";
import type { Candidate, Description, DescriptionNotes } from "../link/signal.ts";
import { newToken } from "../link/token.ts";
import { report } from "../report.ts";
import type { Link } from "./link.ts";
import type { MeshEvents, OfLink } from "./mesh-events.ts";
import type { ResolvedMeshOptions } from "./options.ts";
import type { Outgoing } from "./outgoing.ts";

/** What a link needs from its mesh. */
export interface MeshLinkOptions extends Omit<NegotiationOptions, "polite"> {
  readonly peerId: string;
  readonly polite: boolean;
  /** How many links in a row broke before this one, and were replaced. */
  readonly renewals: number;
  readonly peerConnection: RTCPeerConnection;
  readonly outgoing: Pick<Outgoing, "byLabel" | "state">;
  readonly settings: Pick<ResolvedMeshOptions, "receive" | "channels" | "graceMs">;
  readonly emit: <Event extends keyof MeshEvents>(event: Event, value: MeshEvents[Event]) => void;
  /** Whether the application takes files. */
  readonly takesFiles: () => boolean;
  /** The peer was missing for too long. */
  readonly lost: () => void;
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
  readonly #pathWatch: PathWatch;
  readonly #channels: Channels;
  #videoCap: number | null = null;
  /** The newcomer that the server has let in in this peer's place. */
  successor: string | null = null;
  #begun = false;
  #hasWorked = false;
  #renewals: number;
  #peerId: string;
  #polite: boolean;
  #missing: MissingReason | null = null;
  #remoteToken: string | null = null;
  #remoteMesh: string | null = null;
  #closed = false;

  constructor(options: MeshLinkOptions) {
    const { peerConnection, settings, emit, outgoing } = options;
    this.#peerId = options.peerId;
    this.#polite = options.polite;
    this.#renewals = options.renewals;
    this.peerConnection = peerConnection;
    this.#options = options;
    this.#tracks = new LocalTracks(peerConnection, {
      replaced: () => this.#applyCap(),
      failed: (cause) => this.#fail(cause),
    });
    this.#streams = new RemoteStreams(peerConnection, (label, stream) => this.#emitStream(label, stream));
    this.#negotiation = new Negotiation(peerConnection, options);
    this.#recovery = new Recovery(peerConnection, {
      isPolite: () => this.#polite,
      restartIce: () => this.#negotiation.restartIce(),
    });
    this.#absence = new Absence(peerConnection, settings.graceMs, options.lost);
    this.#pathWatch = new PathWatch(peerConnection, this, (error) => emit("error", error));
    this.#channels = new Channels(peerConnection, {
      remote: this,
      initiator: !options.polite,
      declared: settings.channels,
      opened: (label) => emit("open", { ...this.#self, label }),
      message: (label, data) => emit("message", { ...this.#self, label, data }),
      peerState: (peerState) => emit("peer_state", { ...this.#self, peerState }),
      fileChannel: (channel) => this.#offerFile(channel),
      failed: (error) => emit("error", error),
    });
    this.#channels.setState(outgoing.state);
    peerConnection.addEventListener("connectionstatechange", () => this.#follow());
    // what a sender may take can only be said once it was negotiated
    peerConnection.addEventListener("signalingstatechange", () => this.#applyCap());
    this.#tracks.sync(outgoing.byLabel);
    if (!options.polite) this.#call();
  }

  get peerId(): string {
    return this.#peerId;
  }

  /** How many links in a row broke before this one, and were replaced; none once it has worked. */
  get renewals(): number {
    return this.#renewals;
  }

  /** Whether it is worth waiting for its peer, which could be recognised if it came back as somebody else. */
  get isRecognisable(): boolean {
    return this.#begun && this.#hasWorked && this.#remoteToken !== null;
  }

  /** What proves to the other side, in a text of the two, that this is its link; `null` to a plain client. */
  proofOf(text: string): string | null {
    return this.#remoteToken === null ? null : proofOf([this.token, this.#remoteToken], text);
  }

  /** Whether something that came with this token is about this link, as far as its sender has said. */
  fits(token: string | null): boolean {
    // before the first answer, whatever has a token is of a link that was there before
    return token === null || token === this.#remoteToken;
  }

  /** Whether a description is one. The answer to its first offer names that, and brings the other side's token. */
  takes({ type, link, answers }: Description & DescriptionNotes): boolean {
    if (type === "answer" && this.#remoteToken === null) return link === null || answers === this.token;
    return this.fits(link);
  }

  /** Whether there is a peer at the other end that has spoken, and is there. */
  get isExpected(): boolean {
    return this.#begun && !this.isMissing;
  }

  /** Whether ICE has to start over when the peer is back. */
  get needsRestart(): boolean {
    return this.#negotiation.needsRestart;
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

  get peerState(): PeerState | null {
    return this.#channels.peerState;
  }

  get audioLevel(): number {
    return this.#closed ? 0 : audioLevelOf(this.peerConnection);
  }

  /** The other side's token, or `null` before it has said anything, and for ever if it is a plain client. */
  get remoteToken(): string | null {
    return this.#remoteToken;
  }

  get channels(): Pick<Channels, "isOpen" | "send" | "setState"> {
    return this.#channels;
  }

  isOpen(label: string): boolean {
    return this.#channels.isOpen(label);
  }

  /** Sends exactly these tracks, by label. */
  sync(local: ReadonlyMap<string, LocalStream>): void {
    this.#tracks.sync(local);
    this.#applyCap();
  }

  /** How many bits a second each video may take from now on; `null` for as many as it likes. */
  capVideo(bitsPerSecond: number | null): void {
    this.#videoCap = bitsPerSecond;
    this.#applyCap();
  }

  /** The other side has spoken, so this is a link that the application should know. */
  begin(): void {
    this.#begun = true;
    this.#options.emit("link", this.#self);
  }

  /** Whether its other side is that of another link too, as far as it says itself. */
  isTwinOf(other: MeshLink): boolean {
    return other !== this && this.#remoteMesh !== null && this.#remoteMesh === other.#remoteMesh;
  }

  restartIce(): void {
    this.#negotiation.restartIce();
  }

  receiveDescription(description: Description & DescriptionNotes): void {
    this.#remoteToken ??= description.link;
    this.#remoteMesh ??= description.mesh;
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
    this.#tellState();
  }

  /** The peer is there again, perhaps under a new id. The impolite side begins. */
  resume(peerId: string, role: { readonly polite: boolean; readonly restart: boolean }): void {
    const previousPeerId = this.#peerId;
    this.#peerId = peerId;
    this.#polite = role.polite;
    this.#missing = null;
    this.successor = null;
    this.#absence.end();
    this.#negotiation.resume(role);
    if (previousPeerId !== peerId) {
      this.#options.emit("peer", { ...this.#self, previousPeerId });
      for (const [label, stream] of this.streams) this.#emitStream(label, stream);
    }
    this.#tellState();
  }

  close(): void {
    this.#closed = true;
    this.#absence.end();
    this.#recovery.close();
    this.#pathWatch.close();
    this.#negotiation.close();
    this.#channels.close();
    this.peerConnection.close();
    if (this.#begun) this.#options.emit("gone", this.#self);
  }

  get #self(): OfLink {
    return { peerId: this.#peerId, link: this };
  }

  /** The first offer is made whatever there is to send: the other side waits for it before it says anything. */
  #call(): void {
    for (const kind of this.#options.settings.receive) {
      if (!this.#tracks.sends(kind)) this.peerConnection.addTransceiver(kind, { direction: "recvonly" });
    }
    this.#negotiation.offer();
  }

  #follow(): void {
    if (this.#closed) return;
    if (this.state === "connected") {
      this.#renewals = 0;
      this.#hasWorked = true;
    }
    this.#recovery.follow();
    this.#absence.follow();
    this.#pathWatch.follow();
    this.#tellState();
  }

  #emitStream(label: string, stream: MediaStream | null): void {
    if (!this.#closed) this.#options.emit("stream", { ...this.#self, label, stream });
  }

  #tellState(): void {
    if (this.#begun && !this.#closed) this.#options.emit("state", { ...this.#self, state: this.state });
  }

  #offerFile(channel: RTCDataChannel): void {
    if (this.#options.takesFiles()) this.#options.emit("file_channel", { ...this.#self, channel });
    else refuseChannel(channel, "files are not taken here");
  }

  #applyCap(): void {
    if (this.#closed || this.peerConnection.signalingState !== "stable") return;
    const isScreen = (track: MediaStreamTrack): boolean => this.#tracks.labelOf(track) === "screen";
    capVideo(this.peerConnection, this.#videoCap, isScreen).catch((cause: unknown) => {
      // what the application has asked for, and not the link, is at fault
      if (cause instanceof ClientError) report(cause);
      else this.#fail(cause);
    });
  }

  #fail(cause: unknown): void {
    if (!this.#closed) this.#options.failed(cause, "stray");
  }
}
