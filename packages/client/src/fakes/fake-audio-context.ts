import type { FakeMediaStream } from "./fake-media-stream.ts";

/** An AudioContext that hears whatever the test says. */
export class FakeAudioContext {
  /** Those that were made since the test cleared it. */
  static made: FakeAudioContext[] = [];
  state: "suspended" | "running" | "closed" = "suspended";
  resumes = 0;
  /** The amplitude of a square wave: its RMS is the same. */
  amplitude = 0;
  /** What `createMediaStreamSource` fails with. */
  failure: unknown = null;
  /** The tracks that are measured now, by label. */
  readonly measured: string[] = [];

  constructor() {
    FakeAudioContext.made.push(this);
  }

  resume(): Promise<void> {
    this.resumes += 1;
    // as in a browser that wants a gesture first
    return new Promise(() => {});
  }

  async close(): Promise<void> {
    this.state = "closed";
  }

  createAnalyser() {
    return {
      fftSize: 0,
      getFloatTimeDomainData: (samples: Float32Array) =>
        samples.set(samples.map((_, index) => (index % 2 === 0 ? this.amplitude : -this.amplitude))),
    };
  }

  createMediaStreamSource(stream: FakeMediaStream) {
    if (this.failure !== null) throw this.failure;
    const label = stream.getAudioTracks()[0]?.label ?? "nothing";
    return {
      connect: () => this.measured.push(label),
      disconnect: () => this.measured.splice(this.measured.indexOf(label), 1),
    };
  }
}
