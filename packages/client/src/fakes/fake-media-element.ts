/** An audio or video element of a page, and the browser that lets it play or not. Answers when the test says so. */
export class FakeMediaElement extends EventTarget {
  muted = false;
  sinkId = "";
  /** What `setSinkId` fails with. */
  sinkFailure: unknown = null;
  readonly attributes: string[] = [];
  /** How often it was given a stream, or nothing. */
  loads = 0;
  #srcObject: unknown = null;
  #plays: { readonly resolve: () => void; readonly reject: (cause: unknown) => void }[] = [];

  get srcObject(): unknown {
    return this.#srcObject;
  }

  set srcObject(stream: unknown) {
    this.#srcObject = stream;
    this.loads += 1;
    this.#answer(new DOMException("interrupted by a new load request", "AbortError"));
  }

  /** How many calls of `play` wait. */
  get waiting(): number {
    return this.#plays.length;
  }

  setAttribute(name: string): void {
    this.attributes.push(name);
  }

  play(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#plays.push({ resolve, reject });
    return promise;
  }

  async setSinkId(sinkId: string): Promise<void> {
    if (this.sinkFailure !== null && sinkId !== "") throw this.sinkFailure;
    this.sinkId = sinkId;
  }

  /** All calls of `play` until now end well. */
  begin(): void {
    this.#answer(null);
  }

  /** The browser wants a gesture first. */
  block(): void {
    this.#answer(new DOMException("the user didn't interact with the document first", "NotAllowedError"));
  }

  fail(cause: unknown): void {
    this.#answer(cause);
  }

  /** As the browser does it, or a page with its own button. */
  pause(): void {
    this.#answer(new DOMException("interrupted by a call to pause()", "AbortError"));
    this.dispatchEvent(new Event("pause"));
  }

  #answer(failure: unknown): void {
    for (const { resolve, reject } of this.#plays.splice(0)) {
      if (failure === null) resolve();
      else reject(failure);
    }
  }
}

export function asElement(fake: FakeMediaElement): HTMLMediaElement {
  const element: unknown = fake;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a stand-in for what nobody here looks at
  return element as HTMLMediaElement;
}
