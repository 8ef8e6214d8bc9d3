import { type Mesh, MediaError, shareScreen } from "@parlor/client";
import { signal } from "@preact/signals";

/** The own screen, shown to everybody while it is shared. */
export class ScreenShare {
  /** Phones have none. */
  readonly isPossible = "getDisplayMedia" in navigator.mediaDevices;
  readonly isOn = signal(false);
  readonly #mesh: Mesh;
  #stream: MediaStream | null = null;

  constructor(mesh: Mesh) {
    this.#mesh = mesh;
  }

  /** Lets the user choose what to share, or ends it. */
  async toggle(): Promise<void> {
    if (this.#stream !== null) this.stop();
    else await this.#start();
  }

  stop(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.isOn.value = false;
    this.#mesh.setStream(null, "screen");
  }

  async #start(): Promise<void> {
    try {
      const stream = await shareScreen();
      this.#stream = stream;
      // the browser has a button of its own to stop it
      stream.getVideoTracks()[0]?.addEventListener("ended", () => this.stop());
      this.isOn.value = true;
      this.#mesh.setStream(stream, "screen");
    } catch (error) {
      // whoever changes their mind has done nothing wrong
      if (!(error instanceof MediaError)) throw error;
    }
  }
}
