import { mediaDevicesOf, type WithMediaDevices } from "./media-devices.ts";
import { mediaError } from "./media-error.ts";

/** One camera, microphone or speaker. */
export interface Device {
  /** What `useCamera`, `useMicrophone` and `setSpeaker` take. Empty until the page was allowed to use one of that kind. */
  readonly deviceId: string;
  /** Its name for people, never empty: "Camera 1" while the page may not know better. */
  readonly label: string;
}

/** What is plugged in, each device once. The system's default comes first, where the browser tells. */
export interface DeviceList {
  readonly cameras: readonly Device[];
  readonly microphones: readonly Device[];
  /** Empty in browsers that do not let a page choose. */
  readonly speakers: readonly Device[];
}

/**
 * Lists the devices (https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-enumeratedevices). Asks the user
 * nothing; ids and names are known once the page was allowed to use a camera or microphone.
 *
 * @throws MediaError `insecure_context`, or what else the browser refuses with.
 */
export async function listDevices(options: WithMediaDevices = {}): Promise<DeviceList> {
  const mediaDevices = mediaDevicesOf(options);
  const infos = await mediaDevices.enumerateDevices().catch((cause: unknown) => {
    throw mediaError(cause, "camera");
  });
  return {
    cameras: pick(infos, "videoinput", "Camera"),
    microphones: pick(infos, "audioinput", "Microphone"),
    speakers: pick(infos, "audiooutput", "Speaker"),
  };
}

/** The device in use, of which the browser says only this. Chromium gives the default one a name beside its own. */
export function identify(devices: readonly Device[], deviceId: string): Device | undefined {
  return devices.find((device) => device.deviceId === deviceId) ?? (deviceId === "default" ? devices[0] : undefined);
}

function pick(infos: readonly MediaDeviceInfo[], kind: MediaDeviceKind, noun: string): Device[] {
  const all = infos.filter((info) => info.kind === kind);
  // Chromium lists two devices twice, as "default" and, on Windows, as "communications"
  const real = all.filter(({ deviceId }) => deviceId !== "default" && deviceId !== "communications");
  const devices = real.length > 0 ? real : all.slice(0, 1);
  const alias = all.find(({ deviceId }) => deviceId === "default");
  const group = devices.filter(({ groupId }) => groupId === alias?.groupId);
  // "Default - Headset", in any language; a sound card may have several devices in its group
  const first = group.find(({ label }) => alias?.label.endsWith(label)) ?? group[0];
  const sorted = first === undefined ? devices : [first, ...devices.filter((device) => device !== first)];
  return sorted.map(({ deviceId, label }, index) => ({ deviceId, label: tidy(label) || `${noun} ${index + 1}` }));
}

/** A name without the USB ids that Chromium puts behind a camera's name: "HD Webcam (046d:0825)". */
export function tidy(label: string): string {
  return label.replace(/ \([\da-f]{4}:[\da-f]{4}\)$/u, "");
}
