import { ERRORS, errorData } from "@parlor/protocol";

import { type MemoryFrame, MemoryNetwork, MemorySocket } from "../transport/memory.ts";
import type { Transport } from "../transport/transport.ts";
import type { ClientLink, ClientLinkListener, Dialer, RefusedConnection } from "./client-link.ts";

/** The client's end of a memory socket, with both of its wires in the test's hand. */
export class MemoryLink implements ClientLink {
  readonly socket: MemorySocket;
  readonly #listener: ClientLinkListener;

  constructor(socket: MemorySocket, listener: ClientLinkListener) {
    this.socket = socket;
    this.#listener = listener;
  }

  send(text: string): void {
    this.socket.toServer.push({ type: "text", text });
  }

  sendBinary(): void {
    this.socket.toServer.push({ type: "binary" });
  }

  close(code: number, reason: string): void {
    this.socket.toServer.push({ type: "close", code, reason });
    this.#listener.closedWith(code, reason);
  }

  vanish(): void {
    this.socket.toServer.push({ type: "gone" });
    this.#listener.closedWith(1006, "");
  }
}

/** Connects clients to a server in the same process. */
export class MemoryDialer implements Dialer {
  readonly #network: MemoryNetwork;

  constructor(path: string) {
    this.#network = new MemoryNetwork(path);
  }

  get transport(): Transport {
    return this.#network.transport;
  }

  async connect(
    url: string,
    headers: Readonly<Record<string, string>>,
    listener: ClientLinkListener,
  ): Promise<MemoryLink | RefusedConnection> {
    const answers: { link: MemoryLink | null } = { link: null };
    const onFrame = (frame: MemoryFrame): void => {
      if (frame.type === "text") listener.text(frame.text);
      else if (frame.type === "close") listener.closedWith(frame.code, frame.reason);
      else if (frame.type === "ping") answers.link?.socket.toServer.push({ type: "pong" });
    };
    const socket = await this.#network.connect(url, { host: "localhost", ...headers }, onFrame);
    if (!(socket instanceof MemorySocket)) {
      return { status: ERRORS[socket.code].http, body: errorData(socket.code, socket.details) };
    }
    answers.link = new MemoryLink(socket, listener);
    return answers.link;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
