import type { Addressees, Message, ServerEvents } from "@parlor/protocol";

import type { ConnectionState } from "../connection/connection-state.ts";
import type { SignalEvents } from "../connection/signal-events.ts";

type MeshHears = SignalEvents & Pick<ServerEvents, "authenticated" | "ice_servers" | "joined" | "left">;

/** As much of a connection as a mesh uses: who is in the room, and a way to talk to them, in order. */
export interface Signaling {
  readonly state: ConnectionState;
  on<Event extends keyof MeshHears>(
    event: Event,
    listener: (message: Message<Pick<MeshHears, Event>>) => void,
  ): () => void;
  onState(listener: (state: ConnectionState) => void): () => void;
  /** Throws a ConnectionError `not_open` while there is nobody to send through. */
  send(event: keyof SignalEvents, data: unknown, to: Addressees): void;
}
