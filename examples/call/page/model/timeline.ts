import { batch, computed, signal } from "@preact/signals";

import type { IncomingOffer, OutgoingFile } from "./files.ts";

/** What somebody has written. */
export interface TextEntry {
  readonly kind: "text";
  readonly text: string;
}

/** A file that somebody else wants to send. */
export interface IncomingEntry {
  readonly kind: "incoming";
  readonly offer: IncomingOffer;
}

/** A file that this person sends to everybody. */
export interface OutgoingEntry {
  readonly kind: "outgoing";
  readonly file: OutgoingFile;
}

/** One line of the panel, in the order in which things happened. */
export type Entry = (TextEntry | IncomingEntry | OutgoingEntry) & {
  readonly id: number;
  /** Whose it is; `null` for one's own. */
  readonly from: string | null;
  readonly at: Date;
};

/** What was said and sent in a call, and how much of it was not looked at yet. It is gone with the page. */
export class Timeline {
  readonly entries = signal<readonly Entry[]>([]);
  readonly isOpen = signal(false);
  readonly #read = signal(0);
  readonly unread = computed(
    () => this.entries.value.filter(({ id, from }) => from !== null && id > this.#read.value).length,
  );
  #lastId = 0;

  add(from: string | null, entry: TextEntry | IncomingEntry | OutgoingEntry): void {
    this.#lastId += 1;
    const id = this.#lastId;
    batch(() => {
      this.entries.value = [...this.entries.value, { ...entry, id, from, at: new Date() }];
      if (this.isOpen.value) this.#read.value = id;
    });
  }

  open(): void {
    this.#show(true);
  }

  toggle(): void {
    this.#show(!this.isOpen.value);
  }

  #show(isOpen: boolean): void {
    batch(() => {
      this.isOpen.value = isOpen;
      this.#read.value = this.#lastId;
    });
  }
}
