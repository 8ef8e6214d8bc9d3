import type { Actor } from "../actor/actor.ts";
import type { PeerSettings } from "./peer-settings.ts";
import { RateMeter, type RateVerdict } from "./rate-limit.ts";
import type { Socket } from "./socket.ts";

/** What comes from one client: how much, how fast, how long ago, and how much of it may wait. */
export class Intake {
  readonly #settings: PeerSettings;
  readonly #actor: Actor;
  /** Made for the first message that comes: a bucket that nothing was taken from is full. */
  #meter: RateMeter | null = null;
  #socket: Socket | null = null;
  #heardAt = 0;
  #paused = false;

  /** @param actor whose mailbox the client's messages wait in. */
  constructor(settings: PeerSettings, actor: Actor) {
    this.#settings = settings;
    this.#actor = actor;
  }

  open(socket: Socket): void {
    this.#socket = socket;
    this.heard();
  }

  /** The socket is closed and gone. What the collector has not found yet of an ended peer would keep all that Node has for a socket. */
  gone(): void {
    this.#socket = null;
  }

  /** The client lives. */
  heard(): void {
    this.#heardAt = performance.now();
  }

  /** Counts one message against the client's rate. */
  count(bytes: number): RateVerdict {
    this.heard();
    const { rateLimit } = this.#settings;
    if (rateLimit === false) return "take";
    this.#meter ??= new RateMeter(rateLimit, this.#heardAt);
    return this.#meter.count(this.#heardAt, bytes);
  }

  /** Whether nothing was heard for too long. While nothing is read nothing can be heard, which is not the client's fault. */
  isSilent(now: number): boolean {
    return !this.#paused && now - this.#heardAt >= this.#settings.idleTimeoutMs;
  }

  /**
   * A job waits for its turn. If too many do, the socket is not read until half of them are done: the client's own
   * socket then holds it back, and nothing is lost.
   */
  holdBack(done: PromiseLike<unknown>): void {
    if (!this.#paused && this.#actor.isFull) {
      this.#paused = true;
      this.#socket?.pause();
    }
    void done.then(() => {
      if (!this.#paused || this.#actor.waiting > this.#settings.maxQueuedMessages / 2) return;
      this.#paused = false;
      this.heard();
      this.#socket?.resume();
    });
  }
}
