/** One direction of a memory socket: passes frames on at once and in order, unless it is held or paused. */
export class Wire<Frame> {
  readonly #deliver: (frame: Frame) => void;
  readonly #waiting: Frame[] = [];
  #held = false;
  #paused = false;
  #allowed = 0;
  #flowing = false;

  constructor(deliver: (frame: Frame) => void) {
    this.#deliver = deliver;
  }

  /** The frames that are on their way. */
  get waiting(): readonly Frame[] {
    return this.#waiting;
  }

  push(frame: Frame): void {
    this.#waiting.push(frame);
    this.#flow();
  }

  /** From now on frames wait for {@link release}: the test is the network. */
  hold(): void {
    this.#held = true;
  }

  /** Lets frames pass: so many, or all that wait and whatever comes. */
  release(count?: number): void {
    if (count === undefined) this.#held = false;
    else this.#allowed += count;
    this.#flow();
  }

  /** The receiver does not read for now. */
  pause(): void {
    this.#paused = true;
  }

  /** The receiver reads again. */
  resume(): void {
    this.#paused = false;
    this.#flow();
  }

  #flow(): void {
    // a frame may make its receiver answer: the answer's frames come after, not inside
    if (this.#flowing) return;
    this.#flowing = true;
    while (!this.#paused && (!this.#held || this.#allowed > 0)) {
      const frame = this.#waiting.shift();
      if (frame === undefined) break;
      if (this.#held) this.#allowed--;
      this.#deliver(frame);
    }
    this.#allowed = 0;
    this.#flowing = false;
  }
}
