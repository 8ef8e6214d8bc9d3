import { effect, signal, type Signal } from "@preact/signals";

/** A text that is still there when the page is opened another day, where the browser lets it. `""` at first. */
export function remembered(key: string): Signal<string> {
  const text = signal(attempt(() => localStorage.getItem(key)) ?? "");
  effect(() => {
    const { value } = text;
    attempt(() => localStorage.setItem(key, value));
  });
  return text;
}

/** Whoever blocks cookies blocks storage, too: then reading from it throws. */
export function attempt<Result>(use: () => Result): Result | null {
  try {
    return use();
  } catch {
    return null;
  }
}
