import { report } from "../report.ts";
import type { LeftMember, ReturnedMember, RoomMember } from "./member.ts";
import type { RoomOptions } from "./options.ts";

interface Absentee<Metadata> {
  readonly identity: string;
  readonly member: LeftMember<Metadata>;
  timer: ReturnType<typeof setTimeout> | undefined;
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
      const absentee: Absentee<Metadata> = { identity, member, timer: undefined };
      this.#absent.set(member.peerId, absentee);
      this.#wait(absentee);
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

  /** Nobody's time runs while this client is away itself: it would not see them come back. */
  pause(): void {
    for (const { timer } of this.#absent.values()) clearTimeout(timer);
  }

  /** All have their whole time again. */
  resume(): void {
    for (const absentee of this.#absent.values()) this.#wait(absentee);
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

  #wait(absentee: Absentee<Metadata>): void {
    clearTimeout(absentee.timer);
    absentee.timer = setTimeout(() => {
      this.#absent.delete(absentee.member.peerId);
      this.#givenUp(absentee.member);
    }, this.#options.graceMs);
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
