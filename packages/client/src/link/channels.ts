import { MeshError } from "../errors.ts";
import type { ChannelOptions } from "./channel-options.ts";
import { ChannelWriter, type Remote, type Sendable } from "./channel-writer.ts";
import { encodePeerState, readPeerState, type PeerState } from "./peer-state.ts";

/** The subprotocol (RFC 8832 section 5.1) of all channels that are Parlor's. Others are none of its business. */
export const CHANNEL_PROTOCOL = "parlor";
export const FILE_LABEL = "parlor.file";
const STATE_LABEL = "parlor.state";

/** What the data channels of a link need from it. */
export interface ChannelsOptions {
  readonly remote: Remote;
  /** Whether this side makes the first offer. It opens the channels; the other side waits for them. */
  readonly initiator: boolean;
  /** What the application has declared, already checked. */
  readonly declared: ReadonlyMap<string, ChannelOptions>;
  /** A declared channel is open. */
  readonly opened: (label: string) => void;
  /** Something has come on a declared channel. */
  readonly message: (label: string, data: string | ArrayBuffer) => void;
  /** The other side says that it is doing something else. */
  readonly peerState: (state: PeerState) => void;
  /** The other side wants to send a file on that channel; it must be listened to in the same turn. */
  readonly fileChannel: (channel: RTCDataChannel) => void;
  /** `bad_message` for what nobody can read; the link goes on. */
  readonly failed: (error: MeshError) => void;
}

/**
 * The data channels of one link: the declared ones, and one on which each side tells what it is doing. The side that makes
 * the first offer opens them all before it, in-band (RFC 8832): so they cost no negotiation of their own, a client that
 * knows nothing of them is never asked for one, and a label that only one side has declared hurts nobody.
 */
export class Channels {
  readonly #peerConnection: RTCPeerConnection;
  readonly #options: ChannelsOptions;
  readonly #writers = new Map<string, ChannelWriter>();
  readonly #end = new AbortController();
  #state: PeerState | null = null;
  #toldState: string | null = null;
  #peerState: PeerState | null = null;

  constructor(peerConnection: RTCPeerConnection, options: ChannelsOptions) {
    this.#peerConnection = peerConnection;
    this.#options = options;
    const { signal } = this.#end;
    peerConnection.addEventListener("datachannel", ({ channel }) => this.#meet(channel), { signal });
    if (!options.initiator) return;
    for (const [label, init] of [[STATE_LABEL, {}] as const, ...options.declared]) {
      this.#adopt(peerConnection.createDataChannel(label, { ...init, protocol: CHANNEL_PROTOCOL }));
    }
  }

  /** What the other side has last said that it is doing, or `null` before it has said anything. */
  get peerState(): PeerState | null {
    return this.#peerState;
  }

  /** Whether something can be sent on a declared channel now. */
  isOpen(label: string): boolean {
    return this.#declared(label)?.isOpen ?? false;
  }

  /**
   * Sends on a declared channel, at once; what comes back says when to send more, see `ChannelWriter.send`. Nothing is
   * dropped here, whatever the channel: an unreliable one loses on the way.
   *
   * @throws MeshError as `ChannelWriter.send`; `no_channel` also for a label that was not declared.
   */
  send(label: string, data: Sendable): Promise<void> {
    const writer = this.#declared(label);
    if (writer === undefined) throw new MeshError("no_channel", this.#options.remote.peerId, label);
    return writer.send(data);
  }

  /** Tells the other side what this one is doing: as soon as it can hear it, and only the last of what is set in one turn. */
  setState(state: PeerState): void {
    this.#state = state;
    queueMicrotask(() => this.#tellState());
  }

  /** Hears and says nothing more. The channels themselves end with their peer connection. */
  close(): void {
    this.#end.abort();
    for (const writer of this.#writers.values()) writer.end();
    this.#writers.clear();
  }

  #declared(label: string): ChannelWriter | undefined {
    return this.#options.declared.has(label) ? this.#writers.get(label) : undefined;
  }

  #meet(channel: RTCDataChannel): void {
    const { label, protocol } = channel;
    const { declared, fileChannel } = this.#options;
    if (protocol !== CHANNEL_PROTOCOL) return;
    if (label === FILE_LABEL) fileChannel(channel);
    else if ((label === STATE_LABEL || declared.has(label)) && !this.#writers.has(label)) this.#adopt(channel);
    else channel.close();
  }

  #adopt(channel: RTCDataChannel): void {
    const { label } = channel;
    const { signal } = this.#end;
    const writer = new ChannelWriter(channel, this.#peerConnection, this.#options.remote);
    this.#writers.set(label, writer);
    // some browsers' default are Blobs, which could only be read out of order
    channel.binaryType = "arraybuffer";
    channel.addEventListener("message", ({ data }) => this.#hear(label, data), { signal });
    channel.addEventListener("close", () => this.#writers.delete(label), { signal });
    if (label === STATE_LABEL) this.#toldState = null;
    const opened = (): void => (label === STATE_LABEL ? this.#tellState() : this.#options.opened(label));
    if (writer.isOpen) opened();
    else channel.addEventListener("open", opened, { signal });
  }

  #hear(label: string, data: unknown): void {
    if (label === STATE_LABEL) this.#hearState(data);
    else if (typeof data === "string" || data instanceof ArrayBuffer) this.#options.message(label, data);
  }

  #hearState(data: unknown): void {
    const state = readPeerState(data);
    if (state === null) {
      this.#options.failed(new MeshError("bad_message", this.#options.remote.peerId, STATE_LABEL));
      return;
    }
    if (this.#peerState !== null && encodePeerState(this.#peerState) === encodePeerState(state)) return;
    this.#peerState = state;
    this.#options.peerState(state);
  }

  #tellState(): void {
    const writer = this.#writers.get(STATE_LABEL);
    if (this.#state === null || writer === undefined || !writer.isOpen) return;
    const frame = encodePeerState(this.#state);
    if (frame === this.#toldState) return;
    try {
      // a few bytes each time: nothing to wait for
      void writer.send(frame);
      this.#toldState = frame;
    } catch (error) {
      if (!(error instanceof MeshError)) throw error;
      this.#options.failed(error);
    }
  }
}
