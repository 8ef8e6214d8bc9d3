import type { Link } from "./link.ts";
import { LocalTracks } from "./local-tracks.ts";
import { Negotiation, type NegotiationOptions } from "./negotiation.ts";

/** What a link needs from its mesh. */
export interface MeshLinkOptions extends NegotiationOptions {
  readonly peerId: string;
  readonly peerConnection: RTCPeerConnection;
  readonly stream: MediaStream | null;
  /** What to ask for even while there is nothing of that kind to send. */
  readonly receive: readonly string[];
  readonly streamChanged: (stream: MediaStream) => void;
  readonly stateChanged: (state: RTCPeerConnectionState) => void;
}

/** Runs one link: negotiates, sends the tracks it is given, shows those it gets, restarts ICE when it fails. */
export class MeshLink implements Link {
  readonly peerId: string;
  readonly peerConnection: RTCPeerConnection;
  readonly #options: MeshLinkOptions;
  readonly #tracks: LocalTracks;
  readonly #negotiation: Negotiation;
  readonly #watched = new WeakSet<MediaStream>();
  #unlabelled: MediaStream | null = null;
  #stream: MediaStream | null = null;
  #closed = false;

  constructor(options: MeshLinkOptions) {
    const { peerConnection } = options;
    this.peerId = options.peerId;
    this.peerConnection = peerConnection;
    this.#options = options;
    this.#tracks = new LocalTracks(peerConnection, (cause) => {
      if (!this.#closed) options.failed(cause);
    });
    this.#negotiation = new Negotiation(peerConnection, options);
    peerConnection.addEventListener("track", (event) => this.#show(event));
    peerConnection.addEventListener("connectionstatechange", () => this.#follow(peerConnection.connectionState));
    this.#tracks.set(options.stream);
    if (!options.polite) this.#call();
  }

  get stream(): MediaStream | null {
    return this.#stream;
  }

  /** Where the other side's offers, answers and candidates go. */
  get negotiation(): Pick<Negotiation, "receiveDescription" | "receiveCandidate"> {
    return this.#negotiation;
  }

  setStream(stream: MediaStream | null): void {
    this.#tracks.set(stream);
  }

  close(): void {
    this.#closed = true;
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

  #follow(state: RTCPeerConnectionState): void {
    if (this.#closed) return;
    // by both sides: only one of them may have noticed, and if both have, their offers may cross
    if (state === "failed" && this.#negotiation.mayOffer) this.peerConnection.restartIce();
    this.#options.stateChanged(state);
  }

  #show({ track, streams: [labelled] }: RTCTrackEvent): void {
    if (this.#closed) return;
    const stream = labelled ?? this.#collect(track);
    this.#stream = stream;
    if (!this.#watched.has(stream)) {
      this.#watched.add(stream);
      stream.addEventListener("removetrack", () => {
        if (!this.#closed) this.#options.streamChanged(stream);
      });
    }
    this.#options.streamChanged(stream);
  }

  /** For tracks that came without a stream. */
  #collect(track: MediaStreamTrack): MediaStream {
    this.#unlabelled ??= new MediaStream();
    this.#unlabelled.addTrack(track);
    return this.#unlabelled;
  }
}
