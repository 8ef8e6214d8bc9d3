import type { MeshError } from "../errors.ts";
import { Listeners } from "../listeners.ts";
import type { Link } from "../mesh/link.ts";
import type { OfLink } from "../mesh/mesh-events.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { FileTransfer, SendableFile, SendFileOptions } from "./file-transfer.ts";
import type { IncomingFile } from "./incoming-file.ts";
import { LinkFiles } from "./link-files.ts";

/** What files tell their listeners, by event. */
export interface FilesEvents {
  /** A peer wants to send a file: `accept()` or `refuse()` it. Nothing of it comes before that. */
  readonly file: OfLink & { readonly file: IncomingFile };
  /** A peer has opened a file's channel and said nonsense: `bad_message`. Its link goes on. */
  readonly error: MeshError;
}

/**
 * Files from peer to peer, over the links of a mesh. Create it in the same turn as the mesh: until then, and on clients that
 * never do, files are refused.
 */
export function createFiles(mesh: Pick<Mesh, "on">): Files {
  return new Files(mesh);
}

/** The files of all links, as many at a time, in both directions, as there are. */
export class Files {
  readonly #listeners = new Listeners();
  readonly #byLink = new Map<Link, LinkFiles>();
  readonly #unsubscribe: readonly (() => void)[];
  #closed = false;

  /** Not for programs: they call `createFiles`. */
  constructor(mesh: Pick<Mesh, "on">) {
    this.#unsubscribe = [
      mesh.on("file_channel", ({ link, channel }) => this.#of(link).receive(channel)),
      mesh.on("gone", ({ link }) => this.#end(link)),
    ];
  }

  /** Calls `listener` for each event of that name. One that throws is reported. Returns what removes it. */
  on<Event extends keyof FilesEvents>(event: Event, listener: (value: FilesEvents[Event]) => void): () => void {
    return this.#listeners.add(event, listener);
  }

  /**
   * Offers a file to a peer. Nothing but its name, type and size goes out before the peer has accepted it. Never throws:
   * whatever goes wrong ends the transfer.
   */
  send(link: Link, file: SendableFile, options?: SendFileOptions): FileTransfer {
    return this.#of(link).send(file, options);
  }

  /** Ends what is under way, and takes no more. Calling it again does nothing. */
  close(): void {
    this.#closed = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const link of this.#byLink.keys()) this.#end(link);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #of(link: Link): LinkFiles {
    const known = this.#byLink.get(link);
    if (known !== undefined) return known;
    const files = new LinkFiles(link.peerConnection, {
      remote: link,
      file: (file) => this.#offer(link, file),
      failed: (error) => this.#listeners.emit("error", error),
    });
    this.#byLink.set(link, files);
    // there will be no news of its end any more
    if (this.#closed || link.state === "closed") this.#end(link);
    return files;
  }

  #offer(link: Link, file: IncomingFile): void {
    if (this.#listeners.has("file")) this.#listeners.emit("file", { peerId: link.peerId, link, file });
    else file.refuse("files are not taken here");
  }

  #end(link: Link): void {
    this.#byLink.get(link)?.close();
    this.#byLink.delete(link);
  }
}
