/** The tracks of one label that are to be sent, and the stream that names them to the other side. */
export interface LocalStream {
  readonly stream: MediaStream;
  readonly tracks: readonly MediaStreamTrack[];
}

/** What the tracks of a link tell it. */
export interface LocalTracksEvents {
  /** A track has taken the place of another. */
  readonly replaced: () => void;
  readonly failed: (cause: unknown) => void;
}

interface Sending {
  readonly label: string;
  readonly track: MediaStreamTrack;
}

/**
 * The tracks that one link sends. Changes that the other side need not agree to are made without a negotiation: a track
 * takes the place of another of its kind and label (`replaceTrack`). The rest makes the peer connection want one.
 */
export class LocalTracks {
  readonly #peerConnection: RTCPeerConnection;
  readonly #events: LocalTracksEvents;
  /** What each sender is meant to send; `sender.track` lags behind, because `replaceTrack` takes its time. */
  readonly #sending = new Map<RTCRtpSender, Sending>();
  /** Senders whose track was removed. Using them again keeps the session description from growing for ever. */
  readonly #idle = new Map<RTCRtpSender, Sending>();

  constructor(peerConnection: RTCPeerConnection, events: LocalTracksEvents) {
    this.#peerConnection = peerConnection;
    this.#events = events;
  }

  /** Whether anything of a kind is being sent. */
  sends(kind: string): boolean {
    return [...this.#sending.values()].some(({ track }) => track.kind === kind);
  }

  /** What a track is being sent as, or `null` if it is not. */
  labelOf(track: MediaStreamTrack): string | null {
    for (const sending of this.#sending.values()) if (sending.track === track) return sending.label;
    return null;
  }

  /** Sends exactly these tracks, by label. */
  sync(wanted: ReadonlyMap<string, LocalStream>): void {
    const labels = new Set([...wanted.keys(), ...[...this.#sending.values()].map(({ label }) => label)]);
    for (const label of labels) this.#syncLabel(label, wanted.get(label));
  }

  #syncLabel(label: string, wanted: LocalStream | undefined): void {
    const missing = new Set(wanted?.tracks);
    const spare: [RTCRtpSender, Sending][] = [];
    for (const [sender, sending] of this.#sending) {
      if (sending.label === label && !missing.delete(sending.track)) spare.push([sender, sending]);
    }
    for (const track of missing) {
      const index = spare.findIndex(([, sending]) => sending.track.kind === track.kind);
      const [replaced] = index === -1 ? [] : spare.splice(index, 1);
      if (replaced !== undefined) this.#replace(replaced[0], { label, track });
      else if (wanted !== undefined) this.#add({ label, track }, wanted.stream);
    }
    for (const [sender, sending] of spare) this.#remove(sender, sending);
  }

  #replace(sender: RTCRtpSender, sending: Sending): void {
    this.#sending.set(sender, sending);
    sender.replaceTrack(sending.track).then(this.#events.replaced, this.#events.failed);
  }

  #add(sending: Sending, stream: MediaStream): void {
    const transceiver = this.#peerConnection.getTransceivers().find(({ sender, direction }) => {
      const idle = this.#idle.get(sender);
      return idle?.label === sending.label && idle.track.kind === sending.track.kind && direction !== "stopped";
    });
    if (transceiver === undefined) {
      this.#sending.set(this.#peerConnection.addTrack(sending.track, stream), sending);
      return;
    }
    this.#idle.delete(transceiver.sender);
    transceiver.direction = transceiver.direction === "recvonly" ? "sendrecv" : "sendonly";
    this.#replace(transceiver.sender, sending);
  }

  #remove(sender: RTCRtpSender, sending: Sending): void {
    this.#sending.delete(sender);
    this.#peerConnection.removeTrack(sender);
    this.#idle.set(sender, sending);
  }
}
