/** The label of a stream that the other side has not labelled, as plain clients do not. */
export const DEFAULT_LABEL = "camera";

/** The streams that one link receives, by their sender's labels, as their tracks come and go. */
export class RemoteStreams {
  readonly #streams = new Map<string, MediaStream>();
  readonly #changed: (label: string, stream: MediaStream | null) => void;
  readonly #watched = new WeakSet<MediaStream>();
  #labels: ReadonlyMap<string, string> = new Map();
  #unlabelled: MediaStream | null = null;

  /** `changed` hears of each stream that appears, changes its tracks, or has lost the last of them (`null`). */
  constructor(peerConnection: RTCPeerConnection, changed: (label: string, stream: MediaStream | null) => void) {
    this.#changed = changed;
    peerConnection.addEventListener("track", (event) => this.#add(event));
  }

  /** A live view, by label. A stream without tracks is not in it. */
  get byLabel(): ReadonlyMap<string, MediaStream> {
    return this.#streams;
  }

  /** What the other side calls its streams, by stream id; told with each description, before its tracks appear. */
  set labels(labels: ReadonlyMap<string, string>) {
    this.#labels = labels;
  }

  #add({ track, streams: [named] }: RTCTrackEvent): void {
    const stream = named ?? this.#collect(track);
    const label = this.#labels.get(stream.id) ?? DEFAULT_LABEL;
    this.#streams.set(label, stream);
    if (!this.#watched.has(stream)) {
      this.#watched.add(stream);
      stream.addEventListener("removetrack", () => this.#shrink(label, stream));
    }
    this.#changed(label, stream);
  }

  #shrink(label: string, stream: MediaStream): void {
    const isEmpty = stream.getTracks().length === 0;
    // another stream may have the label by now
    if (this.#streams.get(label) !== stream) return;
    if (isEmpty) this.#streams.delete(label);
    this.#changed(label, isEmpty ? null : stream);
  }

  /** For tracks that came without a stream. */
  #collect(track: MediaStreamTrack): MediaStream {
    this.#unlabelled ??= new MediaStream();
    this.#unlabelled.addTrack(track);
    return this.#unlabelled;
  }
}
