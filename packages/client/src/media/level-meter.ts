import { MediaError } from "../errors.ts";
import { Listeners } from "../listeners.ts";
import { borrowAudioContext } from "./audio-context.ts";

export interface LevelMeterOptions {
  /**
   * Milliseconds between two measurements; `false` measures at each frame of the page, and not at all while its tab is
   * hidden.
   *
   * @default false
   */
  readonly intervalMs?: number | false;
}

export interface LevelMeterEvents {
  /** The level has changed. */
  readonly level: number;
}

/** What is 0, and what is 1: dBFS, of the loudness of a few hundredths of a second (RMS). */
const QUIET_DBFS = -60;
const LOUD_DBFS = -10;
/** How long it takes to fall to a third when it gets quiet. Rising takes no time. */
const FALL_MS = 150;
/** Samples that are looked at: 43 ms at 48 kHz. */
const SAMPLES = 2_048;

/**
 * Measures how loud a track is, or the audio track that a stream has at the moment: 0 is −60 dBFS or less, 1 is −10 dBFS
 * or more, and between them equal steps sound equal. A track that is muted, has ended or is not there has level 0, and so
 * has everything until the browser lets a page make sound: mostly the first click. Close it, for it runs until then.
 *
 * @throws MediaError `bad_option`, or `not_supported` if this browser cannot measure.
 */
export function createLevelMeter(
  source: MediaStream | MediaStreamTrack,
  { intervalMs = false }: LevelMeterOptions = {},
): LevelMeter {
  if (intervalMs !== false && !(intervalMs > 0)) {
    throw new MediaError("bad_option", `intervalMs: expected milliseconds above 0, or false; got ${intervalMs}`);
  }
  return new LevelMeter(source, intervalMs);
}

export class LevelMeter {
  readonly #source: MediaStream | MediaStreamTrack;
  readonly #listeners = new Listeners();
  readonly #borrowed = borrowAudioContext();
  readonly #analyser: AnalyserNode;
  readonly #samples = new Float32Array(SAMPLES);
  readonly #stop: () => void;
  #measured: { readonly track: MediaStreamTrack; readonly node: AudioNode | null } | null = null;
  #level = 0;
  #at = performance.now();
  #isClosed = false;

  /** Not for programs: they call `createLevelMeter`. */
  constructor(source: MediaStream | MediaStreamTrack, intervalMs: number | false) {
    this.#source = source;
    this.#analyser = this.#borrowed.context.createAnalyser();
    this.#analyser.fftSize = SAMPLES;
    this.#stop = repeat(intervalMs, () => this.#measure());
  }

  /** 0 to 1, as `createLevelMeter` says. */
  get level(): number {
    return this.#level;
  }

  /** Calls `listener` for each event of that name. One that throws is reported. Returns what removes it. */
  on<Event extends keyof LevelMeterEvents>(
    event: Event,
    listener: (value: LevelMeterEvents[Event]) => void,
  ): () => void {
    return this.#listeners.add(event, listener);
  }

  /** Stops measuring; the track goes on. Calling it again does nothing. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stop();
    this.#measured?.node?.disconnect();
    this.#borrowed.giveBack();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #measure(): void {
    const track = "getAudioTracks" in this.#source ? this.#source.getAudioTracks()[0] : this.#source;
    if (track !== this.#measured?.track) this.#connect(track);
    const now = performance.now();
    const loudness = track !== undefined && isHeard(track) && this.#measured?.node ? this.#loudness() : 0;
    const fallen = this.#level * Math.exp((this.#at - now) / FALL_MS);
    this.#at = now;
    const exact = Math.max(loudness, fallen);
    // below this nobody sees it, and the events come to an end
    const level = exact < 0.005 ? 0 : exact;
    if (level === this.#level) return;
    this.#level = level;
    this.#listeners.emit("level", level);
  }

  #connect(track: MediaStreamTrack | undefined): void {
    this.#measured?.node?.disconnect();
    this.#measured = track === undefined ? null : { track, node: this.#node(track) };
  }

  /** `null` if the browser cannot measure this one: it is tried once, not sixty times a second. */
  #node(track: MediaStreamTrack): AudioNode | null {
    try {
      const node = this.#borrowed.context.createMediaStreamSource(new MediaStream([track]));
      node.connect(this.#analyser);
      this.#borrowed.wake();
      return node;
    } catch {
      return null;
    }
  }

  #loudness(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / SAMPLES;
    const dbfs = 10 * Math.log10(power);
    return Math.min(1, Math.max(0, (dbfs - QUIET_DBFS) / (LOUD_DBFS - QUIET_DBFS)));
  }
}

function isHeard(track: MediaStreamTrack): boolean {
  return track.enabled && !track.muted && track.readyState === "live";
}

/** Calls `step` again and again. Returns what ends it. */
function repeat(intervalMs: number | false, step: () => void): () => void {
  if (intervalMs !== false) {
    const timer = setInterval(step, intervalMs);
    return () => clearInterval(timer);
  }
  let frame = requestAnimationFrame(function next() {
    frame = requestAnimationFrame(next);
    step();
  });
  return () => cancelAnimationFrame(frame);
}
