import { Listeners } from "../listeners.ts";
import { report } from "../report.ts";
import { listDevices } from "./list-devices.ts";
import { findMediaDevices, type WithMediaDevices } from "./media-devices.ts";
import { mediaError, notSupported } from "./media-error.ts";

export interface PlaybackEvents {
  /** Whether the browser keeps something silent until the user does something. Show a button that calls `resume`. */
  readonly blocked: boolean;
  /** The speaker in use has changed; `""` is the system's default. Also when the chosen one was unplugged. */
  readonly speaker: string;
}

/** Plays streams in the page's own media elements. Needs a browser. */
export function createPlayback(options: WithMediaDevices = {}): Playback {
  return new Playback(options);
}

/**
 * What is being played in which element, and through which speaker. Where the browser wants a click first
 * (https://html.spec.whatwg.org/#allowed-to-play), pictures are shown without their sound until `resume`.
 */
export class Playback {
  readonly #options: WithMediaDevices;
  readonly #listeners = new Listeners();
  readonly #playing = new Map<HTMLMediaElement, Playing>();
  readonly #over = new AbortController();
  #isBlocked = false;
  #speaker = "";
  #switching: Promise<void> = Promise.resolve();

  /** Not for programs: they call `createPlayback`. */
  constructor(options: WithMediaDevices) {
    this.#options = options;
    findMediaDevices(options)?.addEventListener("devicechange", () => void this.#replug(), {
      signal: this.#over.signal,
    });
  }

  /** Whether something is silent until `resume`. */
  get blocked(): boolean {
    return this.#isBlocked;
  }

  /** The speaker in use; `""` is the system's default. */
  get speaker(): string {
    return this.#speaker;
  }

  /** Whether this browser lets a page choose the speaker at all. */
  get canSetSpeaker(): boolean {
    return "setSinkId" in HTMLMediaElement.prototype;
  }

  /** Calls `listener` for each event of that name. One that throws is reported. Returns what removes it. */
  on<Event extends keyof PlaybackEvents>(event: Event, listener: (value: PlaybackEvents[Event]) => void): () => void {
    return this.#listeners.add(event, listener);
  }

  /**
   * Shows a stream in an element from now on, inline on phones too; `null` is `release`. The same stream again is no harm,
   * and the right thing when its tracks have changed. Whoever pauses the element, as the browser does with a
   * picture-in-picture that is closed, finds it playing again. Mute elements that show the user to themselves.
   */
  play(element: HTMLMediaElement, stream: MediaStream | null): void {
    if (stream === null || this.#over.signal.aborted) {
      this.release(element);
      return;
    }
    const playing = this.#playing.get(element) ?? this.#take(element);
    playing.stream = stream;
    // even the same one would begin anew
    if (element.srcObject !== stream) element.srcObject = stream;
    void this.#attempt(element, playing);
  }

  /** Lets go of an element, and leaves it empty. */
  release(element: HTMLMediaElement): void {
    const playing = this.#playing.get(element);
    if (playing === undefined) return;
    this.#playing.delete(element);
    playing.over.abort();
    element.srcObject = null;
    if (playing.isHushed) element.muted = false;
    this.#tellBlocked();
  }

  /** Plays everything with its sound. To be called in a click; whether that was enough, `blocked` says. */
  resume(): void {
    for (const [element, playing] of this.#playing) {
      if (playing.isHushed) element.muted = false;
      playing.isHushed = false;
      void this.#attempt(element, playing);
    }
  }

  /**
   * Sends the sound of all elements, now and later, to another speaker; `""` is the system's default, which is also taken
   * when this one is unplugged.
   *
   * @throws MediaError `no_device`, `permission_denied`, `device_failed`, or `not_supported` where the browser does not let a page
   * choose; then everything stays where it is.
   */
  async setSpeaker(deviceId: string): Promise<void> {
    if (!this.canSetSpeaker) throw notSupported("speaker", "choice of speakers");
    const running = this.#switching.then(() => this.#switch(deviceId));
    this.#switching = running.catch(() => {});
    await running;
  }

  /** Releases all elements. Nothing is played on any later call. */
  close(): void {
    this.#over.abort();
    for (const element of this.#playing.keys()) this.release(element);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #take(element: HTMLMediaElement): Playing {
    const playing: Playing = {
      stream: null,
      isBlocked: false,
      isHushed: false,
      attempt: 0,
      over: new AbortController(),
    };
    this.#playing.set(element, playing);
    element.setAttribute("playsinline", "");
    const again = (): void => {
      if (playing.stream?.active === true) void this.#attempt(element, playing);
    };
    element.addEventListener("pause", again, { signal: playing.over.signal });
    // one that has just gone: the default speaker does
    if (this.#speaker !== "") element.setSinkId(this.#speaker).catch(() => {});
    return playing;
  }

  async #attempt(element: HTMLMediaElement, playing: Playing): Promise<void> {
    playing.attempt += 1;
    const { attempt } = playing;
    const isOver = (): boolean => playing.over.signal.aborted || playing.attempt !== attempt;
    try {
      await element.play();
      if (!isOver() && !playing.isHushed) this.#mark(playing, false);
    } catch (cause) {
      const name = cause instanceof Error ? cause.name : "";
      // interrupted by a pause or another stream: an attempt of its own follows
      if (isOver() || name === "AbortError") return;
      if (name === "NotAllowedError") this.#hush(element, playing);
      else report(cause);
    }
  }

  /** Without its sound it may be shown. */
  #hush(element: HTMLMediaElement, playing: Playing): void {
    if (!element.muted) {
      element.muted = true;
      playing.isHushed = true;
      void this.#attempt(element, playing);
    }
    this.#mark(playing, true);
  }

  #mark(playing: Playing, isBlocked: boolean): void {
    playing.isBlocked = isBlocked;
    this.#tellBlocked();
  }

  #tellBlocked(): void {
    const isBlocked = [...this.#playing.values()].some((playing) => playing.isBlocked);
    if (isBlocked === this.#isBlocked) return;
    this.#isBlocked = isBlocked;
    this.#listeners.emit("blocked", isBlocked);
  }

  async #switch(deviceId: string): Promise<void> {
    const old = this.#speaker;
    // for elements that come meanwhile
    this.#speaker = deviceId;
    try {
      await this.#sink(deviceId);
    } catch (cause) {
      this.#speaker = old;
      await this.#sink(old).catch(() => {});
      throw mediaError(cause, "speaker");
    }
    if (deviceId !== old) this.#listeners.emit("speaker", deviceId);
  }

  async #sink(deviceId: string): Promise<void> {
    const switched = [...this.#playing.keys()].map((element) => element.setSinkId(deviceId));
    await Promise.allSettled(switched);
    await Promise.all(switched);
  }

  async #replug(): Promise<void> {
    const chosen = this.#speaker;
    if (chosen === "") return;
    try {
      const { speakers } = await listDevices(this.#options);
      if (chosen !== this.#speaker || speakers.some(({ deviceId }) => deviceId === chosen)) return;
      await this.setSpeaker("");
    } catch {
      // it stays what it is, which the browser may know how to deal with
    }
  }
}

interface Playing {
  stream: MediaStream | null;
  /** The browser wants a gesture first. */
  isBlocked: boolean;
  /** It was muted here, and not by its owner. */
  isHushed: boolean;
  /** Only the newest call of `play` counts. */
  attempt: number;
  readonly over: AbortController;
}
