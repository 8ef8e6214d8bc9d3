import type { MeshError } from "../errors.ts";
import type { IncomingFile } from "../files/incoming-file.ts";
import { LinkFiles } from "../files/link-files.ts";
import { Channels } from "../link/channels.ts";
import { asPeerConnection } from "./as-peer-connection.ts";
import type { FakeDataChannel } from "./fake-data-channel.ts";
import { asFile, FakeFile, someBytes } from "./fake-file.ts";
import { allPromises, FakePair } from "./fake-pair.ts";
import type { FakePeerConnection } from "./fake-peer-connection.ts";

const ignore = (): void => {};

/** One side of a link over which files go. */
class FileSide {
  readonly fake: FakePeerConnection;
  readonly remote: { peerId: string };
  readonly files: LinkFiles;
  /** What the other side has offered so far. */
  readonly offered: IncomingFile[] = [];
  readonly errors: MeshError[] = [];

  constructor(fake: FakePeerConnection, peerId: string, initiator: boolean) {
    this.fake = fake;
    this.remote = { peerId };
    const failed = (error: MeshError): void => void this.errors.push(error);
    this.files = new LinkFiles(asPeerConnection(fake), {
      remote: this.remote,
      file: (file) => this.offered.push(file),
      failed,
    });
    void new Channels(asPeerConnection(fake), {
      remote: this.remote,
      initiator,
      declared: new Map(),
      opened: ignore,
      message: ignore,
      peerState: ignore,
      fileChannel: (channel) => this.files.receive(channel),
      failed,
    });
  }

  /** The only file that was offered. */
  get only(): IncomingFile {
    const [file] = this.offered;
    if (file === undefined || this.offered.length > 1) throw new Error(`${this.offered.length} files`);
    return file;
  }

  /** This side's ends of all files' channels that there ever were. */
  get channels(): readonly FakeDataChannel[] {
    return this.fake.data.channels.filter(({ label }) => label === "parlor.file");
  }

  /** This side's end of the only file's channel. */
  get channel(): FakeDataChannel {
    const [channel] = this.channels;
    if (channel === undefined || this.channels.length > 1) throw new Error(`${this.channels.length} channels`);
    return channel;
  }

  /** Opens a file's channel by hand, as a program would that is not to be trusted. */
  open(): FakeDataChannel {
    return this.fake.createDataChannel("parlor.file", { protocol: "parlor" });
  }
}

/** A link that stands; A has made the first offer. */
export async function fileLink(): Promise<{ pair: FakePair; a: FileSide; b: FileSide }> {
  const pair = new FakePair();
  const [a, b] = [new FileSide(pair.a, "B", true), new FileSide(pair.b, "A", false)];
  await pair.negotiate();
  await pair.settle();
  return { pair, a, b };
}

/** A file of so many bytes that A has offered to B. */
export async function offeredFile(size: number) {
  const link = await fileLink();
  const file = new FakeFile(someBytes(size));
  const abort = new AbortController();
  const transfer = link.a.files.send(asFile(file), { signal: abort.signal });
  await link.pair.settle();
  return { ...link, file, abort, transfer, incoming: link.b.only };
}

/** A file of which B has got the first 16 KiB; A has handed over all that it may. */
export async function halfwayFile() {
  const link = await offeredFile(400 * 1024);
  const accepted = link.incoming.accept();
  // its rejection is looked at later
  accepted.catch(ignore);
  link.b.channel.release();
  await allPromises();
  link.a.channel.release(1);
  return { ...link, accepted };
}
