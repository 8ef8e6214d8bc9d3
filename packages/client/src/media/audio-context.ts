import { mediaError } from "./media-error.ts";

/** What lets an AudioContext start (https://html.spec.whatwg.org/#activation-triggering-input-event). */
const GESTURES = ["keydown", "mousedown", "pointerup", "touchend"];

interface Shared {
  readonly context: AudioContext;
  readonly wake: () => void;
  readonly over: AbortController;
  users: number;
}

/** `wake` starts it if the browser lets it, as it does while a page captures; `giveBack` is to be called once. */
interface Borrowed {
  readonly context: AudioContext;
  readonly wake: () => void;
  readonly giveBack: () => void;
}

/** Browsers have few of them, and each takes a thread: one for all. */
let shared: Shared | null = null;

/**
 * Lends the page's one AudioContext, which begins with its first user and is closed with its last. A browser may keep it
 * silent until the user does something: it is resumed when they do.
 *
 * @throws MediaError `not_supported` if there is none to be had.
 */
export function borrowAudioContext(): Borrowed {
  shared ??= open();
  const borrowed = shared;
  borrowed.users += 1;
  const giveBack = (): void => {
    borrowed.users -= 1;
    if (borrowed.users > 0) return;
    shared = null;
    borrowed.over.abort();
    ignore(borrowed.context.close());
  };
  return { context: borrowed.context, wake: borrowed.wake, giveBack };
}

function open(): Shared {
  let context: AudioContext;
  try {
    context = new AudioContext();
  } catch (cause) {
    throw mediaError(cause, "speaker");
  }
  const over = new AbortController();
  const wake = (): void => {
    // also "interrupted", as by a phone call
    if (context.state !== "running") ignore(context.resume());
  };
  for (const gesture of GESTURES)
    addEventListener(gesture, wake, { capture: true, passive: true, signal: over.signal });
  return { context, wake, over, users: 0 };
}

/** It is tried again at the next gesture, and nobody can do more. */
function ignore(promise: Promise<void>): void {
  promise.catch(() => {});
}
