import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from "node:tls";

import { FrameReader } from "./frame-reader.ts";
import { maskedPong } from "./frames.ts";
import { UpgradeAnswer } from "./upgrade-answer.ts";

/** Where and how a client connects. */
export interface Connection {
  readonly port: number;
  /** Path and query of the upgrade request. */
  readonly path: string;
  /** The address of loopback that it comes from, or `null` for any. */
  readonly localAddress: string | null;
  readonly subprotocol: string | null;
  /** Messages are binary frames. */
  readonly binary: boolean;
  /** For TLS: the session of an earlier connection to take up, or `null` for a full handshake. Without TLS: `null`. */
  readonly tls: { readonly session: Buffer | null } | null;
}

/** What a client tells whoever made it. The bytes are of a buffer that is used again: look, do not keep. */
export interface ClientListener {
  /** The upgrade is done. */
  opened(): void;
  /** A whole message. */
  message(bytes: Buffer, start: number, end: number): void;
  /** Everything that one read brought has been told. */
  readEnded(): void;
  /** It has ended: the server refused, broke the protocol or went away. Never after `destroy`. */
  ended(problem: string): void;
  /** TLS: the server has given a ticket for coming back. */
  session(ticket: Buffer): void;
}

/**
 * A WebSocket client on a raw socket, that does only what a load generator needs: a client library would be full long
 * before the server is.
 */
export class Client {
  readonly #socket: Socket;
  readonly #listener: ClientListener;
  readonly #frames: FrameReader;
  /** Until the upgrade is done. */
  #answer: UpgradeAnswer | null = new UpgradeAnswer();
  #hasEnded = false;

  constructor(connection: Connection, listener: ClientListener) {
    this.#listener = listener;
    this.#frames = new FrameReader(connection.binary, {
      message: (bytes, start, end) => listener.message(bytes, start, end),
      ping: (payload) => this.write(maskedPong(payload)),
      ended: (problem) => this.#end(`the server ${problem}`),
    });
    this.#socket = open(connection, (count) => this.#read(count));
    this.#socket.on("error", (error) => this.#end(error.message));
    this.#socket.on("close", () => this.#end("the server closed the connection"));
    this.#socket.on("session", (ticket: Buffer) => listener.session(ticket));
    this.#socket.write(upgradeRequest(connection));
  }

  /** Whether TLS took up an earlier session instead of a whole handshake. */
  get resumedTls(): boolean {
    const socket: Socket & Partial<Pick<TLSSocket, "isSessionReused">> = this.#socket;
    return socket.isSessionReused?.() ?? false;
  }

  readonly write = (frames: Buffer): void => {
    this.#socket.write(frames);
  };

  /** Stops reading, as a browser that hangs. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Ends it at once, without a word to the server. Resolves when the system has let it go. */
  destroy(): Promise<void> {
    this.#hasEnded = true;
    if (this.#socket.closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.once("close", () => resolve());
      this.#socket.destroy();
    });
  }

  #read(count: number): void {
    const start = this.#answer === null ? 0 : this.#readAnswer(this.#answer, count);
    if (start === null) return;
    this.#frames.read(READ_BUFFER, start, count);
    this.#listener.readEnded();
  }

  /** Gives back where the frames begin, or `null` if they do not yet. */
  #readAnswer(answer: UpgradeAnswer, count: number): number | null {
    const answered = answer.read(READ_BUFFER, count);
    if (answered === "more") return null;
    if ("problem" in answered) {
      this.#end(answered.problem);
      return null;
    }
    this.#answer = null;
    this.#listener.opened();
    return answered.framesAt;
  }

  #end(problem: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#listener.ended(problem);
  }
}

/** All clients read into the same one, each to the end before the next: nothing is allocated for a read. */
const READ_BUFFER = Buffer.allocUnsafeSlow(256 * 1024);

function open({ port, localAddress, tls }: Connection, read: (count: number) => void): Socket {
  const onread = {
    buffer: READ_BUFFER,
    callback: (count: number): boolean => {
      read(count);
      return true;
    },
  };
  const from = localAddress === null ? {} : { localAddress };
  const address = { host: "127.0.0.1", port, ...from, noDelay: true, onread };
  if (tls === null) return connect(address);
  const { session } = tls;
  // the certificate is made anew at each start, so there is nobody to trust
  const trust = { rejectUnauthorized: false, secureContext: secureContext() };
  return connectTls({ ...address, ...trust, ...(session === null ? {} : { session }) });
}

/** All clients share one: to make it costs more than a handshake. */
function secureContext(): SecureContext {
  sharedContext ??= createSecureContext();
  return sharedContext;
}

let sharedContext: SecureContext | null = null;

function upgradeRequest({ port, path, subprotocol }: Connection): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    ...(subprotocol === null ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    "\r\n",
  ].join("\r\n");
}
