import { expect, test, vi } from "vitest";

import { settle } from "../fakes/fake-devices.ts";
import { fakeDesk } from "../fakes/fake-page.ts";

test("a camera that is turned off while it starts is stopped when it comes", async () => {
  const { devices, media, now, sent } = fakeDesk();
  devices.hold();
  const started = media.setCamera(true);
  await settle();
  await media.setCamera(false);
  expect(now()).toBe("camera off, microphone off");
  devices.answer();
  await started;
  expect(now()).toBe("camera off, microphone off");
  expect(sent()).toEqual([]);
  expect(devices.lights).toEqual([]);
});

test("a camera that is turned off while both start is stopped, and the microphone comes", async () => {
  const { devices, media, now } = fakeDesk();
  devices.hold();
  const started = media.start();
  await media.setCamera(false);
  devices.answer();
  await started;
  expect(now()).toBe("camera off, microphone on mic");
  expect(devices.lights).toEqual(["mic"]);
});

test("a refusal that nobody waits for any more is not told", async () => {
  const { devices, media, now, failed } = fakeDesk();
  devices.refused.add("camera");
  devices.hold();
  const started = media.setCamera(true);
  await settle();
  await media.setCamera(false);
  devices.answer();
  await started;
  expect(now()).toBe("camera off, microphone off");
  expect(failed).toEqual([]);
});

test("off and on again while it starts: the second wish counts", async () => {
  const { devices, media, now } = fakeDesk();
  devices.hold();
  const first = media.setCamera(true);
  await settle();
  await media.setCamera(false);
  const second = media.setCamera(true);
  await settle();
  expect(devices.waiting).toBe(1);
  expect(now()).toBe("camera starting, microphone off");
  devices.answer();
  await first;
  await settle();
  devices.answer();
  await second;
  expect(now()).toBe("camera on cam, microphone off");
  expect(devices.lights).toEqual(["cam"]);
});

test("of three switches in a row the last one counts, and what is in between is never opened", async () => {
  const { devices, media, now } = fakeDesk();
  devices.plugIn("camera", "third");
  await media.start();
  devices.hold();
  const switches = [media.useCamera("webcam")];
  await settle();
  switches.push(media.useCamera("third"), media.useCamera("webcam"), media.useCamera("third"));
  devices.answer();
  await settle();
  devices.answer();
  await Promise.all(switches);
  expect(devices.asked.slice(1)).toEqual(["camera=webcam", "camera=third"]);
  expect(now()).toBe("camera on third, microphone on mic");
  expect(devices.lights).toEqual(["mic", "third"]);
});

test("going back to the camera that still runs calls the switch off", async () => {
  const { devices, media, now } = fakeDesk();
  await media.start();
  devices.hold();
  const away = media.useCamera("webcam");
  await settle();
  await media.useCamera("cam");
  devices.answer();
  await away;
  expect(now()).toBe("camera on cam, microphone on mic");
  expect(devices.lights).toEqual(["cam", "mic"]);
});

test("a switch while it starts: the other one comes, and the first is stopped", async () => {
  const { devices, media, now } = fakeDesk();
  devices.hold();
  const started = media.start();
  await settle();
  const switched = media.useCamera("webcam");
  devices.answer();
  await started;
  await settle();
  devices.answer();
  await switched;
  expect(now()).toBe("camera on webcam, microphone on mic");
  expect(devices.lights).toEqual(["mic", "webcam"]);
});

test("a switch that has the old one stopped first does not open anything once it is overtaken", async () => {
  const { devices, media, now } = fakeDesk();
  devices.secondCamera = "is busy";
  await media.start();
  devices.hold();
  const switched = media.useCamera("webcam");
  await settle();
  devices.answer();
  await settle();
  expect(now()).toBe("camera starting, microphone on mic");
  await media.setCamera(false);
  devices.answer();
  await switched;
  await settle();
  expect(now()).toBe("camera off, microphone on mic");
  expect(devices.waiting).toBe(0);
  expect(devices.lights).toEqual(["mic"]);
});

test("a microphone is switched while the camera waits for an answer", async () => {
  const { devices, media, now } = fakeDesk();
  await media.start({ camera: false });
  devices.hold();
  const started = media.setCamera(true);
  await settle();
  const switched = media.useMicrophone("headset");
  await settle();
  devices.answer(1);
  await switched;
  expect(now()).toBe("camera starting, microphone on headset");
  devices.answer();
  await started;
  expect(now()).toBe("camera on cam, microphone on headset");
});

test("a camera that is turned off while it looks for another one stays off", async () => {
  const { devices, media, now, failed } = fakeDesk();
  await media.start();
  devices.holdLists();
  devices.unplug("cam");
  await media.setCamera(false);
  devices.answerList();
  devices.answerList();
  await settle();
  expect(now()).toBe("camera off, microphone on mic");
  expect(devices.asked).toEqual(["camera+microphone"]);
  expect(failed).toEqual([]);
});

test("a refusal of both that comes before an earlier answer is told when its turn comes", async () => {
  const { devices, media, now } = fakeDesk();
  devices.hold();
  const first = media.setCamera(true);
  await settle();
  await media.setCamera(false);
  devices.refused.add("camera").add("microphone");
  const started = media.start();
  devices.answer(1);
  await settle();
  // a browser looks for rejections that nobody hears at the end of a task
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(now()).toBe("camera starting, microphone failed permission_denied");
  devices.answer();
  await Promise.all([first, started]);
  expect(now()).toBe("camera failed permission_denied, microphone failed permission_denied");
});

test("a list that comes after the end is not told", async () => {
  const { devices, media } = fakeDesk();
  const lists: unknown[] = [];
  media.on("devices", (list) => lists.push(list));
  devices.holdLists();
  await media.start();
  media.close();
  devices.answerList();
  await settle();
  expect(lists).toEqual([]);
});

test.for([0, 1, 2, 3])("closing after %i of three answers leaves no light on", async (answers) => {
  const { devices, media, now, failed } = fakeDesk();
  devices.hold();
  const promises = [media.start()];
  await settle();
  promises.push(media.useCamera("webcam"), media.useMicrophone("headset"));
  for (let answer = 0; answer < answers; answer += 1) {
    devices.answer();
    await settle();
  }
  media.close();
  while (devices.waiting > 0) {
    devices.answer();
    await settle();
  }
  await Promise.all(promises);
  expect(devices.lights).toEqual([]);
  expect(now()).toBe("camera off, microphone off");
  expect(media.stream.getTracks()).toEqual([]);
  expect(failed).toEqual([]);
});

test("a listener that closes at the first change leaves no light on", async () => {
  const { devices, media } = fakeDesk();
  const stop = media.on("change", () => {
    stop();
    media.close();
  });
  await media.start();
  await settle();
  expect(devices.lights).toEqual([]);
});

test("a listener that turns the microphone on at the first change leaves one light each", async () => {
  const { devices, media, now } = fakeDesk();
  const stop = media.on("change", () => {
    stop();
    void media.setMicrophone(true);
  });
  await media.start();
  await settle();
  expect(now()).toBe("camera on cam, microphone on mic");
  expect(devices.lights).toEqual(["cam", "mic"]);
});

test("a listener that turns off a camera that has just ended is obeyed", async () => {
  const { devices, media, now } = fakeDesk();
  const open = devices.getUserMedia.bind(devices);
  vi.spyOn(devices, "getUserMedia").mockImplementationOnce(async (constraints) => {
    const stream = await open(constraints);
    for (const track of stream.getTracks()) track.end();
    return stream;
  });
  media.on("change", () => {
    if (media.camera.name === "on") void media.setCamera(false);
  });
  await media.setCamera(true);
  await settle();
  expect(now()).toBe("camera off, microphone off");
  expect(devices.asked).toEqual(["camera"]);
});

test("a listener that tries again when it has failed is not told the old failure", async () => {
  const { devices, media, now } = fakeDesk();
  devices.busy.add("cam");
  let again: Promise<void> | null = null;
  media.on("change", () => {
    if (media.camera.name !== "failed") return;
    devices.busy.clear();
    again ??= media.setCamera(true);
  });
  await expect(media.setCamera(true)).rejects.toMatchObject({ code: "device_busy" });
  await again;
  expect(now()).toBe("camera on cam, microphone off");
});
