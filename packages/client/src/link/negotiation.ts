import type { Description } from "./signal.ts";

/** Enough for any machine with its interfaces; what comes beyond them before an offer is an attack or a bug. */
const MAX_EARLY_CANDIDATES = 256;

/** What a negotiation needs from its link. */
export interface NegotiationOptions {
  /** The polite side gives way when two offers cross, and waits for the other's first offer. */
  readonly polite: boolean;
  readonly sendDescription: (description: Description) => void;
  readonly sendCandidate: (candidate: RTCIceCandidateInit) => void;
  /** Hears what the peer connection rejected. The negotiation goes on. */
  readonly failed: (cause: unknown) => void;
}

/**
 * Perfect negotiation (https://www.w3.org/TR/webrtc/#perfect-negotiation-example) over one peer connection: either side may
 * want to change something at any time, and when both do at once, the polite one takes its offer back.
 *
 * It differs from the W3C's example in two ways. All steps run one after the other, so that an offer is never looked at
 * while one of ours is half made. And the polite side does not offer before it has answered once: clients that only
 * know "who is in the room calls who joins" cannot handle crossing offers.
 */
export class Negotiation {
  readonly #peerConnection: RTCPeerConnection;
  readonly #options: NegotiationOptions;
  #earlyCandidates: RTCIceCandidateInit[] = [];
  #mayOffer: boolean;
  #ignoresOffer = false;
  #closed = false;
  #lastStep: Promise<void> = Promise.resolve();

  constructor(peerConnection: RTCPeerConnection, options: NegotiationOptions) {
    this.#peerConnection = peerConnection;
    this.#options = options;
    this.#mayOffer = !options.polite;
    peerConnection.addEventListener("negotiationneeded", () => this.offer());
    peerConnection.addEventListener("icecandidate", ({ candidate }) => {
      // null says that gathering is over, which no peer needs to know
      if (candidate !== null && !this.#closed) options.sendCandidate(candidate.toJSON());
    });
  }

  /** Whether this side has, or has had, the right to offer: the polite one only after its first answer. */
  get mayOffer(): boolean {
    return this.#mayOffer;
  }

  /** Makes an offer as soon as that is possible, if it is this side's to make. */
  offer(): void {
    this.#enqueue(async () => {
      // The browser asks again when it is back in `stable`, and no sooner needs to be heard.
      if (!this.#mayOffer || this.#peerConnection.signalingState !== "stable") return;
      await this.#describe();
    });
  }

  /** Takes in the other side's offer or answer. */
  receiveDescription(description: Description): void {
    this.#enqueue(async () => {
      const crossed = description.type === "offer" && this.#peerConnection.signalingState === "have-local-offer";
      this.#ignoresOffer = crossed && !this.#options.polite;
      if (this.#ignoresOffer) return;
      await this.#peerConnection.setRemoteDescription(description);
      if (description.type === "offer") {
        await this.#describe();
        this.#mayOffer = true;
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
      else throw new RangeError(`more than ${MAX_EARLY_CANDIDATES} candidates before an offer`);
    });
  }

  /** Says nothing more: what the closed peer connection rejects is no news. */
  close(): void {
    this.#closed = true;
  }

  /** Sets and sends the description that is due: an answer to an offer, else an offer. */
  async #describe(): Promise<void> {
    await this.#peerConnection.setLocalDescription();
    const local = this.#peerConnection.localDescription;
    if (local === null || (local.type !== "offer" && local.type !== "answer")) return;
    this.#options.sendDescription({ type: local.type, sdp: local.sdp });
  }

  async #addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    try {
      await this.#peerConnection.addIceCandidate(candidate);
    } catch (cause) {
      // those of an ignored offer fit nothing here; and a browser that cannot take the end of candidates needs none
      if (!this.#ignoresOffer && candidate.candidate !== "") this.#fail(cause);
    }
  }

  #enqueue(step: () => Promise<void>): void {
    this.#lastStep = this.#runAfter(this.#lastStep, step);
  }

  async #runAfter(previous: Promise<void>, step: () => Promise<void>): Promise<void> {
    await previous;
    try {
      await step();
    } catch (cause) {
      this.#fail(cause);
    }
  }

  #fail(cause: unknown): void {
    if (!this.#closed) this.#options.failed(cause);
  }
}
