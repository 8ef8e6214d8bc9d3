import { onTestFinished, vi } from "vitest";

import type { DeviceState } from "../media/device-state.ts";
import { createLocalMedia, type LocalMedia } from "../media/local-media.ts";
import type { LocalMediaOptions } from "../media/options.ts";
import { FakeDevices } from "./fake-devices.ts";
import { FakeMediaStream } from "./fake-media-stream.ts";

/** A page of a browser with devices, until the test is over; they are this page's `navigator.mediaDevices`. */
export function fakePage(devices = new FakeDevices()): FakeDevices {
  const query = async ({ name }: { readonly name: "camera" | "microphone" }) => ({ state: devices.permission[name] });
  vi.stubGlobal("MediaStream", FakeMediaStream);
  vi.stubGlobal("navigator", { mediaDevices: devices, permissions: { query } });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  return devices;
}

/** A page with two cameras and two microphones, and what its local media tell. */
export function fakeDesk(options: LocalMediaOptions = {}) {
  const devices = fakePage();
  devices.plugIn("camera", "cam");
  devices.plugIn("camera", "webcam");
  devices.plugIn("microphone", "mic");
  devices.plugIn("microphone", "headset");
  return { devices, ...fakeMedia(options) };
}

export function fakeMedia(options: LocalMediaOptions = {}) {
  const media = createLocalMedia(options);
  const told: string[] = [];
  const failed: string[] = [];
  media.on("change", () => told.push(now(media)));
  media.on("error", ({ kind, error }) => failed.push(`${kind} ${error.code}`));
  return { media, told, failed, now: () => now(media), sent: () => sent(media) };
}

/** As `camera on cam, microphone failed no_device`. */
function now({ camera, microphone }: LocalMedia): string {
  return `camera ${brief(camera)}, microphone ${brief(microphone)}`;
}

function brief(state: DeviceState): string {
  if (state.name === "failed") return `failed ${state.error.code}`;
  return "deviceId" in state ? `${state.name} ${state.deviceId}` : state.name;
}

/** What is in the stream: labels, with what is silent in brackets. */
function sent({ stream }: LocalMedia): string[] {
  return stream.getTracks().map(({ label, enabled }) => (enabled ? label : `(${label})`));
}
