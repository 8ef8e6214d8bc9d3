import type { FileTransfer, IncomingFile } from "@parlor/client";
import { signal, type ReadonlySignal } from "@preact/signals";

import type { Person } from "./person.ts";

/** How far a file is. `fraction` is 0 to 1. */
export interface Progress {
  readonly state: FileTransfer["state"];
  readonly fraction: number;
}

/** One of those who get a file. */
export interface Receiver {
  readonly person: Person;
  readonly transfer: FileTransfer;
  readonly progress: ReadonlySignal<Progress>;
}

/** A file on its way to everybody who was there when it was dropped. */
export class OutgoingFile {
  readonly name: string;
  readonly size: number;
  readonly receivers: readonly Receiver[];

  constructor(file: File, people: readonly Person[], send: (person: Person) => FileTransfer) {
    this.name = file.name;
    this.size = file.size;
    this.receivers = people.map((person) => {
      const transfer = send(person);
      return { person, transfer, progress: progressOf(transfer) };
    });
  }

  cancel(): void {
    for (const { transfer } of this.receivers) transfer.cancel();
  }
}

/** A file that somebody wants to send. Nothing of it comes before it is accepted. */
export class IncomingOffer {
  readonly name: string;
  readonly size: number;
  readonly progress: ReadonlySignal<Progress>;
  /** Where the file can be downloaded from, once it is here. */
  readonly url = signal<string | null>(null);
  readonly #file: IncomingFile;

  constructor(file: IncomingFile) {
    this.#file = file;
    this.name = file.name || "file";
    this.size = file.size;
    this.progress = progressOf(file);
  }

  async accept(): Promise<void> {
    try {
      this.url.value = URL.createObjectURL(await this.#file.accept());
    } catch {
      // the state says what has happened
    }
  }

  refuse(): void {
    this.#file.refuse();
  }

  /** Lets the browser forget the file. */
  forget(): void {
    if (this.url.value !== null) URL.revokeObjectURL(this.url.value);
    this.url.value = null;
  }

  cancel(): void {
    this.#file.cancel();
  }
}

function progressOf(transfer: FileTransfer | IncomingFile): ReadonlySignal<Progress> {
  const read = (): Progress => ({ state: transfer.state, fraction: transfer.fraction });
  const progress = signal(read());
  transfer.on("progress", () => (progress.value = read()));
  transfer.on("end", () => (progress.value = read()));
  return progress;
}
