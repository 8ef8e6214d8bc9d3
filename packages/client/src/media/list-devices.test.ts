import { expect, test, vi } from "vitest";

import { asMediaDevices, FakeDevices } from "../fakes/fake-devices.ts";
import { fakePage } from "../fakes/fake-page.ts";
import { identify, listDevices } from "./list-devices.ts";

function permitted(): FakeDevices {
  const devices = fakePage();
  devices.permission.camera = "granted";
  devices.permission.microphone = "granted";
  return devices;
}

test("lists cameras, microphones and speakers", async () => {
  const devices = permitted();
  devices.plugIn("speaker", "headphones");
  devices.plugIn("camera", "cam");
  devices.plugIn("microphone", "mic");
  expect(await listDevices()).toEqual({
    cameras: [{ deviceId: "cam", label: "The cam" }],
    microphones: [{ deviceId: "mic", label: "The mic" }],
    speakers: [{ deviceId: "headphones", label: "The headphones" }],
  });
  expect(devices.asked).toEqual([]);
});

test("numbers those whose names the page may not know", async () => {
  const devices = fakePage();
  devices.plugIn("camera", "cam");
  devices.plugIn("camera", "webcam");
  devices.plugIn("microphone", "mic");
  devices.plugIn("speaker", "headphones");
  expect(await listDevices()).toEqual({
    cameras: [
      { deviceId: "", label: "Camera 1" },
      { deviceId: "", label: "Camera 2" },
    ],
    microphones: [{ deviceId: "", label: "Microphone 1" }],
    speakers: [{ deviceId: "", label: "Speaker 1" }],
  });
});

test("lists each device once, the default one first, as Chromium on Windows has them twice", async () => {
  const devices = permitted();
  devices.plugIn("microphone", "default", { label: "Standard - Headset", groupId: "usb" });
  devices.plugIn("microphone", "communications", { label: "Kommunikation - Array", groupId: "board" });
  devices.plugIn("microphone", "a", { label: "Array", groupId: "board" });
  devices.plugIn("microphone", "b", { label: "Line in", groupId: "usb" });
  devices.plugIn("microphone", "c", { label: "Headset", groupId: "usb" });
  const { microphones } = await listDevices();
  expect(microphones.map(({ label }) => label)).toEqual(["Headset", "Array", "Line in"]);
  expect(identify(microphones, "default")).toEqual({ deviceId: "c", label: "Headset" });
  expect(identify(microphones, "a")).toEqual({ deviceId: "a", label: "Array" });
  expect(identify(microphones, "gone")).toBeUndefined();
});

test("a default device that is called otherwise is the first one of its group", async () => {
  const devices = permitted();
  devices.plugIn("speaker", "default", { label: "System default", groupId: "board" });
  devices.plugIn("speaker", "a", { label: "Screen", groupId: "hdmi" });
  devices.plugIn("speaker", "b", { label: "Speakers", groupId: "board" });
  expect((await listDevices()).speakers.map(({ label }) => label)).toEqual(["Speakers", "Screen"]);
});

test("keeps a default device that has no name of its own", async () => {
  const devices = permitted();
  devices.plugIn("speaker", "default", { label: "Default" });
  devices.plugIn("speaker", "communications", { label: "Communications" });
  expect((await listDevices()).speakers).toEqual([{ deviceId: "default", label: "Default" }]);
});

test("leaves out the USB ids in a name", async () => {
  const devices = permitted();
  devices.plugIn("camera", "cam", { label: "HD Webcam C920 (046d:082d)" });
  devices.plugIn("camera", "other", { label: "Camera (front)" });
  expect((await listDevices()).cameras.map(({ label }) => label)).toEqual(["HD Webcam C920", "Camera (front)"]);
});

test("takes the devices from the options", async () => {
  permitted().plugIn("camera", "cam");
  expect((await listDevices({ mediaDevices: asMediaDevices(new FakeDevices()) })).cameras).toEqual([]);
});

test("an insecure page is a typed error", async () => {
  permitted();
  vi.stubGlobal("navigator", {});
  await expect(listDevices()).rejects.toMatchObject({ name: "MediaError", code: "insecure_context" });
});

test("what else the browser refuses with is a typed error", async () => {
  const devices = permitted();
  devices.listFailure = new DOMException("not active", "InvalidStateError");
  await expect(listDevices()).rejects.toMatchObject({
    name: "MediaError",
    code: "permission_denied",
    cause: devices.listFailure,
  });
});
