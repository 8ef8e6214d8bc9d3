import { decodeServerMessage, encodeMessage, type Message } from "@parlor/protocol";

import type { Hooks } from "../actor/hooks.ts";

/**
 * The frame of what `onForward` made of a message, which must still be one.
 *
 * @throws HookError, reported, if it is none.
 */
export function frameOf(changed: Message, message: Message, hooks: Hooks): string {
  const frame = encode(changed, hooks);
  if (changed === message || decodeServerMessage(frame) !== null) return frame;
  throw hooks.failed("onForward", "returned neither a message nor DROP");
}

function encode(message: Message, hooks: Hooks): string {
  try {
    return encodeMessage(message);
  } catch (cause) {
    throw hooks.failed("onForward", "returned neither a message that is JSON nor DROP", cause);
  }
}
