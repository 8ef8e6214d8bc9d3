/**
 * The tracks that one link sends. Changes that the other side need not agree to are made without a negotiation: a track
 * takes the place of another of its kind (`replaceTrack`). The rest makes the peer connection want one.
 */
export class LocalTracks {
  readonly #peerConnection: RTCPeerConnection;
  readonly #failed: (cause: unknown) => void;
  /** What each sender is meant to send; `sender.track` lags behind, because `replaceTrack` takes its time. */
  readonly #sending = new Map<RTCRtpSender, MediaStreamTrack>();
  /** Senders whose track was removed. Using them again keeps the session description from growing for ever. */
  readonly #idle = new Map<RTCRtpSender, string>();
  #label: MediaStream | null = null;

  constructor(peerConnection: RTCPeerConnection, failed: (cause: unknown) => void) {
    this.#peerConnection = peerConnection;
    this.#failed = failed;
  }

  /** Whether anything of a kind is being sent. */
  sends(kind: string): boolean {
    return [...this.#sending.values()].some((track) => track.kind === kind);
  }

  /** Sends exactly the tracks that `stream` has now. */
  set(stream: MediaStream | null): void {
    // All tracks are labelled with the first stream there was: the other side then sees one stream that changes, not
    // a new one with half of the tracks.
    this.#label ??= stream;
    const wanted = new Set(stream?.getTracks());
    const spare: RTCRtpSender[] = [];
    for (const [sender, track] of this.#sending) {
      if (!wanted.delete(track)) spare.push(sender);
    }
    for (const track of wanted) {
      const index = spare.findIndex((sender) => this.#sending.get(sender)?.kind === track.kind);
      const [sender] = index === -1 ? [] : spare.splice(index, 1);
      if (sender === undefined) this.#add(track);
      else this.#replace(sender, track);
    }
    for (const sender of spare) this.#remove(sender);
  }

  #replace(sender: RTCRtpSender, track: MediaStreamTrack): void {
    this.#sending.set(sender, track);
    sender.replaceTrack(track).catch(this.#failed);
  }

  #add(track: MediaStreamTrack): void {
    const transceiver = this.#peerConnection
      .getTransceivers()
      .find(({ sender, direction }) => this.#idle.get(sender) === track.kind && direction !== "stopped");
    if (transceiver === undefined) {
      this.#sending.set(this.#peerConnection.addTrack(track, ...(this.#label === null ? [] : [this.#label])), track);
      return;
    }
    this.#idle.delete(transceiver.sender);
    transceiver.direction = transceiver.direction === "recvonly" ? "sendrecv" : "sendonly";
    this.#replace(transceiver.sender, track);
  }

  #remove(sender: RTCRtpSender): void {
    const kind = this.#sending.get(sender)?.kind;
    this.#sending.delete(sender);
    this.#peerConnection.removeTrack(sender);
    if (kind !== undefined) this.#idle.set(sender, kind);
  }
}
