import { expect, test } from "vitest";

import { settle } from "../fakes/fake-devices.ts";
import { fakeDesk, fakeMedia, fakePage } from "../fakes/fake-page.ts";

/** A phone: a camera on each side. */
function fakePhone() {
  const devices = fakePage();
  devices.plugIn("camera", "front", { facingMode: "user" });
  devices.plugIn("camera", "back", { facingMode: "environment" });
  devices.plugIn("microphone", "mic");
  return { devices, ...fakeMedia() };
}

test("switches the camera while it runs: the old one goes when the new one is there", async () => {
  const { devices, media, now, told, sent } = fakeDesk();
  await media.start();
  told.length = 0;
  devices.hold();
  const switched = media.useCamera("webcam");
  await settle();
  expect(now()).toBe("camera on cam, microphone on mic");
  expect(sent()).toContain("The cam");
  devices.answer();
  await switched;
  expect(told).toEqual(["camera on webcam, microphone on mic"]);
  expect(sent().toSorted()).toEqual(["The mic", "The webcam"]);
  expect(devices.lights).toEqual(["mic", "webcam"]);
});

test("the stream is never without a picture during a switch", async () => {
  const { media } = fakeDesk();
  await media.start();
  const pictures: number[] = [];
  for (const change of ["addTrack", "removeTrack"] as const) {
    const original = media.stream[change].bind(media.stream);
    media.stream[change] = (track) => {
      original(track);
      pictures.push(media.stream.getVideoTracks().length);
    };
  }
  await media.useCamera("webcam");
  expect(pictures).toEqual([2, 1]);
});

test("switches the microphone; a muted one stays muted", async () => {
  const { media, now, sent } = fakeDesk();
  await media.start({ camera: false });
  await media.useMicrophone("headset");
  expect(now()).toBe("camera off, microphone on headset");
  await media.setMicrophone(false);
  await media.useMicrophone("mic");
  expect(now()).toBe("camera off, microphone muted mic");
  expect(sent()).toEqual(["(The mic)"]);
});

test("the one that is in use is not switched to", async () => {
  const { devices, media, told } = fakeDesk();
  await media.start();
  told.length = 0;
  await media.useCamera("cam");
  expect(devices.asked).toEqual(["camera+microphone"]);
  expect(told).toEqual([]);
});

test("one that is off is only chosen, for when it is turned on", async () => {
  const { devices, media, now } = fakeDesk();
  await media.useCamera("webcam");
  await media.useMicrophone("headset");
  expect(devices.asked).toEqual([]);
  await media.start();
  expect(devices.asked).toEqual(["camera=webcam+microphone=headset"]);
  expect(now()).toBe("camera on webcam, microphone on headset");
});

test("the one that was in use is the one that comes back", async () => {
  const { devices, media } = fakeDesk();
  await media.start();
  await media.useCamera("webcam");
  await media.setCamera(false);
  await media.setCamera(true);
  expect(devices.asked).toEqual(["camera+microphone", "camera=webcam", "camera=webcam"]);
});

test("if the one of choice is gone when it is turned on, any other does, and it is still the first choice", async () => {
  const { devices, media, now } = fakeDesk({ video: { deviceId: { exact: "webcam" } } });
  devices.unplug("webcam");
  await media.start();
  expect(now()).toBe("camera on cam, microphone on mic");
  await media.setCamera(false);
  devices.plugIn("camera", "webcam");
  await media.setCamera(true);
  expect(now()).toBe("camera on webcam, microphone on mic");
});

test.for([
  ["there is none of that id", "nowhere", "no_device"],
  ["it is busy", "webcam", "device_busy"],
] as const)("the old one stays if %s", async ([, deviceId, code]) => {
  const { devices, media, now, sent, failed } = fakeDesk();
  await media.start();
  devices.busy.add("webcam");
  await expect(media.useCamera(deviceId)).rejects.toMatchObject({ name: "MediaError", code });
  expect(now()).toBe("camera on cam, microphone on mic");
  expect(sent()).toContain("The cam");
  expect(failed).toEqual([]);
  await media.setCamera(false);
  await media.setCamera(true);
  expect(now()).toBe("camera on cam, microphone on mic");
});

test("a switch to a camera that is not there leaves the old one alone", async () => {
  const { devices, media, told } = fakeDesk();
  await media.start();
  told.length = 0;
  await expect(media.useCamera("nowhere")).rejects.toMatchObject({ code: "no_device" });
  expect(told).toEqual([]);
  expect(devices.asked).toEqual(["camera+microphone", "camera=nowhere"]);
});

test("what happens to the old one after a switch is not told", async () => {
  const { devices, media, told, now } = fakeDesk();
  await media.start();
  await media.useCamera("webcam");
  told.length = 0;
  const [old] = devices.tracks.filter((track) => track.is("camera"));
  old?.interrupt(true);
  expect(told).toEqual([]);
  expect(now()).toBe("camera on webcam, microphone on mic");
});

test("no other camera takes the place of one of choice that is busy", async () => {
  const { devices, media, now } = fakeDesk();
  await media.useCamera("webcam");
  devices.busy.add("webcam");
  await expect(media.setCamera(true)).rejects.toMatchObject({ code: "device_busy" });
  expect(now()).toBe("camera failed device_busy, microphone off");
  expect(devices.asked).toEqual(["camera=webcam"]);
});

test("one that failed is replaced by another of choice", async () => {
  const { devices, media, now } = fakeDesk();
  devices.busy.add("cam");
  await media.start();
  expect(now()).toBe("camera failed device_busy, microphone on mic");
  await expect(media.useCamera("nowhere")).rejects.toMatchObject({ code: "no_device" });
  expect(now()).toBe("camera failed no_device, microphone on mic");
  await media.useCamera("webcam");
  expect(now()).toBe("camera on webcam, microphone on mic");
});

test("where two cameras cannot run at a time, the old one is stopped first", async () => {
  const { devices, media, told, now } = fakeDesk();
  devices.secondCamera = "is busy";
  await media.start();
  told.length = 0;
  await media.useCamera("webcam");
  expect(told).toEqual(["camera starting, microphone on mic", "camera on webcam, microphone on mic"]);
  expect(now()).toBe("camera on webcam, microphone on mic");
  expect(devices.lights).toEqual(["mic", "webcam"]);
});

test("where two cameras cannot run at a time, the old one is back if the new one fails", async () => {
  const { devices, media, now, sent } = fakeDesk();
  devices.secondCamera = "is busy";
  devices.busy.add("webcam");
  await media.start();
  await expect(media.useCamera("webcam")).rejects.toMatchObject({ code: "device_busy" });
  expect(now()).toBe("camera on cam, microphone on mic");
  expect(sent()).toContain("The cam");
  expect(devices.lights).toEqual(["cam", "mic"]);
});

test("where the old one cannot come back either, it has failed", async () => {
  const { devices, media, now } = fakeDesk();
  await media.start();
  devices.busy.add("cam").add("webcam");
  await expect(media.useCamera("webcam")).rejects.toMatchObject({ code: "device_busy" });
  expect(now()).toBe("camera failed device_busy, microphone on mic");
  expect(devices.lights).toEqual(["mic"]);
});

test("where a new camera ends the old one, the new one takes its place", async () => {
  const { devices, media, now, failed } = fakeDesk();
  devices.secondCamera = "ends the first";
  await media.start();
  await media.useCamera("webcam");
  await settle();
  expect(now()).toBe("camera on webcam, microphone on mic");
  expect(failed).toEqual([]);
  expect(devices.asked).toEqual(["camera+microphone", "camera=webcam"]);
});

test("a camera that is unplugged while another one is refused is replaced by any", async () => {
  const { devices, media, now } = fakeDesk();
  devices.plugIn("camera", "third");
  devices.busy.add("webcam");
  await media.start();
  devices.hold();
  const switched = media.useCamera("webcam").catch((error: unknown) => error);
  await settle();
  devices.unplug("cam");
  expect(now()).toBe("camera starting, microphone on mic");
  devices.answer();
  await settle();
  devices.answer();
  await settle();
  devices.busy.clear();
  devices.answer();
  expect(await switched).toMatchObject({ code: "device_busy" });
  expect(now()).toBe("camera on webcam, microphone on mic");
});

test("flips between the two sides of a phone", async () => {
  const { devices, media, now } = fakePhone();
  devices.secondCamera = "is busy";
  await media.start();
  await media.flipCamera();
  expect(now()).toBe("camera on back, microphone on mic");
  await media.flipCamera();
  expect(now()).toBe("camera on front, microphone on mic");
  expect(devices.asked.slice(1).filter((asked) => asked.includes("("))).toHaveLength(4);
});

test("a flipped camera comes back on that side", async () => {
  const { media, now } = fakePhone();
  await media.start();
  await media.flipCamera();
  await media.setCamera(false);
  await media.setCamera(true);
  expect(now()).toBe("camera on back, microphone on mic");
});

test("a phone without a second camera cannot be flipped", async () => {
  const { devices, media, now } = fakePhone();
  devices.unplug("back");
  await media.start();
  await expect(media.flipCamera()).rejects.toMatchObject({ code: "no_device" });
  expect(now()).toBe("camera on front, microphone on mic");
});

test("where cameras face nowhere, flipping goes through the list", async () => {
  const { devices, media, now } = fakeDesk();
  await media.start();
  await settle();
  await media.flipCamera();
  expect(now()).toBe("camera on webcam, microphone on mic");
  await media.flipCamera();
  expect(now()).toBe("camera on cam, microphone on mic");
  devices.unplug("webcam");
  await settle();
  await expect(media.flipCamera()).rejects.toMatchObject({ code: "no_device" });
});

test("a camera that is off is not flipped", async () => {
  const { devices, media } = fakePhone();
  await media.flipCamera();
  expect(devices.asked).toEqual([]);
});
