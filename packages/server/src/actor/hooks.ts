import { HookError } from "../observe/errors.ts";
import type { Observer } from "../observe/observer.ts";
import { type Awaitable, isPromise } from "./awaitable.ts";

/**
 * Calls the application's hooks for one actor. A hook that throws, rejects or does not settle in time becomes a
 * {@link HookError}: reported once, then thrown to the actor, which decides what it means.
 */
export class Hooks {
  readonly #observer: Observer;
  readonly #room: string | null;
  readonly #peerId: string | null;
  readonly #timeoutMs: number;

  /** @param timeoutMs how long a promise of a hook may take to settle, in milliseconds. */
  constructor(
    observer: Observer,
    { room, peerId }: { readonly room: string | null; readonly peerId: string | null },
    timeoutMs: number,
  ) {
    this.#observer = observer;
    this.#room = room;
    this.#peerId = peerId;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Calls a hook. Synchronous if the hook is.
   *
   * @param deadline by when its promise has to settle, as a time of `performance.now()`. @default as long as for every hook
   */
  call<T>(hook: string, run: () => Awaitable<T>, deadline: number | null = null): Awaitable<T> {
    let result: Awaitable<T>;
    try {
      result = run();
    } catch (cause) {
      throw this.failed(hook, "threw", cause);
    }
    return isPromise(result) ? this.#settle(hook, result, deadline) : result;
  }

  /** Calls the last hook of an actor: if it fails that is reported, and changes nothing any more. */
  callLast(hook: string, run: () => Awaitable<void>): Awaitable<void> {
    try {
      const result = this.call(hook, run);
      return isPromise(result) ? result.then(undefined, () => undefined) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Makes an instance of one of the application's classes. */
  construct<T>(make: () => T): T {
    try {
      return make();
    } catch (cause) {
      throw this.failed("constructor", "threw", cause);
    }
  }

  /** Reports that a hook failed, and gives back the error to throw. */
  failed(hook: string, problem: string, cause?: unknown): HookError {
    const error = new HookError({ hook, room: this.#room, peerId: this.#peerId }, problem, cause);
    this.#observer.emit({ type: "hook_failed", error });
    return error;
  }

  #settle<T>(hook: string, result: PromiseLike<T>, deadline: number | null): Promise<T> {
    const timeoutMs = deadline === null ? this.#timeoutMs : Math.max(1, deadline - performance.now());
    return new Promise<T>((resolve, reject) => {
      const expire = (): void => reject(this.failed(hook, `did not settle within ${Math.round(timeoutMs)} ms`));
      const timer = Number.isFinite(timeoutMs) ? setTimeout(expire, timeoutMs) : undefined;
      result.then(
        (value) => {
          clearTimeout(timer);
          resolve(value);
        },
        // after the deadline nobody waits any more, but the rejection is reported all the same
        (cause: unknown) => {
          clearTimeout(timer);
          reject(this.failed(hook, "rejected", cause));
        },
      );
    });
  }
}
