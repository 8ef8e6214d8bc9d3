import type { WebSocketLike } from "../connection/socket.ts";

/** A WebSocket whose other end is the test: nothing happens to it that the test does not do. */
export class FakeSocket implements WebSocketLike {
  readonly url: string;
  readonly protocols: readonly string[];
  readonly sent: string[] = [];
  /** What it was closed with from our side, or `null`. No close event follows unless the test says so: {@link end}. */
  closed: { readonly code: number | undefined; readonly reason: string | undefined } | null = null;
  readonly #listeners: { readonly type: string; readonly listener: { notify(event: unknown): void } }[] = [];

  constructor(url: string, protocols: readonly string[]) {
    this.url = url;
    this.protocols = protocols;
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(code?: number, reason?: string): void {
    this.closed ??= { code, reason };
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.push({ type, listener: { notify: listener } });
  }

  /** A frame comes: text as it is, anything else as JSON. */
  receive(frame: unknown): void {
    this.#dispatch("message", { data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }

  receiveBinary(data: ArrayBuffer): void {
    this.#dispatch("message", { data });
  }

  /** The handshake is through. */
  open(): void {
    this.#dispatch("open", {});
  }

  authenticate(
    peerId = "P1",
    peers: readonly { peer_id: string; metadata: unknown }[] = [],
    more: Readonly<Record<string, unknown>> = {},
  ): void {
    const data = { peer_id: peerId, room: "room", peers, ...more };
    this.receive({ event: "authenticated", data, from: null, to: [peerId] });
  }

  fail(code: string, details: unknown = null): void {
    this.receive({ event: "error", data: { description: "", code, details }, from: null, to: ["P1"] });
  }

  /** The socket closes; without arguments as when the network is gone. */
  end(code = 1006, reason = ""): void {
    if (code === 1006) this.#dispatch("error", {});
    this.#dispatch("close", { code, reason });
  }

  #dispatch(type: string, event: unknown): void {
    for (const subscription of this.#listeners) {
      if (subscription.type === type) subscription.listener.notify(event);
    }
  }
}

/** A `createSocket` that remembers what it made. */
export class FakeSockets {
  readonly all: FakeSocket[] = [];

  readonly create = (url: string, protocols: string[]): FakeSocket => {
    const socket = new FakeSocket(url, protocols);
    this.all.push(socket);
    return socket;
  };

  get latest(): FakeSocket {
    const socket = this.all.at(-1);
    if (socket === undefined) throw new Error("no socket was made");
    return socket;
  }
}
