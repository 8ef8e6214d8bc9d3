import { MediaError } from "../errors.ts";
import type { DeviceKind } from "./device-state.ts";
import { mediaError } from "./media-error.ts";
import type { DeviceChoice } from "./options.ts";

/**
 * One thing that was asked of a device. Once a newer one has overtaken it, nothing comes of it: what the browser still
 * hands over is stopped, it is asked for no more, and whatever is thrown is of no interest to anybody.
 */
export class Wish {
  overtaken = false;
  readonly #kind: DeviceKind;
  readonly #ask: (choice: DeviceChoice) => Promise<MediaStreamTrack>;

  constructor(kind: DeviceKind, ask: (choice: DeviceChoice) => Promise<MediaStreamTrack>) {
    this.#kind = kind;
    this.#ask = ask;
  }

  /** Waits for a track that was asked for. */
  async take<Track extends MediaStreamTrack | null>(asked: Promise<Track>): Promise<Track> {
    const track = await asked;
    if (!this.overtaken) return track;
    track?.stop();
    throw this.#overtaken();
  }

  async open(choice: DeviceChoice): Promise<MediaStreamTrack> {
    if (this.overtaken) throw this.#overtaken();
    return this.take(this.#ask(choice));
  }

  /** Opens another one of the kind if the one of choice is gone. */
  async openAny(choice: DeviceChoice): Promise<MediaStreamTrack> {
    try {
      return await this.open(choice);
    } catch (cause) {
      const isGone = mediaError(cause, this.#kind).code === "no_device";
      if (!isGone || Object.keys(choice).length === 0) throw cause;
      return this.open({});
    }
  }

  #overtaken(): MediaError {
    return new MediaError("device_failed", `${this.#kind}: overtaken`);
  }
}
