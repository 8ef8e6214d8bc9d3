import type { ParlorEvent } from "./events.ts";

/** Hears events, as they happen and in their order. Runs inside the server's own turn: be quick, do not block. */
export type Listener = (event: ParlorEvent) => void;

/** Tells every listener what happened. A listener that throws or rejects is reported to the others and harms nothing. */
export class Observer {
  readonly #listeners = new Set<Listener>();
  readonly #events: ParlorEvent[] = [];
  #isTelling = false;

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
    if (this.#listeners.size === 0) return;
    // a listener may make something happen: its event comes after this one, for every listener
    this.#events.push(event);
    if (this.#isTelling) return;
    this.#isTelling = true;
    for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) this.#tellAll(next);
    this.#isTelling = false;
  }

  #tellAll(event: ParlorEvent): void {
    for (const listener of this.#listeners) this.#tell(listener, event);
  }

  #tell(listener: Listener, event: ParlorEvent): void {
    const failed = (error: unknown): void => {
      // a listener that cannot even hear of another's failure is past help
      if (event.type !== "observer_failed") this.#tellOthers(listener, error);
    };
    try {
      // the type says void, which an async function fits too
      const result: unknown = listener(event);
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  #tellOthers(failed: Listener, error: unknown): void {
    for (const listener of this.#listeners) {
      if (listener !== failed) this.#tell(listener, { type: "observer_failed", error });
    }
  }
}
