import { report } from "../report.ts";
import { LOST, readQuality, type QualitySample } from "./quality-sample.ts";
import type { LinkQuality } from "./quality.ts";

/**
 * Measures one link again and again, from when it is first connected until `close()`. One measurement at a time: a browser
 * that takes long over its statistics is not asked again meanwhile, and what it fails to say is left out. It goes on
 * while the page is hidden: people look at something else while they talk, and browsers slow the timers down anyway.
 */
export class QualityMeter {
  readonly #peerConnection: RTCPeerConnection;
  readonly #measured: (quality: LinkQuality) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: QualitySample | null = null;
  #started = false;
  #closed = false;

  /** Calls `measured` every `everyMs` milliseconds, and at once when the link breaks down. */
  constructor(peerConnection: RTCPeerConnection, everyMs: number, measured: (quality: LinkQuality) => void) {
    this.#peerConnection = peerConnection;
    this.#measured = measured;
    peerConnection.addEventListener("connectionstatechange", () => this.#follow(everyMs));
    this.#follow(everyMs);
  }

  /** Calls `measured` no more. Calling it again does nothing. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #follow(everyMs: number): void {
    const state = this.#peerConnection.connectionState;
    if (this.#started) {
      if (state === "disconnected" || state === "failed") this.#lose();
    } else if (state !== "new" && state !== "connecting" && !this.#closed) {
      this.#started = true;
      void this.#measure(everyMs);
    }
  }

  /** Says at once what the next measurement would. */
  #lose(): void {
    const quality = this.#last?.quality ?? null;
    if (this.#last === null || quality === null || quality.verdict === "lost") return;
    this.#tell({ ...this.#last, measured: "lost", quality: { ...quality, ...LOST } });
  }

  async #measure(everyMs: number): Promise<void> {
    const sample = await this.#sample();
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#measure(everyMs), everyMs);
    if (sample !== null) this.#tell(sample);
  }

  async #sample(): Promise<QualitySample | null> {
    const peerConnection = this.#peerConnection;
    try {
      const stats = await peerConnection.getStats();
      const state = peerConnection.connectionState;
      const moment = { atMs: performance.now(), state, expectsMedia: expectsMedia(peerConnection) };
      return readQuality(stats, moment, this.#last);
    } catch {
      return null;
    }
  }

  #tell(sample: QualitySample): void {
    this.#last = sample;
    if (this.#closed || sample.quality === null) return;
    try {
      this.#measured(sample.quality);
    } catch (error) {
      report(error);
    }
  }
}

/** By what was agreed; and some browsers notice when a sender stops without agreeing, and call its track muted. */
function expectsMedia(peerConnection: RTCPeerConnection): boolean {
  return peerConnection
    .getTransceivers()
    .some(({ currentDirection, receiver }) => currentDirection?.includes("recv") === true && !receiver.track.muted);
}
