import type { Outgoing, RosterEntry } from "@parlor/protocol";

import type { Registry } from "./registry.ts";
import { checkRemoval, type Removal } from "./removal.ts";
import { encodeServerMessage } from "./server-message.ts";

/**
 * A room from outside, by its name. It stays good over restarts: every call goes to the room that has the name then, in
 * the order of that room's mailbox. Do not await one from a hook of the same room: the call would wait for the hook.
 */
export class RoomHandle {
  readonly name: string;
  readonly #registry: Registry;

  constructor(name: string, registry: Registry) {
    this.name = name;
    this.#registry = registry;
  }

  /** Who is in the room, in the order of joining, or `null` if there is no such room, or none between a crash and a restart. */
  async members(): Promise<readonly RosterEntry[] | null> {
    return (await this.#registry.get(this.name)?.members()) ?? null;
  }

  /**
   * Forwards a message of the server's own, through the room's `onForward`. Resolves as `false` if there is no such room
   * any more.
   *
   * @throws TypeError if `data` is not JSON, or the event is one of the protocol's own.
   */
  async forward(message: Outgoing): Promise<boolean> {
    // what cannot be sent fails here, at the caller, and not in the room
    encodeServerMessage(message);
    return (await this.#registry.get(this.name)?.say(message)) ?? false;
  }

  /**
   * Ends a member's peer with `removed`, and the reason as details. With a ban, everybody else of its identity ends too, and
   * hears `banned` whenever it comes back to a room of this name. Resolves as `false` if there is no such member.
   *
   * @throws TypeError if it is no removal.
   */
  async remove(peerId: string, removal: Removal = {}): Promise<boolean> {
    checkRemoval(removal);
    return (await this.#registry.get(this.name)?.remove(peerId, removal)) ?? false;
  }

  /** Stops the room for good. Resolves when its members are closed and its `onTerminate` is through. Idempotent. */
  async stop(): Promise<void> {
    await this.#registry.get(this.name)?.stop();
  }
}
