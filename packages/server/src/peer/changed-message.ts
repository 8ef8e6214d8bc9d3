import { decodeClientMessage, encodeMessage, type Message, type MessageLimits } from "@parlor/protocol";

import type { Hooks } from "../actor/hooks.ts";

/**
 * Gives back what `onReceive` made of a message. It must still be one, or the room would have to pay for it.
 *
 * @throws HookError, reported, if it is none.
 */
export function checkChanged(message: Message, limits: MessageLimits, hooks: Hooks): Message {
  let text: string;
  try {
    text = encodeMessage(message);
  } catch (cause) {
    throw hooks.failed("onReceive", "returned neither a message that is JSON nor DROP", cause);
  }
  const read = decodeClientMessage(text, limits);
  if ("fault" in read) throw hooks.failed("onReceive", `returned what is no message (${read.fault})`);
  return message;
}
