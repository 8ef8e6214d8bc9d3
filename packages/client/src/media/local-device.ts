import { MediaError } from "../errors.ts";
import type { DeviceKind, DeviceState } from "./device-state.ts";
import { identify, tidy, type Device } from "./list-devices.ts";
import { mediaError } from "./media-error.ts";
import type { DeviceChoice, Wanted } from "./options.ts";
import { permissionOf } from "./permission.ts";
import { Wish } from "./wish.ts";

/** A device that keeps ending sooner than this is broken: opening one again would go on for ever. */
const STEADY_MS = 5_000;
const MAX_QUICK_ENDS = 3;

const NOBODY = Promise.resolve(null);

/** What one device needs of the media it belongs to. */
export interface DeviceSurroundings {
  readonly kind: DeviceKind;
  /** Where its track goes. */
  readonly stream: MediaStream;
  /** The devices of this kind as last listed. */
  readonly known: () => readonly Device[];
  /** Has them listed again. Never rejects. */
  readonly list: () => Promise<void>;
  /** Asks the browser for one of them. */
  readonly open: (constraints: MediaTrackConstraints) => Promise<MediaStreamTrack>;
  readonly changed: () => void;
  /** It has failed by itself: no call of the application's tells. */
  readonly failed: (error: MediaError) => void;
}

/**
 * One camera, or one microphone: which one it is changes. Requests are made one after the other, and the last wish
 * counts; a promise of an earlier one resolves as soon as it has no more to say.
 */
export class LocalDevice {
  readonly #around: DeviceSurroundings;
  #state: DeviceState = Object.freeze({ name: "off" });
  readonly #quality: MediaTrackConstraints;
  #choice: DeviceChoice;
  #enabled = true;
  #track: MediaStreamTrack | null = null;
  #openedAt = 0;
  #quickEnds = 0;
  #forget = new AbortController();
  #wish: Wish | null = null;
  /** The newest wish while it is being fulfilled. */
  #pending: Promise<void> | null = null;
  /** Settles when the browser owes no answer. */
  #idle: Promise<void> = Promise.resolve();
  #closed = false;

  constructor({ choice, quality }: Wanted, surroundings: DeviceSurroundings) {
    this.#choice = choice;
    this.#quality = quality;
    this.#around = surroundings;
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** What it asks the browser for. */
  get constraints(): MediaTrackConstraints {
    return { ...this.#quality, ...this.#choice };
  }

  /** Neither open nor about to be. */
  get isDown(): boolean {
    return this.#track === null && this.#pending === null && !this.#closed;
  }

  /** "user" or "environment", where the device looks in a direction; only while it is open. */
  get facingMode(): string | undefined {
    return this.#track?.getSettings().facingMode;
  }

  /** Whether it sends what it sees or hears, or silence; also what comes later. */
  set enabled(enabled: boolean) {
    const isNews = this.#enabled !== enabled;
    this.#enabled = enabled;
    if (this.#track === null) return;
    this.#track.enabled = enabled;
    if (isNews) this.#enterOpen(this.#track);
  }

  /**
   * Opens it: with the track out of `asked`, where the user was asked for more than this, else by asking. If the device
   * of choice is gone, any other of its kind does. Rejects with a MediaError.
   */
  turnOn(asked: Promise<MediaStreamTrack | null> = NOBODY): Promise<void> {
    if (this.#track !== null || this.#pending !== null) {
      // a listener was quicker
      asked.then((track) => track?.stop()).catch(() => {});
      return this.#track === null && this.#pending !== null ? this.#pending : Promise.resolve();
    }
    // it may be refused before its turn comes
    asked.catch(() => {});
    return this.#run(async (wish) => {
      const track = await wish.take(asked);
      this.#adopt(track ?? (await wish.openAny(this.#choice)));
    });
  }

  /** The list has changed, and with it maybe what this one is called. */
  rename(): void {
    if (this.#track === null || !("deviceId" in this.#state)) return;
    const { deviceId, label } = this.#describe(this.#track);
    if (deviceId !== this.#state.deviceId || label !== this.#state.label) this.#enterOpen(this.#track);
  }

  /** At once. What the browser still hands over is stopped when it comes. */
  turnOff(): void {
    this.#overtake();
    this.#release();
    if (this.#state.name !== "off") this.#enter({ name: "off" });
  }

  /** Puts another device in its place; while it is off, only chooses. Rejects with a MediaError, and the old one stays. */
  use(deviceId: string): Promise<void> {
    if (!("deviceId" in this.#state) || this.#state.deviceId !== deviceId) return this.choose(exactly(deviceId));
    this.#overtake();
    this.#choice = exactly(deviceId);
    return Promise.resolve();
  }

  /** As `use`, with one that is not known by name. */
  choose(choice: DeviceChoice): Promise<void> {
    if (this.#state.name !== "off") return this.#run((wish) => this.#replace(wish, choice));
    this.#choice = choice;
    return Promise.resolve();
  }

  /** A device was plugged in: there was none before. */
  retry(): void {
    if (this.#state.name !== "failed" || this.#state.error.code !== "no_device" || this.#around.known().length === 0)
      return;
    this.#tell(this.turnOn());
  }

  close(): void {
    this.#closed = true;
    this.turnOff();
  }

  #overtake(): void {
    if (this.#wish !== null) this.#wish.overtaken = true;
    this.#wish = null;
    this.#pending = null;
  }

  #run(fulfil: (wish: Wish) => Promise<void>): Promise<void> {
    this.#overtake();
    const wish = new Wish(this.#around.kind, (choice) => this.#around.open({ ...this.#quality, ...choice }));
    wish.overtaken = this.#closed;
    const running = this.#fulfil(wish, this.#idle, fulfil);
    this.#idle = running.catch(() => {});
    if (this.#closed) return running;
    this.#wish = wish;
    this.#pending = running;
    if (this.#track === null) this.#enter({ name: "starting" });
    return running;
  }

  async #fulfil(wish: Wish, idle: Promise<void>, fulfil: (wish: Wish) => Promise<void>): Promise<void> {
    await idle;
    try {
      await fulfil(wish);
    } catch (cause) {
      if (wish.overtaken) return;
      this.#pending = null;
      const error = mediaError(cause, this.#around.kind);
      if (this.#track === null) this.#enter({ name: "failed", error });
      throw error;
    }
  }

  async #replace(wish: Wish, choice: DeviceChoice): Promise<void> {
    const old = "deviceId" in this.#state ? exactly(this.#state.deviceId) : null;
    try {
      this.#adopt(await wish.open(choice));
    } catch (cause) {
      if (wish.overtaken || old === null) throw cause;
      await this.#replaceAfter(cause, wish, choice, old);
    }
    this.#choice = choice;
  }

  /** Phones open one camera at a time, and some programs one microphone: then the old one has to go first. */
  async #replaceAfter(cause: unknown, wish: Wish, choice: DeviceChoice, old: DeviceChoice): Promise<void> {
    const error = mediaError(cause, this.#around.kind);
    if (this.#track !== null && error.code !== "no_device" && error.code !== "permission_denied") {
      this.#release();
      this.#enter({ name: "starting" });
      try {
        this.#adopt(await wish.open(choice));
        return;
      } catch {
        // the first exception says it all
      }
    }
    if (this.#track === null) this.#adopt(await wish.openAny(old));
    throw error;
  }

  #adopt(track: MediaStreamTrack): void {
    // the new one first: nobody ever finds the stream empty
    this.#around.stream.addTrack(track);
    this.#release();
    this.#track = track;
    this.#pending = null;
    this.#openedAt = performance.now();
    this.#forget = new AbortController();
    const { signal } = this.#forget;
    // not the name it has in the list: if this is "default", the default is another one once it is unplugged
    const { deviceId = "" } = track.getSettings();
    track.enabled = this.#enabled;
    track.addEventListener("ended", () => this.#lose(track, deviceId), { signal });
    track.addEventListener("mute", () => this.#enterOpen(track), { signal });
    track.addEventListener("unmute", () => this.#enterOpen(track), { signal });
    if (Object.keys(this.#choice).length === 0) this.#choice = exactly(deviceId);
    this.#enterOpen(track);
    // it ended on its way here
    if (track.readyState === "ended") this.#lose(track, deviceId);
  }

  /** `ended` is never the work of `stop()`: it was unplugged, it broke, or the user has taken it back. */
  #lose(track: MediaStreamTrack, deviceId: string): void {
    if (track !== this.#track) return;
    this.#quickEnds = performance.now() - this.#openedAt < STEADY_MS ? this.#quickEnds + 1 : 0;
    this.#release();
    // what is about to take its place decides
    if (this.#pending !== null) this.#enter({ name: "starting" });
    else this.#tell(this.#run((wish) => this.#restore(wish, deviceId)));
  }

  async #restore(wish: Wish, deviceId: string): Promise<void> {
    await this.#around.list();
    const devices = this.#around.known();
    // ids are hidden from a page that has lost its permission
    const isThere = devices.some((device) => device.deviceId === deviceId || device.deviceId === "");
    if (isThere && (await permissionOf(this.#around.kind)) !== "granted") {
      throw new MediaError("permission_denied", this.#around.kind);
    }
    if (this.#quickEnds > MAX_QUICK_ENDS) throw new MediaError("device_failed", this.#around.kind);
    this.#adopt(await wish.openAny(isThere ? exactly(deviceId) : {}));
  }

  /** For what no call of the application's waits for. */
  #tell(running: Promise<void>): void {
    running.catch((cause: unknown) => this.#around.failed(mediaError(cause, this.#around.kind)));
  }

  #release(): void {
    this.#forget.abort();
    if (this.#track === null) return;
    this.#around.stream.removeTrack(this.#track);
    this.#track.stop();
    this.#track = null;
  }

  #describe(track: MediaStreamTrack): Device {
    const { deviceId = "" } = track.getSettings();
    return identify(this.#around.known(), deviceId) ?? { deviceId, label: tidy(track.label) };
  }

  #enterOpen(track: MediaStreamTrack): void {
    const name = this.#enabled ? "on" : "muted";
    this.#enter({ name, ...this.#describe(track), track, interrupted: track.muted });
  }

  #enter(state: DeviceState): void {
    this.#state = Object.freeze(state);
    this.#around.changed();
  }
}

function exactly(deviceId: string): DeviceChoice {
  return { deviceId: { exact: deviceId } };
}
