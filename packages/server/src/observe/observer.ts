import type { ParlorEvent } from "./events.ts";

/** Hears events, as they happen and in their order. Runs inside the server's own turn: be quick, do not block. */
export type Listener = (event: ParlorEvent) => void;

/** Tells every listener what happened. A listener that throws is reported to the others and harms nothing. */
export class Observer {
  readonly #listeners = new Set<Listener>();

  /** Whether anybody listens; frequent events are not even built when nobody does. */
  get active(): boolean {
    return this.#listeners.size > 0;
  }

  /** Adds a listener and gives back the function that takes it away again. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: ParlorEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#tellOthers(listener, error);
      }
    }
  }

  #tellOthers(failed: Listener, error: unknown): void {
    for (const listener of this.#listeners) {
      if (listener === failed) continue;
      try {
        listener({ type: "observer_failed", error });
      } catch {
        // two broken listeners cannot report each other; the first error has been offered to all that work
      }
    }
  }
}
