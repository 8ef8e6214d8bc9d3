import { expect, test, vi } from "vitest";

import { MediaError } from "../errors.ts";
import { asMediaDevices, FakeDevices, settle } from "../fakes/fake-devices.ts";
import { fakeDesk, fakeMedia, fakePage } from "../fakes/fake-page.ts";

type Mishap = readonly [name: string, happens: (devices: FakeDevices) => unknown, code: string];

test("is off, and asks for nothing, until it is started", async () => {
  const { devices, media, now, sent } = fakeDesk();
  await settle();
  expect(now()).toBe("camera off, microphone off");
  expect(devices.asked).toEqual([]);
  expect(sent()).toEqual([]);
  expect(media.devices.cameras).toEqual([]);
});

test("starts both with one question", async () => {
  const { devices, media, told, now, sent } = fakeDesk();
  await media.start();
  expect(devices.asked).toEqual(["camera+microphone"]);
  expect(now()).toBe("camera on cam, microphone on mic");
  expect(sent().toSorted()).toEqual(["The cam", "The mic"]);
  expect(told).toEqual([
    "camera starting, microphone off",
    "camera starting, microphone starting",
    "camera on cam, microphone starting",
    "camera on cam, microphone on mic",
  ]);
});

test("asks for a picture and a voice fit for a call, and for what the options say instead", async () => {
  const devices = fakePage();
  devices.plugIn("camera", "cam");
  devices.plugIn("microphone", "mic");
  const asked = vi.spyOn(devices, "getUserMedia");
  const { media } = fakeMedia({ video: { width: 640, facingMode: "environment" }, audio: { autoGainControl: false } });
  await media.start();
  expect(asked.mock.calls).toEqual([
    [
      {
        video: { width: 640, height: { ideal: 720 }, frameRate: { ideal: 30 }, facingMode: "environment" },
        audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: false },
      },
    ],
  ]);
});

test("starts one of the two alone", async () => {
  const { devices, media, now } = fakeDesk();
  await media.start({ camera: false });
  expect(devices.asked).toEqual(["microphone"]);
  expect(now()).toBe("camera off, microphone on mic");
  await media.start({ microphone: false });
  expect(now()).toBe("camera on cam, microphone on mic");
});

test("starting again asks only for what is missing", async () => {
  const { devices, media, now } = fakeDesk();
  await media.start();
  await media.setCamera(false);
  await media.start();
  await media.start();
  expect(devices.asked).toEqual(["camera+microphone", "camera=cam"]);
  expect(now()).toBe("camera on cam, microphone on mic");
});

test("two starts at once are one", async () => {
  const { devices, media, now } = fakeDesk();
  await Promise.all([media.start(), media.start(), media.setCamera(true), media.setMicrophone(true)]);
  expect(devices.asked).toEqual(["camera+microphone"]);
  expect(now()).toBe("camera on cam, microphone on mic");
});

test.for<Mishap>([
  ["there is no camera", (devices) => devices.unplug("cam", "webcam"), "no_device"],
  ["the camera is busy", (devices) => devices.busy.add("cam"), "device_busy"],
  ["the camera is forbidden", (devices) => devices.forbid("camera"), "permission_denied"],
])("comes with the microphone alone if %s, and says why", async ([, happens, code]) => {
  const { devices, media, now, failed, sent } = fakeDesk();
  happens(devices);
  await media.start();
  expect(now()).toBe(`camera failed ${code}, microphone on mic`);
  expect(sent()).toEqual(["The mic"]);
  expect(failed).toEqual([]);
});

test.for<Mishap>([
  ["there is no microphone", (devices) => devices.unplug("mic", "headset"), "no_device"],
  ["the microphone is busy", (devices) => devices.busy.add("mic"), "device_busy"],
  ["the microphone is forbidden", (devices) => devices.forbid("microphone"), "permission_denied"],
])("comes with the camera alone if %s, and says why", async ([, happens, code]) => {
  const { devices, media, now, sent } = fakeDesk();
  happens(devices);
  await media.start();
  expect(now()).toBe(`camera on cam, microphone failed ${code}`);
  expect(sent()).toEqual(["The cam"]);
});

test("does not ask again somebody who has just said no to both", async () => {
  const { devices, media, now } = fakeDesk();
  devices.refused.add("camera").add("microphone");
  await media.start();
  expect(devices.asked).toEqual(["camera+microphone"]);
  expect(now()).toBe("camera failed permission_denied, microphone failed permission_denied");
});

test("where the browser does not tell permissions, asks for each alone", async () => {
  const { devices, media, now } = fakeDesk();
  vi.stubGlobal("navigator", { mediaDevices: devices });
  devices.refused.add("camera");
  await media.start();
  expect(devices.asked.toSorted()).toEqual(["camera", "camera+microphone", "microphone"]);
  expect(now()).toBe("camera failed permission_denied, microphone on mic");
});

test("an insecure page has no devices", async () => {
  vi.stubGlobal("navigator", {});
  const devices = fakePage();
  vi.stubGlobal("navigator", {});
  const { media, now } = fakeMedia();
  await media.start();
  expect(now()).toBe("camera failed insecure_context, microphone failed insecure_context");
  await expect(media.setCamera(true)).rejects.toMatchObject({ name: "MediaError", code: "insecure_context" });
  expect(devices.asked).toEqual([]);
});

test("takes its devices from the options", async () => {
  fakePage();
  const devices = new FakeDevices();
  devices.plugIn("microphone", "other");
  const { media, now } = fakeMedia({ mediaDevices: asMediaDevices(devices) });
  await media.start({ camera: false });
  expect(now()).toBe("camera off, microphone on other");
});

test("a camera that is off is let go of at once, and is opened again", async () => {
  const { devices, media, now, sent } = fakeDesk();
  await media.start();
  await media.setCamera(false);
  expect(now()).toBe("camera off, microphone on mic");
  expect(devices.lights).toEqual(["mic"]);
  expect(sent()).toEqual(["The mic"]);
  await media.setCamera(true);
  expect(now()).toBe("camera on cam, microphone on mic");
  expect(devices.lights).toEqual(["cam", "mic"]);
});

test("a microphone that is off is only muted, and heard again at once", async () => {
  const { devices, media, now, told, sent } = fakeDesk();
  await media.start();
  told.length = 0;
  await media.setMicrophone(false);
  expect(now()).toBe("camera on cam, microphone muted mic");
  expect(sent()).toContain("(The mic)");
  await media.setMicrophone(false);
  await media.setMicrophone(true);
  expect(now()).toBe("camera on cam, microphone on mic");
  expect(sent()).toContain("The mic");
  expect(devices.asked).toEqual(["camera+microphone"]);
  expect(told).toEqual(["camera on cam, microphone muted mic", "camera on cam, microphone on mic"]);
});

test.for(["before it starts", "while it starts"])("a microphone muted %s comes muted", async (when) => {
  const { devices, media, now, sent } = fakeDesk();
  if (when === "before it starts") await media.setMicrophone(false);
  devices.hold();
  const started = media.start();
  if (when === "while it starts") await media.setMicrophone(false);
  devices.answer();
  await started;
  expect(now()).toBe("camera on cam, microphone muted mic");
  expect(sent()).toContain("(The mic)");
});

test("the stream is the same one for life", async () => {
  const { media } = fakeDesk();
  const { stream } = media;
  await media.start();
  await media.useCamera("webcam");
  media.close();
  expect(media.stream).toBe(stream);
});

test("a device that cannot be turned on is a typed error and a state, and can be tried again", async () => {
  const { devices, media, now } = fakeDesk();
  devices.busy.add("cam");
  const failure = await media.setCamera(true).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(MediaError);
  expect(failure).toMatchObject({ code: "device_busy", message: expect.stringContaining("camera") });
  expect(media.camera).toEqual({ name: "failed", error: failure });
  devices.busy.clear();
  await media.setCamera(true);
  expect(now()).toBe("camera on cam, microphone off");
});

test("a failed camera that nobody wants any more is off", async () => {
  const { devices, media, now } = fakeDesk();
  devices.busy.add("cam");
  await media.start();
  await media.setCamera(false);
  expect(now()).toBe("camera off, microphone on mic");
});

test("tells when the system interrupts a device, as a phone call does", async () => {
  const { devices, media } = fakeDesk();
  await media.start();
  expect(media.camera).toMatchObject({ name: "on", interrupted: false });
  const [camera] = devices.live().filter((track) => track.is("camera"));
  camera?.interrupt(true);
  expect(media.camera).toMatchObject({ name: "on", interrupted: true });
  camera?.interrupt(false);
  expect(media.camera).toMatchObject({ name: "on", interrupted: false });
});

test("lists the devices once they have names, and tells what is plugged in and out", async () => {
  const { devices, media } = fakeDesk();
  const lists: string[] = [];
  media.on("devices", ({ cameras, speakers }) =>
    lists.push([...cameras, ...speakers].map(({ label }) => label).join(", ")),
  );
  await media.start();
  await settle();
  devices.plugIn("speaker", "headphones");
  await settle();
  devices.unplug("webcam");
  await settle();
  devices.dispatchEvent(new Event("devicechange"));
  await settle();
  expect(lists).toEqual(["The cam, The webcam", "The cam, The webcam, The headphones", "The cam, The headphones"]);
  expect(media.devices.cameras).toEqual([{ deviceId: "cam", label: "The cam" }]);
});

test("a list that comes after a later one counts no more", async () => {
  const { devices, media } = fakeDesk();
  await media.start();
  await settle();
  devices.holdLists();
  devices.plugIn("camera", "third");
  devices.unplug("third", "webcam");
  devices.answerList(1);
  await settle();
  devices.answerList(0);
  await settle();
  expect(media.devices.cameras.map(({ deviceId }) => deviceId)).toEqual(["cam"]);
});

test("a list that cannot be had changes nothing", async () => {
  const { devices, media, now } = fakeDesk();
  devices.listFailure = new DOMException("no", "InvalidStateError");
  await media.start();
  await settle();
  expect(now()).toBe("camera on cam, microphone on mic");
  expect(media.devices.cameras).toEqual([]);
});

test("knows Chromium's default microphone by its own name", async () => {
  const devices = fakePage();
  devices.plugIn("microphone", "default", { label: "Default - The headset", groupId: "headset" });
  devices.plugIn("microphone", "mic");
  devices.plugIn("microphone", "headset");
  const { media, now } = fakeMedia();
  devices.holdLists();
  await media.setMicrophone(true);
  expect(now()).toBe("camera off, microphone on default");
  devices.answerList();
  await settle();
  expect(media.microphone).toMatchObject({ name: "on", deviceId: "headset", label: "The headset" });
});

test("closing lets go of everything, and nothing happens after it", async () => {
  const { devices, media, now, told, sent } = fakeDesk();
  await media.start();
  media.close();
  expect(devices.lights).toEqual([]);
  expect(sent()).toEqual([]);
  expect(now()).toBe("camera off, microphone off");
  told.length = 0;
  media.close();
  devices.unplug("cam");
  await Promise.all([media.start(), media.setCamera(true), media.setMicrophone(true), media.useCamera("webcam")]);
  await media.flipCamera();
  await settle();
  expect(now()).toBe("camera off, microphone off");
  expect(devices.asked).toEqual(["camera+microphone"]);
  expect(told).toEqual([]);
});

test("`using` closes it", async () => {
  const { devices, media } = fakeDesk();
  {
    using own = media;
    await own.start();
  }
  expect(devices.lights).toEqual([]);
});
