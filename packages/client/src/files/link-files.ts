import { MeshError } from "../errors.ts";
import type { Remote } from "../link/channel-writer.ts";
import { CHANNEL_PROTOCOL, FILE_LABEL } from "../link/channels.ts";
import { refuseChannel } from "../link/refuse-channel.ts";
import { readFileFrame } from "./file-frame.ts";
import { FileTransfer, type SendableFile, type SendFileOptions } from "./file-transfer.ts";
import { IncomingFile } from "./incoming-file.ts";
import type { TransferPath } from "./transfer.ts";

/** More than anybody drops on a page at once; they cost a few hundred bytes each. */
const MAX_UNDECIDED = 64;

/** What the files of a link need from it. */
export interface LinkFilesOptions {
  readonly remote: Remote;
  /** The other side wants to send a file. */
  readonly file: (file: IncomingFile) => void;
  /** `bad_message`: the other side has opened a file's channel and said nonsense. The link goes on. */
  readonly failed: (error: MeshError) => void;
}

/** The files that go over one link, each on a channel of its own: as many at a time, in both directions, as there are. */
export class LinkFiles {
  readonly #peerConnection: RTCPeerConnection;
  readonly #options: LinkFilesOptions;
  readonly #linkEnd = new AbortController();
  /** Channels that the other side has opened and this one has not accepted, until they are closed. */
  readonly #undecided = new Set<RTCDataChannel>();

  constructor(peerConnection: RTCPeerConnection, options: LinkFilesOptions) {
    this.#peerConnection = peerConnection;
    this.#options = options;
  }

  /** Offers a file to the other side. Never throws: whatever goes wrong ends the transfer. */
  send(file: SendableFile, options: SendFileOptions = {}): FileTransfer {
    return new FileTransfer(file, options, this.#path(this.#open()));
  }

  /** Takes a channel that the other side has opened for a file. It must not have been listened to before. */
  receive(channel: RTCDataChannel): void {
    if (this.#undecided.size >= MAX_UNDECIDED) {
      refuseChannel(channel, "too many files are waiting");
      return;
    }
    const { signal } = this.#linkEnd;
    const decided = (): void => void this.#undecided.delete(channel);
    this.#undecided.add(channel);
    channel.addEventListener("close", decided, { signal });
    channel.addEventListener("message", ({ data }) => this.#hearFirst(channel, data, decided), { signal, once: true });
  }

  /** Ends what is under way: the link has ended. */
  close(): void {
    this.#linkEnd.abort();
  }

  #hearFirst(channel: RTCDataChannel, data: unknown, decided: () => void): void {
    const header = readFileFrame(data);
    if (header !== null && header.event === "file") {
      this.#options.file(new IncomingFile(header, this.#path(channel), decided));
      return;
    }
    channel.close();
    this.#options.failed(new MeshError("bad_message", this.#options.remote.peerId, "file"));
  }

  #open(): RTCDataChannel | null {
    const { currentRemoteDescription, sctp } = this.#peerConnection;
    // a client without data channels would have to negotiate again, for a channel that it does not know
    if (this.#linkEnd.signal.aborted || (currentRemoteDescription !== null && sctp === null)) return null;
    try {
      return this.#peerConnection.createDataChannel(FILE_LABEL, { protocol: CHANNEL_PROTOCOL });
    } catch {
      return null;
    }
  }

  #path(channel: RTCDataChannel | null): TransferPath {
    const { remote } = this.#options;
    return { channel, peerConnection: this.#peerConnection, remote, linkEnd: this.#linkEnd.signal };
  }
}
