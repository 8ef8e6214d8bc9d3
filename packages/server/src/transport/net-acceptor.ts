import { hash } from "node:crypto";

import { SUBPROTOCOL } from "@parlor/protocol";

import type { SocketListener } from "../peer/socket.ts";
import type { Acceptor } from "./acceptor.ts";
import { NetSocket } from "./net-socket.ts";
import { TurnWriter } from "./turn-writer.ts";
import type { RoutedUpgrade } from "./upgrade-router.ts";

/** Turns upgrades into sockets that Parlor frames itself. */
export class NetAcceptor implements Acceptor {
  readonly #writer = new TurnWriter();

  accept({ request, socket, head }: RoutedUpgrade, listener: SocketListener, maxFrameBytes: number): NetSocket | null {
    // the client is gone, or another taker of upgrades has begun to read
    if (!socket.readable || !socket.writable || socket.listenerCount("data") > 0) {
      socket.destroy();
      return null;
    }
    if (head.length > 0) socket.unshift(head);
    const { "sec-websocket-key": key = "", "sec-websocket-protocol": offered } = request.headers;
    const opened = new NetSocket(socket, listener, this.#writer, maxFrameBytes);
    opened.open(answer(key, offered));
    return opened;
  }
}

/** RFC 6455 section 4.2.2. No extension is ever agreed on. */
function answer(key: string, offered: string | undefined): Buffer {
  const names = offered?.split(",").map((name) => name.trim());
  const protocol = names?.includes(SUBPROTOCOL) ? `Sec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n` : "";
  const accept = hash("sha1", key + GUID, "base64");
  return Buffer.from(`${ACCEPTED}${accept}\r\n${protocol}\r\n`, "latin1");
}

const ACCEPTED =
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ";

/** RFC 6455 section 1.3. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
