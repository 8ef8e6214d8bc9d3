import type { MeshLink } from "./mesh-link.ts";
import type { Signaling } from "./signaling.ts";

/**
 * How the two sides of a link find each other again when either is back under a new peer id: each proves that it knows the
 * tokens of both. A proof is of who says what to whom, and everybody has a new id after each reconnect, so what was said to
 * one peer is of no use towards another.
 */
export class Recognition {
  readonly #signaling: Pick<Signaling, "state">;
  /** By peer id, all that there are. */
  readonly #links: ReadonlyMap<string, MeshLink>;

  constructor(signaling: Pick<Signaling, "state">, links: ReadonlyMap<string, MeshLink>) {
    this.#signaling = signaling;
    this.#links = links;
  }

  /**
   * What the first offer to a newcomer asks: is one of these links yours? Also of those that do not seem to be missing: the server
   * may not have noticed yet.
   */
  ask(newcomer: string): readonly string[] {
    const text = `offer ${this.#ownPeerId} ${newcomer}`;
    return this.#all.flatMap((link) => (link.isRecognisable ? (link.proofOf(text) ?? []) : []));
  }

  /** Which of the links that are missing the asker means. */
  recognise(asker: string, proofs: readonly string[]): MeshLink | undefined {
    const text = `offer ${asker} ${this.#ownPeerId}`;
    return this.#all.find((link) => link.isMissing && proofs.includes(link.proofOf(text) ?? ""));
  }

  /** What a newcomer answers that has recognised a link. */
  answer(link: MeshLink, asker: string): string | null {
    return link.proofOf(`relink ${this.#ownPeerId} ${asker}`);
  }

  /** Which link the newcomer has recognised, if its answer is good. */
  check(newcomer: string, proof: string): MeshLink | undefined {
    const text = `relink ${newcomer} ${this.#ownPeerId}`;
    return this.#all.find((link) => link.proofOf(text) === proof);
  }

  get #all(): readonly MeshLink[] {
    return [...this.#links.values()];
  }

  get #ownPeerId(): string {
    const { state } = this.#signaling;
    return state.name === "open" ? state.peerId : "";
  }
}
