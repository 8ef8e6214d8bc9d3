import { DtlsRole } from "./dtls-role.ts";
import type { Description } from "./signal.ts";

/** Enough for any machine with its interfaces; what comes beyond them before an offer is an attack or a bug. */
const MAX_EARLY_CANDIDATES = 256;

/**
 * How long an answer may take before the offer is sent once more: servers drop messages when there are too many, and say so to
 * nobody who could do anything.
 */
const REPEAT_MS = 10_000;
const MAX_REPEATS = 3;

/** What a negotiation needs from its link. */
export interface NegotiationOptions {
  /** The polite side gives way when two offers cross, and waits for the other's first offer. */
  readonly polite: boolean;
  readonly sendDescription: (description: Description) => void;
  readonly sendCandidate: (candidate: RTCIceCandidateInit) => void;
  /**
   * Hears what the peer connection rejected. After something `stray`, such as a candidate that fits nothing, it goes on as
   * if nothing had been said. When it is `broken`, the two sides may not agree any more on what holds between them.
   */
  readonly failed: (cause: unknown, trouble: "broken" | "stray") => void;
}

/**
 * Perfect negotiation (https://www.w3.org/TR/webrtc/#perfect-negotiation-example) over one peer connection: either side may
 * want to change something at any time, and when both do at once, the polite one takes its offer back.
 *
 * It differs from the W3C's example in three ways. All steps run one after the other, so that an offer is never looked at
 * while one of ours is half made. The polite side does not offer before it has answered once: clients that only know
 * "who is in the room calls who joins" cannot handle crossing offers. And it can be interrupted: while there is no way to
 * the other side nothing is offered, and afterwards one side makes an offer whatever was said before.
 */
export class Negotiation {
  readonly #peerConnection: RTCPeerConnection;
  readonly #options: NegotiationOptions;
  readonly #dtlsRole = new DtlsRole();
  #earlyCandidates: RTCIceCandidateInit[] = [];
  #polite: boolean;
  #mayOffer: boolean;
  #paused = false;
  /** Somebody has asked for an ICE restart while nothing could be said. */
  #restartIsDue = false;
  #ignoresOffer = false;
  #closed = false;
  /** Counts pauses and resumptions: a description that was being made before one is not said after it. */
  #era = 0;
  #repeats = 0;
  #repeatTimer: ReturnType<typeof setTimeout> | undefined;
  #lastStep: Promise<void> = Promise.resolve();

  constructor(peerConnection: RTCPeerConnection, options: NegotiationOptions) {
    this.#peerConnection = peerConnection;
    this.#options = options;
    this.#polite = options.polite;
    this.#mayOffer = !options.polite;
    peerConnection.addEventListener("negotiationneeded", () => this.offer());
    peerConnection.addEventListener("icecandidate", ({ candidate }) => {
      // null says that gathering is over, which no peer needs to know
      if (candidate !== null && !this.#closed && !this.#paused) options.sendCandidate(candidate.toJSON());
    });
  }

  /** Makes an offer as soon as that is possible, if it is this side's to make. */
  offer(): void {
    this.#enqueue(async () => {
      // The browser asks again when it is back in `stable`, and no sooner needs to be heard.
      if (!this.#mayOffer || this.#paused || this.#peerConnection.signalingState !== "stable") return;
      await this.#describe();
    });
  }

  /** Has ICE start over, with what is sent meanwhile going on, if this side may offer: now, or after the {@link pause}. */
  restartIce(): void {
    if (this.#paused) this.#restartIsDue = true;
    else if (this.#mayOffer) this.#peerConnection.restartIce();
  }

  /** Whether ICE has to start over after a pause. A path that works is best left alone. */
  get needsRestart(): boolean {
    return this.#restartIsDue || this.#peerConnection.connectionState !== "connected";
  }

  /** Sends the offer once more that has not been answered yet. */
  repeatOffer(): void {
    this.#enqueue(() => {
      const { localDescription } = this.#peerConnection;
      if (localDescription !== null && this.#peerConnection.signalingState === "have-local-offer") {
        this.#send(localDescription);
      }
      return Promise.resolve();
    });
  }

  /** There is no way to the other side: nothing is said until {@link resume}. */
  pause(): void {
    this.#paused = true;
    this.#era += 1;
    clearTimeout(this.#repeatTimer);
  }

  /**
   * There is a way to the other side again. What was said last may be lost on either side, so the impolite one begins
   * again, with an ICE restart if either side {@link needsRestart}. The polite one waits for that.
   */
  resume({ polite, restart }: { readonly polite: boolean; readonly restart: boolean }): void {
    const startsOver = restart || this.needsRestart;
    this.#era += 1;
    this.#paused = false;
    this.#restartIsDue = false;
    this.#polite = polite;
    this.#mayOffer = !polite;
    this.#ignoresOffer = false;
    this.#earlyCandidates = [];
    if (polite) return;
    this.#enqueue(async () => {
      if (startsOver) this.#peerConnection.restartIce();
      // An offer of before is made once more, not taken back: the other side may have answered it, and then only the same
      // m-lines fit.
      await this.#describe();
    });
  }

  /** Takes in the other side's offer or answer. */
  receiveDescription({ type, sdp }: Description): void {
    this.#enqueue(async () => {
      const isOffering = this.#peerConnection.signalingState === "have-local-offer";
      // to an offer that was repeated, or was taken back
      if (type === "answer" && !isOffering) return;
      this.#ignoresOffer = type === "offer" && isOffering && !this.#polite;
      if (this.#ignoresOffer) return;
      await this.#peerConnection.setRemoteDescription({ type, sdp });
      if (type === "offer") {
        await this.#describe();
        this.#mayOffer = true;
      } else {
        this.#dtlsRole.settle(sdp, "the other side");
        clearTimeout(this.#repeatTimer);
        this.#repeats = 0;
      }
      for (const candidate of this.#earlyCandidates.splice(0)) await this.#addCandidate(candidate);
    });
  }

  /** Takes in one of the other side's candidates; one that comes before its description waits for it. */
  receiveCandidate(candidate: RTCIceCandidateInit): void {
    this.#enqueue(async () => {
      if (this.#peerConnection.remoteDescription !== null) await this.#addCandidate(candidate);
      else if (this.#ignoresOffer) return;
      else if (this.#earlyCandidates.length < MAX_EARLY_CANDIDATES) this.#earlyCandidates.push(candidate);
      else this.#fail(new RangeError(`more than ${MAX_EARLY_CANDIDATES} candidates before an offer`), "stray");
    });
  }

  /** Says nothing more: what the closed peer connection rejects is no news. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#repeatTimer);
  }

  /** Sets and sends the description that is due: an answer to an offer, else an offer. */
  async #describe(): Promise<void> {
    const era = this.#era;
    await this.#peerConnection.setLocalDescription();
    const local = this.#peerConnection.localDescription;
    if (local !== null && era === this.#era) this.#send(local);
  }

  #send({ type, sdp }: RTCSessionDescription): void {
    if (type === "answer") this.#dtlsRole.settle(sdp, "this side");
    clearTimeout(this.#repeatTimer);
    if (this.#closed || this.#paused || (type !== "offer" && type !== "answer")) return;
    this.#options.sendDescription({ type, sdp: type === "offer" ? this.#dtlsRole.pin(sdp) : sdp });
    if (type === "offer") this.#repeatTimer = setTimeout(() => this.#repeat(), REPEAT_MS);
  }

  #repeat(): void {
    if (this.#repeats >= MAX_REPEATS) return;
    this.#repeats += 1;
    this.repeatOffer();
  }

  async #addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    try {
      await this.#peerConnection.addIceCandidate(candidate);
    } catch (cause) {
      // those of an ignored offer fit nothing here; and a browser that cannot take the end of candidates needs none
      if (!this.#ignoresOffer && candidate.candidate !== "") this.#fail(cause, "stray");
    }
  }

  #enqueue(step: () => Promise<void>): void {
    this.#lastStep = this.#runAfter(this.#lastStep, step);
  }

  async #runAfter(previous: Promise<void>, step: () => Promise<void>): Promise<void> {
    await previous;
    if (this.#closed) return;
    try {
      await step();
    } catch (cause) {
      this.#fail(cause, "broken");
    }
  }

  #fail(cause: unknown, trouble: "broken" | "stray"): void {
    if (!this.#closed) this.#options.failed(cause, trouble);
  }
}
