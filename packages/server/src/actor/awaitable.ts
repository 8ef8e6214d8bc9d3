/** A value, or the promise of one. What a hook may return; the synchronous form costs no turn of the event loop. */
export type Awaitable<T> = T | PromiseLike<T>;

/** Tells the two forms of an {@link Awaitable} apart. */
export function isPromise<T>(value: Awaitable<T>): value is PromiseLike<T> {
  return mayHaveThen(value) && typeof value.then === "function";
}

/** Not `"then" in value`: over objects of as many shapes as come here that takes longer than to read what is not there. */
function mayHaveThen(value: unknown): value is { readonly then?: unknown } {
  return typeof value === "object" && value !== null;
}

/** Runs something; what it throws or rejects with becomes a value, or another error. */
export function orElse<T>(run: () => Awaitable<T>, failed: (error: unknown) => T): Awaitable<T> {
  try {
    const result = run();
    return isPromise(result) ? result.then(undefined, failed) : result;
  } catch (error) {
    return failed(error);
  }
}

/** Goes on with a value: at once if it is there, later if it is promised. */
export function andThen<T, U>(value: Awaitable<T>, next: (value: T) => Awaitable<U>): Awaitable<U> {
  return isPromise(value) ? value.then(next) : next(value);
}
