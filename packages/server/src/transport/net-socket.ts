import { Socket as TcpSocket } from "node:net";
import type { Duplex } from "node:stream";

import type { Socket, SocketListener } from "../peer/socket.ts";
import type { Frame } from "../room/frame.ts";
import { type FrameListener, FrameReader } from "./frame-reader.ts";
import { CLOSE, closePayload, controlFrame, encodeTextFrame, PING, PONG } from "./text-frame.ts";
import { GATHERED_BYTES, type Holding, type TurnWriter, type Unsent } from "./turn-writer.ts";

/** One WebSocket on a stream whose upgrade is accepted (RFC 6455). */
export class NetSocket implements Socket, FrameListener, Holding {
  readonly #stream: Duplex;
  readonly #listener: SocketListener;
  readonly #writer: TurnWriter;
  readonly #reader: FrameReader;
  /** `closing` when our close frame has been sent, `ended` when nothing is read and sent any more. */
  #state: "open" | "closing" | "ended" = "open";
  /** What leaves at the end of this turn, and how many bytes that is; a text counts as if it were ASCII. */
  #unsent: Unsent[] | null = null;
  #unsentBytes = 0;
  #closeCode = NO_CLOSE_FRAME;
  #timer: NodeJS.Timeout | undefined;

  /** @param stream is destroyed by somebody else if there is an error on it; "close" follows. */
  constructor(stream: Duplex, listener: SocketListener, writer: TurnWriter, maxFrameBytes: number) {
    this.#stream = stream;
    this.#listener = listener;
    this.#writer = writer;
    this.#reader = new FrameReader(this, maxFrameBytes);
  }

  /** @param answer what the client has to hear before all frames: its upgrade is accepted. */
  open(answer: Buffer): void {
    const stream = this.#stream;
    if (stream instanceof TcpSocket) stream.setNoDelay(true).setTimeout(0);
    stream.on("close", this.#onClose);
    stream.on("end", this.#onEnd);
    stream.on("data", this.#onData);
    this.#hold(answer);
  }

  get bufferedBytes(): number {
    return this.#unsentBytes + this.#stream.writableLength;
  }

  send(frame: Frame): void {
    this.#say(frame.isShared ? frame.encodedBy(encodeTextFrame) : frame.text);
  }

  ping(): void {
    this.#say(PING_FRAME);
  }

  close(code: number, reason: string): void {
    if (this.#state !== "open") return;
    // a socket that is not read would never see the client's part of the closing handshake
    this.resume();
    this.#state = "closing";
    this.#hold(controlFrame(CLOSE, closePayload(code, reason)));
    this.flush();
    this.#cutOffInTime();
  }

  pause(): void {
    if (this.#state !== "open") return;
    this.#reader.pause();
    this.#stream.pause();
  }

  resume(): void {
    if (this.#state !== "open") return;
    this.#reader.resume();
    this.#stream.resume();
  }

  // what is sent

  /** The close frame is the last one (RFC 6455 section 5.5.1). */
  #say(item: Unsent): void {
    if (this.#state === "open") this.#hold(item);
  }

  #hold(item: Unsent): void {
    this.#unsentBytes += item.length;
    if (this.#unsent === null) {
      this.#unsent = [item];
      this.#writer.hold(this);
    } else {
      this.#unsent.push(item);
    }
    // what waits for the turn's end must not look like what waits for a slow reader
    if (this.#unsentBytes >= GATHERED_BYTES) this.flush();
  }

  flush(): void {
    const unsent = this.#unsent;
    if (unsent === null) return;
    this.#unsent = null;
    this.#unsentBytes = 0;
    this.#writer.write(this.#stream, unsent);
  }

  // what comes

  text(text: string, bytes: number): void {
    if (this.#state === "open") this.#listener.receive(text, bytes);
  }

  binary(): void {
    if (this.#state === "open") this.#listener.receiveBinary();
  }

  pinged(payload: Buffer): void {
    if (this.#state === "open" && this.#listener.pinged()) this.#say(controlFrame(PONG, payload));
  }

  ponged(): void {
    if (this.#state === "open") this.#listener.heard();
  }

  closing(code: number, payload: Buffer): void {
    this.#closeCode = code;
    this.#end(payload);
  }

  breach(code: 1002 | 1007 | 1008 | 1009): void {
    const isOpen = this.#state === "open";
    this.#end(closePayload(code, ""));
    if (!isOpen) return;
    if (code === 1007) this.#listener.broken("invalid_text");
    else this.#listener.broken(code === 1009 ? "frame_too_big" : "invalid_frame");
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#state === "ended") return;
    const read = this.#reader.read(chunk);
    if (read < chunk.length) this.#stream.unshift(chunk.subarray(read));
  };

  /** The client has closed its half of the connection. */
  readonly #onEnd = (): void => this.#end(null);

  readonly #onClose = (): void => {
    this.#state = "ended";
    this.#unsent = null;
    this.#unsentBytes = 0;
    clearTimeout(this.#timer);
    this.#listener.closed(this.#closeCode);
  };

  // the end

  /** Sends our close frame if that has not been done, and closes our half of the connection (RFC 6455 section 7.1.1). */
  #end(payload: Buffer | null): void {
    if (this.#state === "ended") return;
    if (this.#state === "open" && payload !== null) this.#hold(controlFrame(CLOSE, payload));
    this.#state = "ended";
    this.flush();
    this.#stream.end();
    this.#cutOffInTime();
  }

  #cutOffInTime(): void {
    this.#timer ??= setTimeout(() => this.#stream.destroy(), CLOSE_TIMEOUT_MS);
  }
}

const PING_FRAME = controlFrame(PING, Buffer.alloc(0));

/** How long a client may take for its part of the closing handshake before it is cut off. */
const CLOSE_TIMEOUT_MS = 5000;

/** RFC 6455 section 7.1.5. */
const NO_CLOSE_FRAME = 1006;
