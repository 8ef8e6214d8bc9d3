import { encodeError, type Json, type UpgradeErrorCode } from "@parlor/protocol";

import type { Admission } from "../peer/admission.ts";
import type { Socket, SocketListener } from "../peer/socket.ts";
import { UpgradeRequest } from "../peer/upgrade-request.ts";
import { Frame } from "../room/frame.ts";
import { EarlySocket } from "./early-socket.ts";
import { Wire } from "./memory-wire.ts";
import { NOBODY } from "./nobody.ts";
import { compilePath } from "./path-pattern.ts";
import { refusalCloseCode } from "./refusal.ts";
import type { Transport } from "./transport.ts";

/** What travels on a memory socket, in either direction. */
export type MemoryFrame =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "binary" }
  | { readonly type: "ping" }
  | { readonly type: "pong" }
  | { readonly type: "close"; readonly code: number; readonly reason: string }
  /** Only from the client: it is gone, without a close frame. */
  | { readonly type: "gone" };

/** A refused upgrade, as HTTP would have said it. */
export interface MemoryRefusal {
  readonly code: UpgradeErrorCode;
  readonly details: Json;
}

/** The client's end of a memory socket. Frames pass at once, unless a wire is held. */
export class MemorySocket {
  /** From the client to the server. Hold it and release frames one by one to write down an interleaving. */
  readonly toServer: Wire<MemoryFrame>;
  /** From the server to the client. A held one is a client that does not read. */
  readonly toClient: Wire<MemoryFrame>;

  constructor(toServer: Wire<MemoryFrame>, toClient: Wire<MemoryFrame>) {
    this.toServer = toServer;
    this.toClient = toClient;
  }
}

/** Clients and servers in one process, without a network: for tests, where the order of frames is in the test's hand. */
export class MemoryNetwork {
  #admission: Admission | null = null;
  readonly #matchPath: ReturnType<typeof compilePath>;

  /** @param path a path pattern, as for a real server. */
  constructor(path: string) {
    this.#matchPath = compilePath(path);
  }

  /** Give this to `parlor.serve()`. */
  readonly transport: Transport = (admission) => {
    this.#admission = admission;
    return () => {
      this.#admission = null;
    };
  };

  /**
   * Connects as a client would.
   *
   * @param onFrame hears what the server sends, as it passes `toClient`. Not called within this call.
   */
  async connect(
    url: string,
    headers: Readonly<Record<string, string>>,
    onFrame: (frame: MemoryFrame) => void,
  ): Promise<MemorySocket | MemoryRefusal> {
    const params = this.#matchPath(url.split("?")[0] ?? "");
    if (this.#admission === null || params === null) return { code: "no_such_path", details: null };
    const answered = Promise.withResolvers<MemorySocket | MemoryRefusal>();
    const open = (listener: SocketListener, maxFrameBytes: number): ServerEnd => {
      const server = new ServerEnd(listener, maxFrameBytes, onFrame);
      answered.resolve(server.client);
      return server;
    };
    const early = new EarlySocket(this.#admission.limits, open);
    const { firstFrame } = early;
    const request = new UpgradeRequest({
      url,
      headers,
      params,
      remoteAddress: "127.0.0.1",
      secure: true,
      firstFrame,
    });
    const judged = Promise.resolve(this.#admission.admit(request)).then((result) => {
      if (early.answer(result)) return;
      if (result.type === "admitted") return result.peer.open(open(result.peer, result.maxFrameBytes), result.room);
      const { code, details, peerId } = result;
      const close = refusalCloseCode(request, code);
      if (close === null) return answered.resolve({ code, details });
      const server = open(NOBODY, Number.POSITIVE_INFINITY);
      server.send(new Frame(encodeError(code, details, peerId)));
      server.close(close, code);
    });
    judged.catch(answered.reject);
    return answered.promise;
  }
}

class ServerEnd implements Socket {
  readonly client: MemorySocket;
  readonly #listener: SocketListener;
  readonly #maxFrameBytes: number;
  #open = true;
  #closeTimer: NodeJS.Timeout | undefined;

  constructor(listener: SocketListener, maxFrameBytes: number, onFrame: (frame: MemoryFrame) => void) {
    this.#listener = listener;
    this.#maxFrameBytes = maxFrameBytes;
    const toServer = new Wire<MemoryFrame>((frame) => this.#receive(frame));
    const toClient = new Wire<MemoryFrame>((frame) => {
      onFrame(frame);
      // the client's part of the closing handshake
      if (frame.type === "close") this.#close(frame.code);
    });
    this.client = new MemorySocket(toServer, toClient);
  }

  get bufferedBytes(): number {
    return this.client.toClient.waiting.reduce((bytes, frame) => bytes + sizeOf(frame), 0);
  }

  send({ text }: Frame): void {
    this.#push({ type: "text", text });
  }

  ping(): void {
    this.#push({ type: "ping" });
  }

  close(code: number, reason: string): void {
    this.#push({ type: "close", code, reason });
    if (this.#open) this.#closeTimer ??= setTimeout(() => this.#close(NO_CLOSE_FRAME), CLOSE_TIMEOUT_MS);
  }

  pause(): void {
    this.client.toServer.pause();
  }

  resume(): void {
    this.client.toServer.resume();
  }

  #push(frame: MemoryFrame): void {
    if (this.#open && this.#closeTimer === undefined) this.client.toClient.push(frame);
  }

  #receive(frame: MemoryFrame): void {
    if (!this.#open || this.#closeTimer !== undefined) return;
    if (frame.type === "close") return this.#close(frame.code);
    if (frame.type === "gone") return this.#close(NO_CLOSE_FRAME);
    if (sizeOf(frame) > this.#maxFrameBytes) {
      this.#listener.broken("frame_too_big");
      return this.#push({ type: "close", code: 1009, reason: "" });
    }
    if (frame.type === "text") this.#listener.receive(frame.text, sizeOf(frame));
    else if (frame.type === "binary") this.#listener.receiveBinary();
    else if (frame.type === "pong") this.#listener.heard();
    else if (this.#listener.pinged()) this.#push({ type: "pong" });
  }

  #close(code: number): void {
    if (!this.#open) return;
    this.#open = false;
    clearTimeout(this.#closeTimer);
    this.#listener.closed(code);
  }
}

function sizeOf(frame: MemoryFrame): number {
  return frame.type === "text" ? Buffer.byteLength(frame.text) : 0;
}

const CLOSE_TIMEOUT_MS = 5000;

/** RFC 6455 section 7.1.5. */
const NO_CLOSE_FRAME = 1006;
