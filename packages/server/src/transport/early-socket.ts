import { encodeError, ERRORS } from "@parlor/protocol";

import type { PeerEndCode } from "../observe/events.ts";
import type { AdmissionResult, EarlyLimits } from "../peer/admission.ts";
import type { Socket, SocketListener } from "../peer/socket.ts";
import type { FirstFrame } from "../peer/upgrade-request.ts";
import { Frame } from "../room/frame.ts";

/**
 * Opens a transport's socket, which tells the listener from now on and takes frames of at most so many bytes; gives back
 * `null` if the client is not there any more.
 */
type OpenSocket = (listener: SocketListener, maxFrameBytes: number) => Socket | null;

/**
 * The socket of a client that is still being judged, if the application asks for its first frame. Hands out that one, stops
 * reading then, and keeps what has come all the same until there is a peer to hear it.
 */
export class EarlySocket implements SocketListener {
  readonly #limits: EarlyLimits;
  readonly #open: OpenSocket;
  readonly #deadline: number;
  #resolveFirst: ((read: string | null) => void) | null = null;
  readonly #held: ((listener: SocketListener) => void)[] = [];
  #read: ((text: string) => string | null) | null = null;
  #socket: Socket | null = null;
  #state: "unopened" | "waiting" | "judging" | "judged" = "unopened";
  #timer: NodeJS.Timeout | undefined;
  #isLate = false;
  #frames = 0;
  /** Why there can be no peer behind this socket any more. */
  #end: PeerEndCode | null = null;
  #peer: SocketListener | null = null;
  #maxFrameBytes = Number.POSITIVE_INFINITY;

  /** To be made when the request has come: its time runs from then on. */
  constructor(limits: EarlyLimits, open: OpenSocket) {
    this.#limits = limits;
    this.#open = open;
    // before the admission's own deadline, which is for hooks that fail: to keep silent is no failure of a hook
    this.#deadline = performance.now() + limits.authTimeoutMs / 2;
  }

  /** For the request. Opens the socket, unless it is too late for that. */
  readonly firstFrame: FirstFrame = (read) => {
    const waitMs = this.#deadline - performance.now();
    const { closing, maxFrameBytes } = this.#limits;
    if (this.#state !== "unopened" || waitMs <= 0 || closing.aborted) return Promise.resolve(null);
    const { promise, resolve } = Promise.withResolvers<string | null>();
    this.#resolveFirst = resolve;
    this.#state = "waiting";
    this.#read = read;
    closing.addEventListener("abort", this.#onClosing);
    this.#socket = this.#open(this, maxFrameBytes);
    if (this.#socket === null) this.#forget("lost");
    else if (Number.isFinite(waitMs)) this.#timer = setTimeout(() => this.#giveUp(), waitMs);
    return promise;
  };

  /**
   * Tells the client what has become of its request: its peer gets the socket and, in order, what was held; a refusal is a
   * frame and a close code. Says `false` if the socket has not been opened, and is not from now on: that is left to the caller.
   */
  answer(result: AdmissionResult): boolean {
    const isOpened = this.#state !== "unopened";
    if (isOpened) this.#settle(null);
    this.#state = "judged";
    if (!isOpened) return false;
    if (result.type === "refused") this.#refuse(result);
    else if (this.#end !== null || this.#socket === null) this.#abandon(result.peer, this.#end ?? "lost");
    else {
      result.peer.open(this.#socket, result.room);
      this.#handOver(result.peer, this.#socket, result.maxFrameBytes);
    }
    return true;
  }

  receive(text: string, bytes: number): void {
    if (this.#state === "waiting") {
      const read = this.#read?.(text) ?? null;
      this.#stopReading(read);
      if (read !== null) return;
    }
    this.#pass((peer) => this.#deliver(peer, text, bytes));
  }

  receiveBinary(): void {
    if (this.#state === "waiting") this.#stopReading(null);
    this.#pass((peer) => peer.receiveBinary());
  }

  heard(): void {
    if (this.#peer === null) this.#count();
    else this.#peer.heard();
  }

  pinged(): boolean {
    if (this.#peer !== null) return this.#peer.pinged();
    this.#count();
    return this.#end === null;
  }

  broken(code: "invalid_frame" | "invalid_text" | "frame_too_big"): void {
    if (this.#state !== "judged") this.#forget(code);
    else this.#pass((peer) => peer.broken(code));
  }

  closed(code: number): void {
    if (this.#state !== "judged") this.#forget("lost");
    else this.#pass((peer) => peer.closed(code));
  }

  // before the answer

  #stopReading(read: string | null): void {
    this.#socket?.pause();
    this.#settle(read);
  }

  readonly #onClosing = (): void => this.#stopReading(null);

  #giveUp(): void {
    this.#isLate = true;
    this.#stopReading(null);
  }

  #settle(read: string | null): void {
    if (this.#state === "waiting") this.#state = "judging";
    clearTimeout(this.#timer);
    this.#limits.closing.removeEventListener("abort", this.#onClosing);
    this.#resolveFirst?.(read);
  }

  /** A socket that is not read any more still brings the rest of what came with the first frame: 64 KiB can be ten thousand. */
  #count(): void {
    if (this.#state === "judged" || this.#end !== null || ++this.#frames <= MAX_EARLY_FRAMES) return;
    this.#socket?.pause();
    this.#forget("rate_limited");
  }

  #forget(code: PeerEndCode): void {
    this.#end ??= code;
    this.#held.length = 0;
    this.#settle(null);
  }

  // the answer, and after it

  #refuse({ code, details, peerId }: Extract<AdmissionResult, { type: "refused" }>): void {
    const told = this.#end === "rate_limited" ? this.#end : this.#isLate ? "timed_out" : null;
    this.#forget(told ?? code);
    if (told === null) this.#close(code, encodeError(code, details, peerId));
    else this.#close(told, encodeError(told, null, peerId));
  }

  #abandon(peer: { readonly id: string; abandon(code: PeerEndCode): void }, code: PeerEndCode): void {
    peer.abandon(code);
    if (code === "rate_limited") this.#close(code, encodeError(code, null, peer.id));
  }

  /** A client that has gone, or that its transport is closing already, is told nothing: a closed socket sends nothing. */
  #close(code: keyof typeof ERRORS, frame: string): void {
    this.#socket?.send(new Frame(frame));
    this.#socket?.close(ERRORS[code].close ?? ERRORS.internal.close, code);
  }

  #handOver(peer: SocketListener, socket: Socket, maxFrameBytes: number): void {
    this.#maxFrameBytes = maxFrameBytes;
    // before the peer hears anything: what it hears may make it pause. What comes now lines up behind what is held
    socket.resume();
    for (const tell of this.#held) tell(peer);
    this.#held.length = 0;
    this.#peer = peer;
  }

  #pass(tell: (peer: SocketListener) => void): void {
    if (this.#peer !== null) return tell(this.#peer);
    this.#count();
    if (this.#end === null) this.#held.push(tell);
  }

  /** The socket was opened before anybody knew this peer's own limit. */
  #deliver(peer: SocketListener, text: string, bytes: number): void {
    if (bytes <= this.#maxFrameBytes) return peer.receive(text, bytes);
    peer.broken("frame_too_big");
    this.#socket?.close(ERRORS.frame_too_big.close, "");
  }
}

/** How many frames may come along with the first one, or as pings before it; the next one ends the socket. */
const MAX_EARLY_FRAMES = 256;
