import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { settle } from "../fakes/fake-devices.ts";
import { fakeDesk } from "../fakes/fake-page.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("another camera takes the place of one that is unplugged", async () => {
  const { devices, media, now, told, failed, sent } = fakeDesk();
  await media.start();
  told.length = 0;
  devices.unplug("cam");
  expect(sent()).toEqual(["The mic"]);
  await settle();
  expect(now()).toBe("camera on webcam, microphone on mic");
  expect(told).toEqual(["camera starting, microphone on mic", "camera on webcam, microphone on mic"]);
  expect(sent().toSorted()).toEqual(["The mic", "The webcam"]);
  expect(failed).toEqual([]);
});

test("another microphone takes the place of one that is unplugged, as muted as it was", async () => {
  const { devices, media, now } = fakeDesk();
  await media.start();
  await media.setMicrophone(false);
  devices.unplug("mic");
  await settle();
  expect(now()).toBe("camera on cam, microphone muted headset");
});

test("the last camera that is unplugged has failed, which is told", async () => {
  const { devices, media, now, failed } = fakeDesk();
  await media.start();
  devices.unplug("cam", "webcam");
  await settle();
  expect(now()).toBe("camera failed no_device, microphone on mic");
  expect(failed).toEqual(["camera no_device"]);
});

test("a camera that is plugged in when there was none starts by itself", async () => {
  const { devices, media, now } = fakeDesk();
  devices.unplug("cam", "webcam");
  await media.start();
  devices.plugIn("speaker", "headphones");
  await settle();
  expect(now()).toBe("camera failed no_device, microphone on mic");
  devices.plugIn("camera", "new");
  await settle();
  expect(now()).toBe("camera on new, microphone on mic");
});

test("what is plugged in does not turn on what is off, or forbidden", async () => {
  const { devices, media, now } = fakeDesk();
  devices.permission.microphone = "denied";
  await media.start();
  await media.setCamera(false);
  const asked = devices.asked.length;
  devices.plugIn("camera", "new");
  devices.plugIn("microphone", "new");
  await settle();
  expect(now()).toBe("camera off, microphone failed permission_denied");
  expect(devices.asked).toHaveLength(asked);
});

test("one that fails when it is plugged in is told, once", async () => {
  const { devices, media, now, failed } = fakeDesk();
  devices.unplug("cam", "webcam");
  await media.start();
  devices.busy.add("new");
  devices.plugIn("camera", "new");
  await settle();
  devices.plugIn("speaker", "headphones");
  await settle();
  expect(now()).toBe("camera failed device_busy, microphone on mic");
  expect(failed).toEqual(["camera device_busy"]);
});

test("a camera that the user takes back in the browser's menu is not asked for again", async () => {
  const { devices, media, now, failed } = fakeDesk();
  await media.start();
  devices.revoke("camera");
  await settle();
  expect(now()).toBe("camera failed permission_denied, microphone on mic");
  expect(failed).toEqual(["camera permission_denied"]);
  expect(devices.asked).toEqual(["camera+microphone"]);
});

test("a camera that ends and is still there is opened again, as after the computer has slept", async () => {
  const { devices, media, now } = fakeDesk();
  await media.start();
  await media.useCamera("webcam");
  vi.advanceTimersByTime(5_000);
  devices
    .live()
    .find((track) => track.is("camera"))
    ?.end();
  await settle();
  expect(now()).toBe("camera on webcam, microphone on mic");
});

test("a camera that ends again and again is broken", async () => {
  const { devices, media, now, failed } = fakeDesk();
  await media.start();
  for (let ends = 0; ends < 4; ends += 1) {
    expect(now()).toBe("camera on cam, microphone on mic");
    vi.advanceTimersByTime(4_999);
    devices
      .live()
      .find((track) => track.is("camera"))
      ?.end();
    await settle();
  }
  expect(now()).toBe("camera failed device_failed, microphone on mic");
  expect(failed).toEqual(["camera device_failed"]);
  expect(devices.asked).toHaveLength(4);
});

test("a camera that ends now and then is not broken", async () => {
  const { devices, media, now } = fakeDesk();
  await media.start();
  for (let ends = 0; ends < 10; ends += 1) {
    vi.advanceTimersByTime(5_000);
    devices
      .live()
      .find((track) => track.is("camera"))
      ?.end();
    await settle();
  }
  expect(now()).toBe("camera on cam, microphone on mic");
});

test("a device that has ended on its way to the page is lost like any other", async () => {
  const { devices, media, now } = fakeDesk();
  const open = devices.getUserMedia.bind(devices);
  vi.spyOn(devices, "getUserMedia").mockImplementationOnce(async (constraints) => {
    const stream = await open(constraints);
    for (const track of stream.getTracks()) track.end();
    return stream;
  });
  await media.setCamera(true);
  await settle();
  expect(now()).toBe("camera on cam, microphone off");
  expect(devices.asked).toEqual(["camera", "camera=cam"]);
  expect(devices.lights).toEqual(["cam"]);
});

test("the default microphone is replaced by the new default one when it is unplugged", async () => {
  const { devices, media, now, failed } = fakeDesk();
  devices.unplug("mic", "headset");
  devices.plugIn("microphone", "default", { label: "Default - The mic", groupId: "mic" });
  devices.plugIn("microphone", "mic");
  await media.start();
  await settle();
  expect(now()).toBe("camera on cam, microphone on mic");
  devices.plugIn("microphone", "headset");
  await settle();
  // the list is new before the track ends, and nobody tells permissions
  vi.stubGlobal("navigator", { mediaDevices: devices });
  devices.unlist("default", "mic");
  await settle();
  devices
    .live()
    .find((track) => track.is("microphone"))
    ?.end();
  await settle();
  expect(now()).toBe("camera on cam, microphone on headset");
  expect(failed).toEqual([]);
});
