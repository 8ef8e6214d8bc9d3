import type { Json } from "@parlor/protocol";

import { asJson } from "./json.ts";

/** Returned by `onReceive` or `onForward`: this message goes no further, and nobody is told. */
export const DROP: unique symbol = Symbol("drop");

/** The type of {@link DROP}. */
export type Drop = typeof DROP;

/** A hook's "yes". Make it with {@link accept}. */
export interface Accept {
  readonly verdict: "accept";
}

/** A hook's "no", with the reason. Make it with {@link refuse}. */
export interface Refusal {
  readonly verdict: "refuse";
  readonly reason: Json;
  /** After how many milliseconds it may be tried again, or `null` if this is not about too many attempts. */
  readonly afterMs: number | null;
}

const ACCEPT: Accept = Object.freeze({ verdict: "accept" });

/** Says yes, with what the hook may set while saying so. */
export function accept(): Accept;
export function accept<Settings extends object>(settings: Settings): Accept & Settings;
export function accept(settings?: object): Accept {
  return settings === undefined ? ACCEPT : { ...settings, verdict: "accept" };
}

/**
 * Says no. A refusal is an answer, not a failure: nothing is logged as an error and nothing crashes.
 *
 * @param reason reaches the client as `details`, so let it hold nothing secret. What is not JSON (a cycle, a BigInt)
 * arrives as `null`.
 * @param options.afterMs says that it is a "no" for now, and when the client may come back by itself. Instead of the reason it
 * hears `too_many_attempts` with that time from `parseRequest` and `onInit`, and `room_busy` from `onJoin`. It has no
 * meaning in any other hook. What is no finite number of milliseconds from 0 on counts as not given.
 */
export function refuse(reason: Json = null, { afterMs }: { readonly afterMs?: number } = {}): Refusal {
  const isTime = afterMs !== undefined && Number.isFinite(afterMs) && afterMs >= 0;
  return { verdict: "refuse", reason: asJson(reason), afterMs: isTime ? Math.ceil(afterMs) : null };
}

/** Whether a hook's result is a refusal. */
export function isRefusal(value: unknown): value is Refusal {
  return hasVerdict(value) && value.verdict === "refuse";
}

/** Whether a hook's result is an acceptance. */
export function isAccept(value: unknown): value is Accept {
  return hasVerdict(value) && value.verdict === "accept";
}

function hasVerdict(value: unknown): value is { verdict: unknown } {
  return typeof value === "object" && value !== null && "verdict" in value;
}
