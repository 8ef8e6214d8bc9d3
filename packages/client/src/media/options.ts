import type { WithMediaDevices } from "./media-devices.ts";

export interface LocalMediaOptions extends WithMediaDevices {
  /**
   * What to ask of the camera, over the defaults (https://www.w3.org/TR/mediacapture-streams/#dom-mediatrackconstraints).
   * A `deviceId` or `facingMode` is a first choice: if there is no such camera, any other does.
   *
   * @default { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }
   */
  readonly video?: MediaTrackConstraints;
  /**
   * What to ask of the microphone, over the defaults; `deviceId` as above.
   *
   * @default { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
   */
  readonly audio?: MediaTrackConstraints;
}

const VIDEO = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
} satisfies MediaTrackConstraints;

const AUDIO = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
} satisfies MediaTrackConstraints;

/** Which device, and what of it. */
export interface Wanted {
  readonly choice: DeviceChoice;
  readonly quality: MediaTrackConstraints;
}

/** Which device of its kind; empty for any. */
export type DeviceChoice = Pick<MediaTrackConstraints, "deviceId" | "facingMode">;

/** Fills in the defaults, and takes the device apart from what it should deliver: the one changes, the other stays. */
export function resolveMediaOptions({ video, audio }: LocalMediaOptions): {
  readonly camera: Wanted;
  readonly microphone: Wanted;
} {
  return { camera: split({ ...VIDEO, ...video }), microphone: split({ ...AUDIO, ...audio }) };
}

function split({ deviceId, facingMode, ...quality }: MediaTrackConstraints): Wanted {
  const choice = {
    ...(deviceId !== undefined && { deviceId }),
    ...(facingMode !== undefined && { facingMode }),
  };
  return { choice, quality };
}
