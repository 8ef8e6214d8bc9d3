import type { Socket, SocketListener } from "../peer/socket.ts";
import type { RoutedUpgrade } from "./upgrade-router.ts";

/** What a WebSocket library does for a transport. */
export interface Acceptor {
  /**
   * Accepts an upgrade, whose form has been checked, and whose stream is destroyed if there is an error on it: answers with the
   * 101, and makes the socket, which tells the listener, not before this turn is over, and takes messages of so many bytes at
   * most. Gives back `null` if the client is not there any more; its stream is destroyed then.
   */
  accept(upgrade: RoutedUpgrade, listener: SocketListener, maxFrameBytes: number): Socket | null;
}
