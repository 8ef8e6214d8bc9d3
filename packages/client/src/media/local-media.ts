import { MediaError } from "../errors.ts";
import { Listeners } from "../listeners.ts";
import type { DeviceKind, DeviceState } from "./device-state.ts";
import { listDevices, type DeviceList } from "./list-devices.ts";
import { LocalDevice } from "./local-device.ts";
import { findMediaDevices, mediaDevicesOf } from "./media-devices.ts";
import { mediaError } from "./media-error.ts";
import { resolveMediaOptions, type LocalMediaOptions, type Wanted } from "./options.ts";
import { permissionOf } from "./permission.ts";

/** What local media tell their listeners, by event. */
export interface LocalMediaEvents {
  /** The state of the camera or of the microphone has changed, and maybe the tracks of the stream. */
  readonly change: LocalMedia;
  /** Something was plugged in or out, or the names have become known. */
  readonly devices: DeviceList;
  /** A device has failed by itself, as when the only one is unplugged. What a call rejects with is not told here. */
  readonly error: { readonly kind: DeviceKind; readonly error: MediaError };
}

/**
 * The user's own camera and microphone, both off at first. Asks for nothing until `start`, `setCamera` or
 * `setMicrophone`. Needs a browser; where the page may use no devices, that is the `failed` state of both.
 */
export function createLocalMedia(options: LocalMediaOptions = {}): LocalMedia {
  return new LocalMedia(options);
}

/**
 * One stream for as long as the program wants it, and one camera and one microphone that come and go in it. Requests for
 * one device are made one after the other, and the last one counts: the promise of an earlier one resolves, and what
 * the browser still hands over for it is stopped.
 */
export class LocalMedia {
  /** Always the same object. Its tracks change with `camera` and `microphone`: give it to `mesh.setStream` at each `change`. */
  readonly stream = new MediaStream();
  readonly #options: LocalMediaOptions;
  readonly #camera: LocalDevice;
  readonly #microphone: LocalDevice;
  readonly #listeners = new Listeners();
  readonly #over = new AbortController();
  #devices: DeviceList = Object.freeze({ cameras: [], microphones: [], speakers: [] });
  /** How many lists were asked for, and which of them `devices` is: an answer may come after a later one. */
  #asked = 0;
  #known = 0;

  /** Not for programs: they call `createLocalMedia`. */
  constructor(options: LocalMediaOptions) {
    const { camera, microphone } = resolveMediaOptions(options);
    this.#options = options;
    this.#camera = this.#device("camera", camera);
    this.#microphone = this.#device("microphone", microphone);
    findMediaDevices(options)?.addEventListener("devicechange", () => void this.#replug(), {
      signal: this.#over.signal,
    });
  }

  get camera(): DeviceState {
    return this.#camera.state;
  }

  get microphone(): DeviceState {
    return this.#microphone.state;
  }

  /** What is plugged in, as last listed: empty before the first device was opened. `listDevices()` asks now. */
  get devices(): DeviceList {
    return this.#devices;
  }

  /** Calls `listener` for each event of that name. One that throws is reported. Returns what removes it. */
  on<Event extends keyof LocalMediaEvents>(
    event: Event,
    listener: (value: LocalMediaEvents[Event]) => void,
  ): () => void {
    return this.#listeners.add(event, listener);
  }

  /**
   * Turns both on with one question to the user, or only one of them. What cannot be had does not keep the other from
   * coming: never rejects, for each has a state, and a `failed` one says why.
   */
  async start({ camera = true, microphone = true }: { camera?: boolean; microphone?: boolean } = {}): Promise<void> {
    const isOneQuestion = camera && microphone && this.#camera.isDown && this.#microphone.isDown;
    const both = isOneQuestion ? this.#askForBoth() : null;
    const starting: Promise<void>[] = [];
    if (camera) starting.push(this.#camera.turnOn(share(both, "camera")));
    if (microphone) starting.push(this.#microphone.turnOn(share(both, "microphone")));
    await Promise.allSettled(starting);
  }

  /**
   * Off lets go of the camera, at once: its light goes out, and nothing more is sent. On opens it again.
   *
   * @throws MediaError `permission_denied`, `no_device`, `device_busy`, `device_failed`, `insecure_context`, or
   * `bad_option` for constraints that the browser does not take. It is the `failed` state too.
   */
  async setCamera(on: boolean): Promise<void> {
    if (on) await this.#camera.turnOn();
    else this.#camera.turnOff();
  }

  /**
   * Off mutes: the microphone stays open and sends silence, so that on is heard at once; `close()` lets go of it. Also
   * counts for a microphone that comes later. On opens it if there is none yet.
   *
   * @throws MediaError as `setCamera`.
   */
  async setMicrophone(on: boolean): Promise<void> {
    this.#microphone.enabled = on;
    if (on) await this.#microphone.turnOn();
  }

  /**
   * Switches to another camera while the call goes on; one that is off is switched when it is turned on. The old one is
   * stopped only when the new one runs, unless the device cannot open two at a time.
   *
   * @throws MediaError as `setCamera`; the old one stays, or comes back.
   */
  async useCamera(deviceId: string): Promise<void> {
    await this.#camera.use(deviceId);
  }

  /** As `useCamera`; one that is muted stays muted. */
  async useMicrophone(deviceId: string): Promise<void> {
    await this.#microphone.use(deviceId);
  }

  /**
   * Switches to the camera on the other side of a phone; where cameras face nowhere, to the next one of the list. Does
   * nothing unless the camera is on.
   *
   * @throws MediaError `no_device` if there is no other, or as `useCamera`.
   */
  async flipCamera(): Promise<void> {
    const { state, facingMode } = this.#camera;
    if (state.name !== "on") return;
    if (facingMode !== undefined) {
      const exact = facingMode === "user" ? "environment" : "user";
      await this.#camera.choose({ facingMode: { exact } });
      return;
    }
    const ids = this.#devices.cameras.map(({ deviceId }) => deviceId);
    const next = ids[(ids.indexOf(state.deviceId) + 1) % ids.length];
    if (next === undefined || next === state.deviceId) throw new MediaError("no_device", "camera: there is no other");
    await this.#camera.use(next);
  }

  /** Lets go of both for good, also of what the browser still hands over. Nothing happens on any later call. */
  close(): void {
    this.#over.abort();
    this.#camera.close();
    this.#microphone.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #device(kind: DeviceKind, wanted: Wanted): LocalDevice {
    const list = LISTS[kind];
    return new LocalDevice(wanted, {
      kind,
      stream: this.stream,
      known: () => this.#devices[list],
      list: () => this.#list(),
      open: async (constraints) => trackOf(await this.#ask({ [TRACKS[kind]]: constraints }), kind),
      changed: () => this.#emit("change", this),
      failed: (error) => this.#emit("error", { kind, error }),
    });
  }

  async #ask(constraints: MediaStreamConstraints): Promise<MediaStream> {
    const stream = await mediaDevicesOf(this.#options).getUserMedia(constraints);
    // from now on they have names
    void this.#list();
    return stream;
  }

  /** `null`: ask for each alone, one of them may be to be had. */
  async #askForBoth(): Promise<MediaStream | null> {
    try {
      return await this.#ask({ audio: this.#microphone.constraints, video: this.#camera.constraints });
    } catch (cause) {
      if (mediaError(cause, "camera").code !== "permission_denied") return null;
      const permissions = await Promise.all([permissionOf("camera"), permissionOf("microphone")]);
      // whoever has just said no to both is not asked again; if one of them is forbidden for ever, nobody was asked
      if (permissions.every((permission) => permission === "prompt")) throw cause;
      return null;
    }
  }

  async #replug(): Promise<void> {
    await this.#list();
    this.#camera.retry();
    this.#microphone.retry();
  }

  async #list(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    // a list that cannot be had is one that has not changed
    const devices = await listDevices(this.#options).catch(() => this.#devices);
    if (asked < this.#known || this.#over.signal.aborted) return;
    this.#known = asked;
    if (JSON.stringify(devices) === JSON.stringify(this.#devices)) return;
    this.#devices = Object.freeze(devices);
    this.#camera.rename();
    this.#microphone.rename();
    this.#emit("devices", devices);
  }

  #emit<Event extends keyof LocalMediaEvents>(event: Event, value: LocalMediaEvents[Event]): void {
    this.#listeners.emit(event, value);
  }
}

const LISTS = { camera: "cameras", microphone: "microphones" } as const;
const TRACKS = { camera: "video", microphone: "audio" } as const;

/** What one device gets of the answer to the question for both; `null` if it has to ask by itself. */
async function share(both: Promise<MediaStream | null> | null, kind: DeviceKind): Promise<MediaStreamTrack | null> {
  const stream = await both;
  return stream && trackOf(stream, kind);
}

function trackOf(stream: MediaStream, kind: DeviceKind): MediaStreamTrack {
  const track = stream.getTracks().find((track) => track.kind === TRACKS[kind]);
  if (track === undefined) throw new MediaError("no_device", kind);
  return track;
}
