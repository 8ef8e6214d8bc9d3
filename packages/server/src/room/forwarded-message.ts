import type { Message } from "@parlor/protocol";

import type { Hooks } from "../actor/hooks.ts";
import { RelayedMessage } from "./relayed-message.ts";
import type { ShownMessage } from "./shown-message.ts";

/**
 * What `onForward` made of a message that it was shown, which must still be one.
 *
 * @throws HookError, reported, if it is none.
 */
export function forwardedMessage(verdict: Message, shown: ShownMessage, hooks: Hooks): RelayedMessage {
  if (verdict === shown) return passedOn(shown, hooks);
  if (isMessage(verdict)) return new RelayedMessage(verdict);
  throw hooks.failed("onForward", "returned neither a message nor DROP");
}

/**
 * The text of a message's frame.
 *
 * @throws HookError, reported, if `onForward`, or who else has made it, has made data that is not JSON.
 */
export function frameTextOf(message: RelayedMessage, hooks: Hooks): string {
  try {
    return message.frameText();
  } catch (cause) {
    throw hooks.failed("onForward", NOT_JSON, cause);
  }
}

function passedOn(shown: ShownMessage, hooks: Hooks): RelayedMessage {
  try {
    return shown.passOn();
  } catch (cause) {
    throw hooks.failed("onForward", NOT_JSON, cause);
  }
}

const NOT_JSON = "returned neither a message that is JSON nor DROP";

/** The types say so, but not everybody's code is typed. */
function isMessage(verdict: unknown): boolean {
  if (typeof verdict !== "object" || verdict === null) return false;
  if (!("event" in verdict && "from" in verdict && "to" in verdict)) return false;
  const { event, from, to } = verdict;
  if (typeof event !== "string" || (typeof from !== "string" && from !== null)) return false;
  return to === "all" || (Array.isArray(to) && to.every((id) => typeof id === "string"));
}
