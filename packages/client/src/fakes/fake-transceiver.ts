import type { FakeTrack } from "./fake-media.ts";

type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

/** One m-line of the fake's session descriptions. */
export interface FakeMedia {
  readonly mid: string;
  readonly kind: string;
  readonly direction: Direction;
  readonly track: FakeTrack | null;
  readonly stream: string | null;
}

export class FakeSender {
  track: FakeTrack | null = null;
  streamId: string | null = null;
  /** Once it has been, `addTrack` does not take this sender again. */
  hasSent = false;
  /** What the next `replaceTrack` rejects with. */
  refusal: Error | null = null;

  /** The most bits a second that it was told to send. */
  maxBitrate: number | undefined = undefined;

  getParameters(): { readonly encodings: { maxBitrate?: number }[] } {
    return { encodings: [this.maxBitrate === undefined ? {} : { maxBitrate: this.maxBitrate }] };
  }

  setParameters({ encodings: [encoding] }: { readonly encodings: { maxBitrate?: number }[] }): Promise<void> {
    this.maxBitrate = encoding?.maxBitrate;
    return Promise.resolve();
  }

  async replaceTrack(track: FakeTrack | null): Promise<void> {
    await Promise.resolve();
    if (this.refusal !== null) throw this.refusal;
    this.track = track;
  }
}

/** An RTCRtpTransceiver: what it wants, and what was last agreed. */
export class FakeTransceiver {
  readonly kind: string;
  readonly sender = new FakeSender();
  readonly receiver = { track: { muted: false } };
  readonly #changed: () => void;
  readonly madeByAddTrack: boolean;
  mid: string | null = null;
  currentDirection: Direction | null = null;
  /** The remote track that is being received. */
  received: { readonly track: FakeTrack; readonly stream: string | null } | null = null;
  #direction: Direction;
  /** What `direction` must be for no negotiation to be needed: that of our offer, or any that gives the same answer. */
  #agreed: (direction: Direction) => boolean = () => false;

  constructor(
    kind: string,
    direction: Direction,
    { madeByAddTrack, changed }: { madeByAddTrack: boolean; changed: () => void },
  ) {
    this.kind = kind;
    this.#direction = direction;
    this.madeByAddTrack = madeByAddTrack;
    this.#changed = changed;
  }

  get direction(): Direction {
    return this.#direction;
  }

  set direction(direction: Direction) {
    this.#direction = direction;
    this.#changed();
  }

  get needsNegotiation(): boolean {
    return this.mid === null || !this.#agreed(this.#direction);
  }

  setSending(sending: boolean): void {
    this.direction = direction(sending, receives(this.#direction));
  }

  offer(mid: string): FakeMedia {
    this.mid = mid;
    return this.#media(mid, this.#direction);
  }

  /** Our offer was answered: with its m-line, seen from the other side. */
  takeAnswer(offered: FakeMedia, answered: FakeMedia): void {
    this.#agreed = (direction) => direction === offered.direction;
    this.#settle(reverse(answered.direction));
  }

  answer(offered: FakeMedia): FakeMedia {
    const answerOf = (wanted: Direction): Direction => intersect(wanted, reverse(offered.direction));
    const answered = answerOf(this.#direction);
    this.#agreed = (direction) => answerOf(direction) === answered;
    this.#settle(answered);
    return this.#media(offered.mid, answered);
  }

  #media(mid: string, direction: Direction): FakeMedia {
    const { track, streamId } = this.sender;
    return { mid, kind: this.kind, direction, track: sends(direction) ? track : null, stream: streamId };
  }

  #settle(direction: Direction): void {
    this.currentDirection = direction;
    if (sends(direction)) this.sender.hasSent = true;
  }
}

export function sends(direction: Direction): boolean {
  return direction === "sendrecv" || direction === "sendonly";
}

function receives(direction: Direction): boolean {
  return direction === "sendrecv" || direction === "recvonly";
}

function direction(sending: boolean, receiving: boolean): Direction {
  if (sending) return receiving ? "sendrecv" : "sendonly";
  return receiving ? "recvonly" : "inactive";
}

function reverse(from: Direction): Direction {
  return direction(receives(from), sends(from));
}

function intersect(one: Direction, other: Direction): Direction {
  return direction(sends(one) && sends(other), receives(one) && receives(other));
}
