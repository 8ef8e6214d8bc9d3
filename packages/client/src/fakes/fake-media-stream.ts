import type { FakeDeviceTrack } from "./fake-device-track.ts";

/** The global MediaStream, as far as devices and what plays them look at it. */
export class FakeMediaStream {
  readonly #tracks: Set<FakeDeviceTrack>;

  constructor(tracks: readonly FakeDeviceTrack[] = []) {
    this.#tracks = new Set(tracks);
  }

  get active(): boolean {
    return this.getTracks().some(({ readyState }) => readyState === "live");
  }

  getTracks(): readonly FakeDeviceTrack[] {
    return [...this.#tracks];
  }

  getAudioTracks(): readonly FakeDeviceTrack[] {
    return this.getTracks().filter(({ kind }) => kind === "audio");
  }

  getVideoTracks(): readonly FakeDeviceTrack[] {
    return this.getTracks().filter(({ kind }) => kind === "video");
  }

  addTrack(track: FakeDeviceTrack): void {
    this.#tracks.add(track);
  }

  removeTrack(track: FakeDeviceTrack): void {
    this.#tracks.delete(track);
  }
}
