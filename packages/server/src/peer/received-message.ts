import {
  type ClientMessage,
  decodeClientMessage,
  encodeClientMessage,
  type MessageLimits,
  sliceClientMessage,
} from "@parlor/protocol";

import type { Hooks } from "../actor/hooks.ts";
import { RelayedMessage } from "../room/relayed-message.ts";
import type { ShownMessage } from "../room/shown-message.ts";

/**
 * A message that no `onReceive` is to see. If a schema has made its data into what is not JSON, the room must not pay for it.
 *
 * @throws HookError, reported, if it has.
 */
export function unseenMessage(message: RelayedMessage, hooks: Hooks): RelayedMessage {
  try {
    return message.written();
  } catch (cause) {
    throw hooks.failed("events", "made data that is not JSON", cause);
  }
}

/**
 * What `onReceive` made of a message that it was shown. It must still be one, or the room would have to pay for it.
 *
 * @throws HookError, reported, if it is none.
 */
export function receivedMessage(
  verdict: ClientMessage,
  shown: ShownMessage,
  limits: MessageLimits,
  hooks: Hooks,
): RelayedMessage {
  const changed = attempt(() => (verdict === shown ? shown.passOn() : encodeClientMessage(verdict)), hooks);
  if (typeof changed !== "string") return changed;
  const read = decodeClientMessage(changed, limits);
  if ("fault" in read) throw hooks.failed("onReceive", `returned what is no message (${read.fault})`);
  return new RelayedMessage({ ...read, from: shown.from }, sliceClientMessage(changed));
}

/** Writes JSON, which throws if there is none. */
function attempt<T>(write: () => T, hooks: Hooks): T {
  try {
    return write();
  } catch (cause) {
    throw hooks.failed("onReceive", "returned neither a message that is JSON nor DROP", cause);
  }
}
