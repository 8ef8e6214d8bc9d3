import { MeshError, type ClientErrorCode } from "../errors.ts";

/** What a data channel takes (https://www.w3.org/TR/webrtc/#dom-rtcdatachannel-send), without Blobs: those are files. */
export type Sendable = string | ArrayBuffer | ArrayBufferView<ArrayBuffer>;

/** Who is at the other end. The id may change during the life of a link, so it is asked for when an error needs it. */
export interface Remote {
  readonly peerId: string;
}

/** Beyond this a sender has to wait, until so little is left. Enough for a fast line, and a second or two for a slow one. */
const HIGH_BYTES = 256 * 1024;
const LOW_BYTES = 64 * 1024;
/** For those who do not wait. Browsers have a limit too, at which some close the channel. */
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;
/** What RFC 8841 section 6.1 lets an endpoint take that says nothing. */
const DEFAULT_MAX_MESSAGE_BYTES = 65_536;

/** Writes to one data channel no faster than it can send. */
export class ChannelWriter {
  readonly #channel: RTCDataChannel;
  readonly #peerConnection: RTCPeerConnection;
  readonly #remote: Remote;
  #room: PromiseWithResolvers<void> | null = null;

  constructor(channel: RTCDataChannel, peerConnection: RTCPeerConnection, remote: Remote) {
    this.#channel = channel;
    this.#peerConnection = peerConnection;
    this.#remote = remote;
    channel.bufferedAmountLowThreshold = LOW_BYTES;
    channel.addEventListener("bufferedamountlow", () => {
      this.#room?.resolve();
      this.#room = null;
    });
    channel.addEventListener("close", () => this.end());
  }

  get isOpen(): boolean {
    return this.#channel.readyState === "open";
  }

  /** The longest message that the other side takes. */
  get maxMessageBytes(): number {
    return this.#peerConnection.sctp?.maxMessageSize || DEFAULT_MAX_MESSAGE_BYTES;
  }

  /**
   * Sends at once. Returns when to send more: now, or once what waits to be sent has gone down to 64 KiB if it is more
   * than 256 KiB. Nobody has to wait for that; its rejection, `link_lost` when the channel closes meanwhile, may be ignored.
   *
   * @throws MeshError `no_channel` while it is not open, `too_big` beyond the longest message that the other side takes
   *   and when 8 MiB wait to be sent, `bad_option` for what cannot be sent.
   */
  send(data: Sendable): Promise<void> {
    const channel = this.#channel;
    if (!this.isOpen) throw this.#error("no_channel");
    const bytes = byteLength(data);
    if (bytes === null) throw this.#error("bad_option", "only strings, ArrayBuffers and views of them can be sent");
    if (bytes > this.maxMessageBytes) throw this.#error("too_big", `${bytes} bytes`);
    if (channel.bufferedAmount + bytes > MAX_BUFFERED_BYTES) throw this.#error("too_big", "await the last send");
    this.#hand(data);
    if (channel.bufferedAmount <= HIGH_BYTES) return Promise.resolve();
    if (this.#room === null) {
      this.#room = Promise.withResolvers();
      this.#room.promise.catch(() => {});
    }
    return this.#room.promise;
  }

  /** Lets nobody wait any longer. */
  end(): void {
    this.#room?.reject(this.#error("link_lost"));
    this.#room = null;
  }

  #hand(data: Sendable): void {
    try {
      // the overloads of `send` take one type at a time
      if (typeof data === "string") this.#channel.send(data);
      else if (data instanceof ArrayBuffer) this.#channel.send(data);
      else this.#channel.send(data);
    } catch (cause) {
      throw this.#error("no_channel", undefined, cause);
    }
  }

  #error(code: ClientErrorCode, detail = this.#channel.label, cause?: unknown): MeshError {
    return new MeshError(code, this.#remote.peerId, detail, cause);
  }
}

function byteLength(data: Sendable): number | null {
  if (typeof data === "string") return new TextEncoder().encode(data).length;
  return data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? data.byteLength : null;
}
