import { report } from "../report.ts";
import type { LeftMember, ReturnedMember, RoomMember } from "./member.ts";
import type { RoomOptions } from "./options.ts";

interface Absentee<Metadata> {
  readonly identity: string;
  readonly member: LeftMember<Metadata>;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Who has gone and may come back under another peer id, each for a grace time of its own. */
export class Absentees<Metadata> {
  readonly #options: Required<Pick<RoomOptions<Metadata>, "identify" | "graceMs">>;
  readonly #givenUp: (member: LeftMember<Metadata>) => void;
  /** By the peer id that they had, the longest gone first. */
  readonly #absent = new Map<string, Absentee<Metadata>>();

  /** `givenUp` is called when the time of one is up. */
  constructor(
    options: Required<Pick<RoomOptions<Metadata>, "identify" | "graceMs">>,
    givenUp: (member: LeftMember<Metadata>) => void,
  ) {
    this.#options = options;
    this.#givenUp = givenUp;
  }

  /** A copy: the peer ids that they had, to metadata. */
  get members(): ReadonlyMap<string, Metadata | null> {
    return new Map([...this.#absent].map(([peerId, { member }]) => [peerId, member.metadata]));
  }

  /**
   * Keeps those of `gone` who may come back, and gives back the others: nobody known, or somebody who is still there under
   * another peer id, and so is not missing.
   */
  part(gone: readonly LeftMember<Metadata>[], staying: readonly RoomMember<Metadata>[]): LeftMember<Metadata>[] {
    if (gone.length === 0) return [];
    const present = new Set(staying.map((member) => this.#identityOf(member)));
    return gone.filter((member) => {
      const identity = this.#identityOf(member);
      if (identity === null || present.has(identity)) return true;
      const timer = setTimeout(() => {
        this.#absent.delete(member.peerId);
        this.#givenUp(member);
      }, this.#options.graceMs);
      this.#absent.set(member.peerId, { identity, member, timer });
      return false;
    });
  }

  /** Finds out who a newcomer is: with several absentees of one identity, who has been gone for the longest. */
  meet(newcomer: RoomMember<Metadata>): ReturnedMember<Metadata> | null {
    const identity = this.#absent.size === 0 ? null : this.#identityOf(newcomer);
    for (const [previousPeerId, absentee] of this.#absent) {
      if (absentee.identity !== identity) continue;
      clearTimeout(absentee.timer);
      this.#absent.delete(previousPeerId);
      return { ...newcomer, previousPeerId };
    }
    return null;
  }

  has(peerId: string): boolean {
    return this.#absent.has(peerId);
  }

  /** Gives all of them up, at once. */
  clear(): LeftMember<Metadata>[] {
    const absentees = [...this.#absent.values()];
    this.#absent.clear();
    for (const { timer } of absentees) clearTimeout(timer);
    return absentees.map(({ member }) => member);
  }

  #identityOf({ metadata, peerId }: RoomMember<Metadata>): string | null {
    try {
      return this.#options.identify(metadata, peerId);
    } catch (error) {
      report(error);
      return null;
    }
  }
}
