/** A MediaStreamTrack, as far as anybody here looks at it. */
export interface FakeTrack {
  readonly id: string;
  readonly kind: string;
}

/** A MediaStream, as far as anybody here looks at it. */
export class FakeStream extends EventTarget {
  readonly id: string;
  readonly #tracks: FakeTrack[];

  constructor(id: string, tracks: readonly FakeTrack[] = []) {
    super();
    this.id = id;
    this.#tracks = [...tracks];
  }

  getTracks(): readonly FakeTrack[] {
    return [...this.#tracks];
  }

  addTrack(track: FakeTrack): void {
    this.#tracks.push(track);
  }

  /** As the browser does it, which tells; a page's own `removeTrack` would not. */
  loseTrack(id: string): void {
    this.#tracks.splice(0, Infinity, ...this.#tracks.filter((track) => track.id !== id));
    this.dispatchEvent(new Event("removetrack"));
  }
}
