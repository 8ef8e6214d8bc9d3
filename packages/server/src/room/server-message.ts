import { AUTHENTICATE, encodeMessage, isReservedEvent, type Outgoing } from "@parlor/protocol";

/**
 * Writes a message of the application's own, from the server.
 *
 * @throws TypeError if `data` is not JSON, `to` is neither `"all"` nor a list of peer ids, or the event is one of the
 * protocol's own, which no application sends.
 */
export function encodeServerMessage({ event, data, to }: Outgoing): string {
  if (isReservedEvent(event) || event === AUTHENTICATE)
    throw new TypeError(`The event "${event}" is the protocol's own`);
  if (to !== "all" && !(Array.isArray(to) && to.every((id) => typeof id === "string"))) {
    throw new TypeError('to: expected "all" or a list of peer ids');
  }
  return encodeMessage({ event, data, from: null, to });
}
