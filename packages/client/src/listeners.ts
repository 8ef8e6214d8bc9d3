import { report } from "./report.ts";

/** Method syntax on purpose: what a listener takes is promised by the typed `on` of whoever owns the listeners. */
interface Subscription {
  notify(value: unknown): void;
}

/**
 * Listeners by event name, called in the order in which they were added. Names may come from the wire. A listener that
 * throws is reported and stops nobody. What is emitted by a listener reaches everybody after what is being emitted
 * now, so all listeners see one order.
 */
export class Listeners {
  readonly #subscriptions = new Map<string, readonly Subscription[]>();
  readonly #pending: { readonly event: string; readonly value: unknown }[] = [];
  #emitting = false;

  /** Adds a listener; the same function twice is two listeners. Returns what removes it again. */
  add(event: string, listener: (value: never) => void): () => void {
    const subscription: Subscription = { notify: listener };
    this.#subscriptions.set(event, [...this.#current(event), subscription]);
    return () => {
      const others = this.#current(event).filter((other) => other !== subscription);
      if (others.length > 0) this.#subscriptions.set(event, others);
      else this.#subscriptions.delete(event);
    };
  }

  /** Whether anybody listens to an event. */
  has(event: string): boolean {
    return this.#subscriptions.has(event);
  }

  emit(event: string, value: unknown): void {
    this.#pending.push({ event, value });
    if (this.#emitting) return;
    this.#emitting = true;
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      this.#notify(next.event, next.value);
    }
    this.#emitting = false;
  }

  #notify(event: string, value: unknown): void {
    for (const subscription of this.#current(event)) {
      // removed meanwhile, by another listener
      if (!this.#current(event).includes(subscription)) continue;
      try {
        subscription.notify(value);
      } catch (error) {
        report(error);
      }
    }
  }

  #current(event: string): readonly Subscription[] {
    return this.#subscriptions.get(event) ?? [];
  }
}
