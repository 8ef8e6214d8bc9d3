import { encodeMessage, isReservedEvent, type Outgoing } from "@parlor/protocol";

/**
 * Writes a message of the application's own, from the server.
 *
 * @throws TypeError if `data` is not JSON, or the event is one of the protocol's own, which only the framework sends.
 */
export function encodeServerMessage({ event, data, to }: Outgoing): string {
  if (isReservedEvent(event)) throw new TypeError(`The event "${event}" is the protocol's own`);
  return encodeMessage({ event, data, from: null, to });
}
