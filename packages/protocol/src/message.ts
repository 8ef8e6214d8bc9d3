/** Declares an application's events once: event name to the type of its data. */
export type EventMap = Record<string, unknown>;

/** Who a message is for: everybody in the room but its sender, or exactly these peer ids. */
export type Addressees = "all" | readonly string[];

/**
 * A message as rooms and clients see it. `from` is the sender's peer id, set by the server and never by a client, or
 * `null` for the server itself. With an event map it is a union that `message.event` discriminates.
 */
export type Message<Events extends EventMap = EventMap> = {
  [Event in keyof Events & string]: {
    readonly event: Event;
    readonly data: Events[Event];
    readonly from: string | null;
    readonly to: Addressees;
  };
}[keyof Events & string];

/** A message before it has a sender: what a client sends, or what a server says of its own. */
export type Outgoing<Events extends EventMap = EventMap> = {
  [Event in keyof Events & string]: {
    readonly event: Event;
    readonly data: Events[Event];
    readonly to: Addressees;
  };
}[keyof Events & string];

/** The heartbeat a client may send as a text frame of its own; the server answers it with {@link PONG}. */
export const PING = "ping";

/** The answer to {@link PING}. */
export const PONG = "pong";

/**
 * The WebSocket subprotocol of this protocol's first version (RFC 6455 section 1.9). A client that offers it hears
 * refusals as an `error` frame and a close code instead of an HTTP status, which browsers hide from pages.
 */
export const SUBPROTOCOL = "parlor.1";
