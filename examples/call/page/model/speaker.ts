import { computed, type ReadonlySignal, signal } from "@preact/signals";

import type { Media } from "./media.ts";
import type { Person } from "./person.ts";
import { levelOf, nextTurn, type Turn } from "./turn.ts";

/** How often everybody's level is looked at. */
const LISTEN_MS = 120;

/** Follows who speaks: one of the others, `"me"`, or nobody (`null`). */
export class Speaker {
  readonly #turn = signal<Turn<Person | "me"> | null>(null);
  readonly current = computed(() => this.#turn.value?.who ?? null);
  readonly #timer;

  constructor(people: ReadonlySignal<readonly Person[]>, media: Media) {
    this.#timer = setInterval(() => {
      const levels = new Map<Person | "me", number>([["me", media.isHeard.value ? media.level.value : 0]]);
      for (const person of people.value) levels.set(person, person.isMuted.value ? 0 : levelOf(person.link.audioLevel));
      this.#turn.value = nextTurn(this.#turn.value, levels, performance.now());
    }, LISTEN_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
