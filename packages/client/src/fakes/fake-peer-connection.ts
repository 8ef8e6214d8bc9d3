import type { FakeDataChannel } from "./fake-data-channel.ts";
import { FakeDataTransport } from "./fake-data-transport.ts";
import { FakeStream, type FakeTrack } from "./fake-media.ts";
import { FakeOperations } from "./fake-operations.ts";
import { error, parse, type FakeDescription, type FakeSession } from "./fake-session.ts";
import { FakeTransceiver, sends, type FakeMedia, type FakeSender } from "./fake-transceiver.ts";

/**
 * An RTCPeerConnection without media or network that keeps the rules of W3C WebRTC section 4.4: signaling states, implicit
 * descriptions, implicit rollback, the negotiation-needed flag, ICE generations. Its events wait until the test
 * releases them, and its operations too if the test holds them.
 */
export class FakePeerConnection extends EventTarget {
  readonly name: string;
  #signalingState: "stable" | "have-local-offer" | "have-remote-offer" | "closed" = "stable";
  connectionState = "new";
  /** The candidates that were taken. */
  readonly candidates: string[] = [];
  /** The streams that came in, by id. */
  readonly streams = new Map<string, FakeStream>();
  rollbacks = 0;
  configuration: RTCConfiguration = {};
  /** Some browsers take the end of candidates, some do not. */
  takesEndOfCandidates = true;
  readonly #transceivers: FakeTransceiver[] = [];
  readonly data = new FakeDataTransport({
    post: (task) => this.#tasks.push(task),
    announce: (channel) => this.dispatchEvent(Object.assign(new Event("datachannel"), { channel })),
  });
  #tasks: (() => void)[] = [];
  readonly #operations = new FakeOperations(() => {
    if (this.#updateWhenIdle) this.#updateNegotiationNeeded();
  });
  #updateWhenIdle = false;
  #negotiationNeeded = false;
  #restart = false;
  #generation = 0;
  #lastMid = -1;
  #gathered = -1;
  #local: { current: FakeDescription | null; pending: FakeDescription | null } = { current: null, pending: null };
  #remote: { current: FakeDescription | null; pending: FakeDescription | null } = { current: null, pending: null };

  constructor(name: string) {
    super();
    this.name = name;
  }

  get signalingState(): "stable" | "have-local-offer" | "have-remote-offer" | "closed" {
    return this.#signalingState;
  }

  get localDescription(): FakeDescription | null {
    return this.#local.pending ?? this.#local.current;
  }

  get remoteDescription(): FakeDescription | null {
    return this.#remote.pending ?? this.#remote.current;
  }

  get currentRemoteDescription(): FakeDescription | null {
    return this.#remote.current;
  }

  get sctp(): { readonly maxMessageSize: number } | null {
    return this.data.isConnected ? { maxMessageSize: 262_144 } : null;
  }

  createDataChannel(label: string, init?: RTCDataChannelInit): FakeDataChannel {
    this.#requireOpen();
    const channel = this.data.create(label, init);
    this.#updateNegotiationNeeded();
    return channel;
  }

  getSenders(): readonly FakeSender[] {
    return this.#transceivers.map(({ sender }) => sender);
  }

  getStats(): Promise<ReadonlyMap<string, unknown>> {
    return Promise.resolve(new Map());
  }

  getTransceivers(): readonly FakeTransceiver[] {
    return [...this.#transceivers];
  }

  addTransceiver(kind: string, { direction }: { direction: "recvonly" | "sendrecv" }): FakeTransceiver {
    return this.#addTransceiver(kind, direction, false);
  }

  addTrack(track: FakeTrack, stream?: { readonly id: string }): FakeSender {
    this.#requireOpen();
    if (this.#transceivers.some(({ sender }) => sender.track === track)) throw error("InvalidAccessError");
    const unused = this.#transceivers.find(
      ({ kind, sender }) => kind === track.kind && sender.track === null && !sender.hasSent,
    );
    const transceiver = unused ?? this.#addTransceiver(track.kind, "sendrecv", true);
    transceiver.sender.track = track;
    transceiver.sender.streamId = stream?.id ?? null;
    transceiver.setSending(true);
    return transceiver.sender;
  }

  removeTrack(sender: FakeSender): void {
    this.#requireOpen();
    const transceiver = this.#transceivers.find((transceiver) => transceiver.sender === sender);
    if (transceiver === undefined) throw error("InvalidAccessError");
    if (sender.track === null) return;
    sender.track = null;
    transceiver.setSending(false);
  }

  restartIce(): void {
    this.#restart = true;
    this.#updateNegotiationNeeded();
  }

  getConfiguration(): RTCConfiguration {
    return { ...this.configuration };
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
  }

  close(): void {
    this.#signalingState = "closed";
    this.connectionState = "closed";
    this.data.close();
  }

  setLocalDescription(): Promise<void> {
    return this.#operation(() => {
      if (this.signalingState === "have-remote-offer") this.#answer();
      else this.#offer();
    });
  }

  setRemoteDescription({ type, sdp }: FakeDescription): Promise<void> {
    return this.#operation(() => {
      if (type === "answer" && this.signalingState !== "have-local-offer") throw error("InvalidStateError");
      const session = parse(sdp);
      if (type === "answer") this.#takeAnswer({ type, sdp }, session);
      else this.#takeOffer({ type, sdp }, session);
    });
  }

  addIceCandidate({ candidate, usernameFragment }: RTCIceCandidateInit): Promise<void> {
    return this.#operation(() => {
      const remote = this.remoteDescription;
      if (remote === null) throw error("InvalidStateError");
      if (candidate === undefined || candidate === "") {
        if (!this.takesEndOfCandidates) throw error("OperationError");
        return;
      }
      if ((usernameFragment ?? parse(remote.sdp).ufrag) !== parse(remote.sdp).ufrag) throw error("OperationError");
      this.candidates.push(candidate);
    });
  }

  // --- for the test ---

  /** Lets the events out that are waiting, and what the data channels have sent. Says whether there was anything. */
  release(): boolean {
    const tasks = this.#tasks;
    this.#tasks = [];
    for (const task of tasks) {
      if (this.signalingState !== "closed") task();
    }
    return this.data.release() || tasks.length > 0;
  }

  /** Operations that begin from now on wait until the returned function is called. */
  hold(): () => void {
    return this.#operations.hold();
  }

  become(connectionState: RTCPeerConnectionState): void {
    this.connectionState = connectionState;
    this.dispatchEvent(new Event("connectionstatechange"));
  }

  // --- how it works ---

  #offer(): void {
    if (this.#restart) this.#generation += 1;
    this.#restart = false;
    const agreed = this.#agreedMids;
    const place = ({ mid }: FakeTransceiver): number => (mid === null ? -1 : agreed.indexOf(mid));
    const inOrder = this.#transceivers.toSorted((one, other) => {
      const [here, there] = [place(one), place(other)];
      return here === -1 || there === -1 ? there - here : here - there;
    });
    const media = inOrder.map((transceiver) => transceiver.offer(transceiver.mid ?? this.#freeMid()));
    this.#local.pending = this.#describe("offer", media, this.data.isWanted);
    this.#enter("have-local-offer");
    this.#gather();
  }

  /** One that was never used before, also not in an offer that was taken back, as in Chromium. */
  #freeMid(): string {
    do this.#lastMid += 1;
    while (this.#transceivers.some((transceiver) => transceiver.mid === String(this.#lastMid)));
    return String(this.#lastMid);
  }

  /** Of the m-lines that were last agreed on, in their order, which is for ever. */
  get #agreedMids(): readonly string[] {
    const { current } = this.#local;
    return current === null ? [] : parse(current.sdp).media.map(({ mid }) => mid);
  }

  #answer(): void {
    const offered = parse(this.#remote.pending?.sdp ?? "");
    const media = offered.media.map((media) => this.#transceiver(media.mid).answer(media));
    this.#local = { current: this.#describe("answer", media, offered.data !== null), pending: null };
    this.#remote = { current: this.#remote.pending, pending: null };
    this.#stabilise();
    this.#gather();
  }

  #takeOffer(description: FakeDescription, { media }: FakeSession): void {
    if (this.#agreedMids.some((mid, place) => media[place]?.mid !== mid)) throw error("InvalidAccessError");
    if (this.signalingState === "have-local-offer") this.#rollBack();
    for (const offered of media) this.#associate(offered);
    this.#remote.pending = description;
    this.#enter("have-remote-offer");
    this.#receive(media);
  }

  #takeAnswer(description: FakeDescription, { media }: FakeSession): void {
    const offered = parse(this.#local.pending?.sdp ?? "").media;
    for (const [index, answered] of media.entries()) {
      const line = offered[index];
      if (line === undefined || line.mid !== answered.mid) throw error("OperationError");
      this.#transceiver(answered.mid).takeAnswer(line, answered);
    }
    this.#local = { current: this.#local.pending, pending: null };
    this.#remote = { current: description, pending: null };
    this.#receive(media);
    this.#stabilise();
  }

  #rollBack(): void {
    this.rollbacks += 1;
    this.#local.pending = null;
    const agreed = this.#agreedMids;
    for (const transceiver of this.#transceivers) {
      if (transceiver.mid !== null && !agreed.includes(transceiver.mid)) transceiver.mid = null;
    }
    // what was gathered for an offer taken back fits nothing
    if (this.#local.current === null) this.#generation += 1;
  }

  #associate({ mid, kind }: FakeMedia): void {
    if (this.#transceivers.some((transceiver) => transceiver.mid === mid)) return;
    const free = this.#transceivers.find((one) => one.mid === null && one.kind === kind && one.madeByAddTrack);
    (free ?? this.#addTransceiver(kind, "recvonly", false)).mid = mid;
  }

  #receive(media: readonly FakeMedia[]): void {
    for (const { mid, direction, track, stream } of media) {
      const transceiver = this.#transceiver(mid);
      const before = transceiver.received;
      if (sends(direction) && track !== null && before === null) {
        transceiver.received = { track, stream };
        this.#tasks.push(() => this.#show(track, stream));
      } else if (!sends(direction) && before !== null) {
        transceiver.received = null;
        this.#tasks.push(() => this.streams.get(before.stream ?? "")?.loseTrack(before.track.id));
      }
    }
  }

  #show(track: FakeTrack, id: string | null): void {
    const streams = [];
    if (id !== null) {
      const stream = this.streams.get(id) ?? new FakeStream(id);
      this.streams.set(id, stream);
      stream.addTrack(track);
      streams.push(stream);
    }
    this.dispatchEvent(Object.assign(new Event("track"), { track, streams }));
  }

  #gather(): void {
    if (this.#gathered === this.#generation) return;
    this.#gathered = this.#generation;
    const usernameFragment = this.#ufrag;
    const init = { candidate: `candidate of ${usernameFragment}`, sdpMid: "0", sdpMLineIndex: 0, usernameFragment };
    for (const candidate of [{ ...init, toJSON: () => init }, null]) {
      this.#tasks.push(() => this.dispatchEvent(Object.assign(new Event("icecandidate"), { candidate })));
    }
  }

  get #ufrag(): string {
    return `${this.name}${this.#generation}`;
  }

  #describe(type: FakeDescription["type"], media: readonly FakeMedia[], hasData: boolean): FakeDescription {
    const session: FakeSession = { ufrag: this.#ufrag, media, data: hasData ? this.data.id : null };
    return { type, sdp: JSON.stringify(session) };
  }

  #transceiver(mid: string): FakeTransceiver {
    const transceiver = this.#transceivers.find((transceiver) => transceiver.mid === mid);
    if (transceiver === undefined) throw error("OperationError");
    return transceiver;
  }

  #addTransceiver(kind: string, direction: "recvonly" | "sendrecv", madeByAddTrack: boolean): FakeTransceiver {
    this.#requireOpen();
    const changed = (): void => this.#updateNegotiationNeeded();
    const transceiver = new FakeTransceiver(kind, direction, { madeByAddTrack, changed });
    this.#transceivers.push(transceiver);
    changed();
    return transceiver;
  }

  #stabilise(): void {
    this.#enter("stable");
    this.#negotiationNeeded = false;
    const [mine, other] = [this.#local, this.#remote].map(({ current }) => current && parse(current.sdp).data);
    if (typeof mine === "number" && typeof other === "number") this.data.connect(other);
    this.#updateNegotiationNeeded();
  }

  /** W3C WebRTC section 4.7.3. */
  #updateNegotiationNeeded(): void {
    this.#updateWhenIdle = this.#operations.isBusy;
    if (this.#operations.isBusy) return;
    this.#tasks.push(() => {
      if (this.#operations.isBusy) this.#updateWhenIdle = true;
      else if (this.signalingState === "stable") this.#checkNegotiationNeeded();
    });
  }

  #checkNegotiationNeeded(): void {
    const before = this.#negotiationNeeded;
    const parts = [this.data, ...this.#transceivers];
    this.#negotiationNeeded = this.#restart || parts.some(({ needsNegotiation }) => needsNegotiation);
    if (this.#negotiationNeeded && !before) this.dispatchEvent(new Event("negotiationneeded"));
  }

  #operation(run: () => void): Promise<void> {
    return this.#operations.run(() => {
      this.#requireOpen();
      run();
    });
  }

  #enter(state: "stable" | "have-local-offer" | "have-remote-offer"): void {
    this.#signalingState = state;
    this.#tasks.push(() => this.dispatchEvent(new Event("signalingstatechange")));
  }

  #requireOpen(): void {
    if (this.signalingState === "closed") throw error("InvalidStateError");
  }
}
