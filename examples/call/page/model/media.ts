import {
  createLevelMeter,
  createLocalMedia,
  createPlayback,
  type DeviceList,
  type DeviceState,
  type LevelMeter,
} from "@parlor/client";
import { computed, signal } from "@preact/signals";

import { announce } from "./announcer.ts";
import { remembered } from "./remembered.ts";

const chosenCamera = remembered("camera");
const chosenMicrophone = remembered("microphone");
const chosenSpeaker = remembered("speaker");

/** What somebody wants to begin with. */
export interface Wishes {
  readonly camera: boolean;
  readonly microphone: boolean;
}

/** The own camera and microphone, and the speaker for the others, as signals. From the lobby to the end of a call. */
export class Media {
  /** Always the same; its tracks change. */
  readonly stream: MediaStream;
  /** The tracks that it has now. */
  readonly tracks = signal<readonly MediaStreamTrack[]>([]);
  readonly camera = signal<DeviceState>({ name: "off" });
  readonly microphone = signal<DeviceState>({ name: "off" });
  readonly devices = signal<DeviceList>({ cameras: [], microphones: [], speakers: [] });
  readonly isSeen = computed(() => this.camera.value.name === "on");
  readonly isHeard = computed(() => this.microphone.value.name === "on");
  /** A camera that looks away from its owner shows the world, and the world is no mirror image. */
  readonly isMirrored = computed(() => this.#facingMode.value !== "environment");
  /** Whether something has gone wrong that its owner has not yet taken notice of. */
  readonly hasNewProblem = signal(false);
  /** How loud the own voice is: 0 to 1. */
  readonly level = signal(0);
  /** Whether the browser wants a click before it lets the others be heard. */
  readonly isSoundBlocked = signal(false);
  readonly speaker = signal("");
  /** Where the others are shown: hand it the elements. */
  readonly playback = createPlayback();
  readonly #facingMode = signal<string | undefined>(undefined);
  readonly #local;
  readonly #meter: LevelMeter;

  constructor(wishes: Wishes) {
    const [cameraId, microphoneId] = [chosenCamera.peek(), chosenMicrophone.peek()];
    this.#local = createLocalMedia({
      video: cameraId === "" ? {} : { deviceId: cameraId },
      audio: microphoneId === "" ? {} : { deviceId: microphoneId },
    });
    this.stream = this.#local.stream;
    this.#meter = createLevelMeter(this.stream, { intervalMs: 80 });
    this.#follow();
    // muted before it is opened, and so from its first moment
    if (!wishes.microphone) void this.#local.setMicrophone(false);
    void this.#local.start({ camera: wishes.camera });
    if (chosenSpeaker.peek() !== "") void this.useSpeaker(chosenSpeaker.peek());
  }

  /** What is on now, to begin with the same again. */
  get wishes(): Wishes {
    return { camera: isWanted(this.camera.peek()), microphone: isWanted(this.microphone.peek()) };
  }

  toggleCamera(): Promise<void> {
    const on = !this.isSeen.peek();
    return this.#quietly(this.#local.setCamera(on), on ? "Your camera is on." : "Your camera is off.");
  }

  toggleMicrophone(): Promise<void> {
    const on = !this.isHeard.peek();
    return this.#quietly(this.#local.setMicrophone(on), on ? "Your microphone is on." : "You are muted.");
  }

  useCamera(deviceId: string): Promise<void> {
    chosenCamera.value = deviceId;
    return this.#quietly(this.#local.useCamera(deviceId));
  }

  useMicrophone(deviceId: string): Promise<void> {
    chosenMicrophone.value = deviceId;
    return this.#quietly(this.#local.useMicrophone(deviceId));
  }

  async useSpeaker(deviceId: string): Promise<void> {
    chosenSpeaker.value = deviceId;
    try {
      await this.playback.setSpeaker(deviceId);
    } catch {
      // it is gone, or may not be used: the sound stays where it is
      chosenSpeaker.value = "";
    }
  }

  /** Lets go of everything: the camera's light goes out. */
  close(): void {
    this.#meter.close();
    this.#local.close();
    this.playback.close();
  }

  #follow(): void {
    this.#local.on("change", ({ camera, microphone }) => {
      this.camera.value = camera;
      this.microphone.value = microphone;
      this.tracks.value = this.stream.getTracks();
      this.#facingMode.value = this.stream.getVideoTracks()[0]?.getSettings().facingMode;
    });
    this.#local.on("error", () => (this.hasNewProblem.value = true));
    this.#local.on("devices", (devices) => (this.devices.value = devices));
    this.#meter.on("level", (level) => (this.level.value = level));
    this.playback.on("blocked", (blocked) => (this.isSoundBlocked.value = blocked));
    this.playback.on("speaker", (speaker) => (this.speaker.value = speaker));
  }

  /** What goes wrong is a state of the device, and the page shows it there. */
  async #quietly(doing: Promise<void>, done?: string): Promise<void> {
    try {
      await doing;
      this.hasNewProblem.value = false;
      if (done !== undefined) announce(done);
    } catch {
      this.hasNewProblem.value = true;
    }
  }
}

function isWanted({ name }: DeviceState): boolean {
  return name === "on" || name === "starting";
}
