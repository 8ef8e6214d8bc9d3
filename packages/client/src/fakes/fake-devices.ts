import { FakeDeviceTrack } from "./fake-device-track.ts";
import { FakeMediaStream } from "./fake-media-stream.ts";

type Kind = "camera" | "microphone";

interface FakeDevice {
  readonly deviceId: string;
  readonly kind: MediaDeviceKind;
  readonly label: string;
  readonly groupId: string;
  readonly facingMode?: "user" | "environment";
}

const KINDS = { videoinput: "camera", audioinput: "microphone", audiooutput: "microphone" } as const;

/**
 * The devices of a computer, as `navigator.mediaDevices`, and the person in front of it. Answers at once unless the test
 * holds the requests.
 */
export class FakeDevices extends EventTarget {
  /** All that was asked for, each as `camera`, `camera=front` or `camera(environment)`, joined by `+`. */
  readonly asked: string[] = [];
  /** All tracks that were handed out, ever. */
  readonly tracks: FakeDeviceTrack[] = [];
  /** What another program is using. */
  readonly busy = new Set<string>();
  /** What the person says no to when asked. */
  readonly refused = new Set<Kind>();
  readonly permission: Record<Kind, PermissionState> = { camera: "prompt", microphone: "prompt" };
  /** What opening a second camera does on a phone: it is refused, or it ends the first one. */
  secondCamera: "runs" | "is busy" | "ends the first" = "runs";
  /** What `enumerateDevices` fails with. */
  listFailure: unknown = null;
  #devices: FakeDevice[] = [];
  #requests: (() => void)[] | null = null;
  #lists: (() => void)[] | null = null;

  plugIn(kind: Kind | "speaker", deviceId: string, more: Partial<FakeDevice> = {}): void {
    const kinds = { camera: "videoinput", microphone: "audioinput", speaker: "audiooutput" } as const;
    this.#devices.push({ deviceId, kind: kinds[kind], label: `The ${deviceId}`, groupId: deviceId, ...more });
    this.dispatchEvent(new Event("devicechange"));
  }

  unplug(...deviceIds: string[]): void {
    this.#devices = this.#devices.filter(({ deviceId }) => !deviceIds.includes(deviceId));
    for (const track of this.live()) if (deviceIds.includes(track.deviceId)) track.end();
    this.dispatchEvent(new Event("devicechange"));
  }

  /** The first half of an unplugging, where the list is quicker than the tracks. */
  unlist(...deviceIds: string[]): void {
    this.#devices = this.#devices.filter(({ deviceId }) => !deviceIds.includes(deviceId));
    this.dispatchEvent(new Event("devicechange"));
  }

  /** What the person has told the browser, for good. */
  forbid(kind: Kind): void {
    this.permission[kind] = "denied";
  }

  /** The person takes their permission back in the browser's own menu. */
  revoke(kind: Kind): void {
    this.forbid(kind);
    for (const track of this.live()) if (track.is(kind)) track.end();
  }

  live(): FakeDeviceTrack[] {
    return this.tracks.filter(({ readyState }) => readyState === "live");
  }

  /** The devices that are open, once for each time: their lights are on. */
  get lights(): string[] {
    return this.live()
      .map(({ deviceId }) => deviceId)
      .toSorted();
  }

  /** From now on `getUserMedia` waits for `answer`. */
  hold(): void {
    this.#requests ??= [];
  }

  /** How many requests wait. */
  get waiting(): number {
    return this.#requests?.length ?? 0;
  }

  /** The oldest request, or the one of that number, is dealt with as the devices are now. */
  answer(index = 0): void {
    const [settle] = this.#requests?.splice(index, 1) ?? [];
    if (settle === undefined) throw new Error("nothing was asked for");
    settle();
  }

  /** From now on `enumerateDevices` waits for `answerList`. */
  holdLists(): void {
    this.#lists ??= [];
  }

  /** The oldest list, or the one of that number, arrives; it is as it was when it was asked for. */
  answerList(index = 0): void {
    const [settle] = this.#lists?.splice(index, 1) ?? [];
    if (settle === undefined) throw new Error("no list was asked for");
    settle();
  }

  async getUserMedia(constraints: MediaStreamConstraints): Promise<FakeMediaStream> {
    this.asked.push(describe(constraints));
    if (this.#requests !== null) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#requests.push(resolve);
      await promise;
    }
    return this.#open(constraints);
  }

  async enumerateDevices(): Promise<readonly FakeDevice[]> {
    if (this.listFailure !== null) throw this.listFailure;
    const infos = this.#devices.map((device) =>
      this.permission[KINDS[device.kind]] === "granted" ? device : { ...device, deviceId: "", label: "", groupId: "" },
    );
    if (this.#lists !== null) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#lists.push(resolve);
      await promise;
    }
    return infos;
  }

  #open({ video, audio }: MediaStreamConstraints): FakeMediaStream {
    const wanted: [Kind, MediaTrackConstraints][] = [];
    if (typeof audio === "object") wanted.push(["microphone", audio]);
    if (typeof video === "object") wanted.push(["camera", video]);
    const found = wanted.map(([kind, constraints]) => this.#find(kind, constraints));
    for (const [kind] of wanted) this.#permit(kind);
    for (const device of found) this.#occupy(device);
    const tracks = found.map((device) => {
      const kind = device.kind === "videoinput" ? "video" : "audio";
      return new FakeDeviceTrack(kind, device.deviceId, device.label, device.facingMode);
    });
    this.tracks.push(...tracks);
    return new FakeMediaStream(tracks);
  }

  #occupy({ deviceId, kind }: FakeDevice): void {
    const others = kind === "videoinput" ? this.live().filter((track) => track.is("camera")) : [];
    if (this.busy.has(deviceId) || (others.length > 0 && this.secondCamera === "is busy")) {
      throw new DOMException("Could not start source", "NotReadableError");
    }
    if (this.secondCamera === "ends the first") for (const track of others) track.end();
  }

  #find(kind: Kind, constraints: MediaTrackConstraints): FakeDevice {
    const devices = this.#devices.filter((device) => device.kind !== "audiooutput" && KINDS[device.kind] === kind);
    const [first] = devices;
    if (first === undefined) throw new DOMException("Requested device not found", "NotFoundError");
    for (const constraint of ["deviceId", "facingMode"] as const) {
      const value = constraints[constraint];
      if (value === undefined) continue;
      const exact = typeof value === "object" && "exact" in value ? value.exact : null;
      const match = devices.find((device) => device[constraint] === (exact ?? value));
      if (match !== undefined) return match;
      // as in browsers where it is no Error
      // oxlint-disable-next-line typescript/only-throw-error -- as above
      if (exact !== null) throw { name: "OverconstrainedError", message: "", constraint };
    }
    return first;
  }

  #permit(kind: Kind): void {
    if (this.permission[kind] === "prompt" && !this.refused.has(kind)) this.permission[kind] = "granted";
    if (this.permission[kind] !== "granted") throw new DOMException("Permission denied", "NotAllowedError");
  }
}

function describe({ video, audio }: MediaStreamConstraints): string {
  const parts: string[] = [];
  if (typeof video === "object") parts.push(`camera${which(video)}`);
  if (typeof audio === "object") parts.push(`microphone${which(audio)}`);
  return parts.join("+");
}

function which({ deviceId, facingMode }: MediaTrackConstraints): string {
  if (deviceId !== undefined) return `=${plain(deviceId)}`;
  return facingMode === undefined ? "" : `(${plain(facingMode)})`;
}

function plain(constraint: ConstrainDOMString): string {
  const value = typeof constraint === "object" && "exact" in constraint ? constraint.exact : constraint;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Lets all promises run that can. */
export async function settle(): Promise<void> {
  for (let hops = 0; hops < 50; hops += 1) await Promise.resolve();
}

export function asMediaDevices(fake: unknown): MediaDevices {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a stand-in for what nobody here calls
  return fake as MediaDevices;
}
