import { createFiles, type Mesh } from "@parlor/client";
import type { ReadonlySignal } from "@preact/signals";

import { announce } from "./announcer.ts";
import { IncomingOffer, OutgoingFile } from "./files.ts";
import type { Person } from "./person.ts";
import type { Timeline } from "./timeline.ts";
import { bytesInWords } from "./words.ts";

/** Files from everybody to everybody: they go directly from browser to browser. */
export class FileSharing {
  readonly #files;
  readonly #people: ReadonlySignal<readonly Person[]>;
  readonly #timeline: Timeline;
  readonly #offers: IncomingOffer[] = [];

  constructor(mesh: Mesh, people: ReadonlySignal<readonly Person[]>, timeline: Timeline) {
    this.#files = createFiles(mesh);
    this.#people = people;
    this.#timeline = timeline;
    this.#files.on("file", ({ link, file }) => {
      const from = people.value.find((person) => person.link === link)?.name.value ?? "Guest";
      const offer = new IncomingOffer(file);
      this.#offers.push(offer);
      timeline.add(from, { kind: "incoming", offer });
      announce(`${from} wants to send ${offer.name}, ${bytesInWords(offer.size)}.`);
    });
    this.#files.on("error", (error) => console.warn(error));
  }

  /** Offers files to everybody who is there. */
  send(files: Iterable<File>): void {
    const people = this.#people.value;
    if (people.length === 0) return;
    for (const file of files) {
      const outgoing = new OutgoingFile(file, people, (person) => this.#files.send(person.link, file));
      this.#timeline.add(null, { kind: "outgoing", file: outgoing });
    }
    this.#timeline.open();
  }

  /** Ends what is under way, and lets the browser forget what has come. */
  close(): void {
    this.#files.close();
    for (const offer of this.#offers) offer.forget();
  }
}
