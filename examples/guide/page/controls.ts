import type { Devices } from "./devices.ts";
import { element } from "./element.ts";

/** The buttons below the call. */
export class Controls {
  onChange: (devices: Devices) => void = () => undefined;
  onLeave: () => void = () => undefined;
  readonly #microphone = element("microphone", HTMLButtonElement);
  readonly #camera = element("camera", HTMLButtonElement);
  readonly #closed = new AbortController();
  readonly #stream: MediaStream;

  constructor(stream: MediaStream) {
    this.#stream = stream;
    const { signal } = this.#closed;
    this.#microphone.addEventListener("click", () => this.#toggle(stream.getAudioTracks()), { signal });
    this.#camera.addEventListener("click", () => this.#toggle(stream.getVideoTracks()), { signal });
    element("leave", HTMLButtonElement).addEventListener("click", () => this.onLeave(), { signal });
    this.#label();
  }

  get devices(): Devices {
    return { camera: isOn(this.#stream.getVideoTracks()), microphone: isOn(this.#stream.getAudioTracks()) };
  }

  get areAllOn(): boolean {
    const { camera, microphone } = this.devices;
    return camera && microphone;
  }

  close(): void {
    this.#closed.abort();
  }

  /** A track that is turned off goes on as silence or black: nothing needs to be negotiated. */
  #toggle(tracks: readonly MediaStreamTrack[]): void {
    for (const track of tracks) track.enabled = !track.enabled;
    this.#label();
    this.onChange(this.devices);
  }

  #label(): void {
    const { camera, microphone } = this.devices;
    label(this.#microphone, microphone, ["Mute", "Unmute"]);
    label(this.#camera, camera, ["Camera off", "Camera on"]);
    this.#microphone.disabled = this.#stream.getAudioTracks().length === 0;
    this.#camera.disabled = this.#stream.getVideoTracks().length === 0;
  }
}

function isOn(tracks: readonly MediaStreamTrack[]): boolean {
  return tracks.some(({ enabled }) => enabled);
}

function label(button: HTMLButtonElement, on: boolean, [turnOff, turnOn]: readonly [string, string]): void {
  button.classList.toggle("off", !on);
  const text = button.querySelector("span");
  if (text !== null) text.textContent = on ? turnOff : turnOn;
}
