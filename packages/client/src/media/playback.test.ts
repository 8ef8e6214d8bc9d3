import { beforeEach, expect, test, vi } from "vitest";

import { FakeDeviceTrack } from "../fakes/fake-device-track.ts";
import { settle, type FakeDevices } from "../fakes/fake-devices.ts";
import { asElement, FakeMediaElement } from "../fakes/fake-media-element.ts";
import { FakeMediaStream } from "../fakes/fake-media-stream.ts";
import { fakePage } from "../fakes/fake-page.ts";
import { createPlayback } from "./playback.ts";

let devices: FakeDevices;
const reported = vi.fn<(error: unknown) => void>();

beforeEach(() => {
  devices = fakePage();
  devices.permission.microphone = "granted";
  reported.mockClear();
  vi.stubGlobal("reportError", reported);
  vi.stubGlobal("HTMLMediaElement", FakeMediaElement);
});

function stream(track = new FakeDeviceTrack("video")): MediaStream {
  return new FakeMediaStream([track]) as unknown as MediaStream;
}

function fakePlayback() {
  const playback = createPlayback();
  const blocked: boolean[] = [];
  const speakers: string[] = [];
  playback.on("blocked", (isBlocked) => blocked.push(isBlocked));
  playback.on("speaker", (deviceId) => speakers.push(deviceId));
  return { playback, blocked, speakers };
}

test("plays a stream in an element, inline on phones", async () => {
  const { playback, blocked } = fakePlayback();
  const [element, picture] = [new FakeMediaElement(), stream()];
  playback.play(asElement(element), picture);
  expect(element.srcObject).toBe(picture);
  expect(element.attributes).toEqual(["playsinline"]);
  expect(element.waiting).toBe(1);
  element.begin();
  await settle();
  expect(playback.blocked).toBe(false);
  expect(blocked).toEqual([]);
});

test("the same stream again does not begin anew", () => {
  const { playback } = fakePlayback();
  const [element, picture] = [new FakeMediaElement(), stream()];
  playback.play(asElement(element), picture);
  playback.play(asElement(element), picture);
  expect(element.loads).toBe(1);
  expect(element.attributes).toHaveLength(1);
});

test("a stream that takes the place of another before it has begun is no error", async () => {
  const { playback, blocked } = fakePlayback();
  const element = new FakeMediaElement();
  playback.play(asElement(element), stream());
  const second = stream();
  playback.play(asElement(element), second);
  element.begin();
  await settle();
  expect(element.srcObject).toBe(second);
  expect(blocked).toEqual([]);
  expect(reported).not.toHaveBeenCalled();
});

test("what the browser blocks is shown without its sound, and heard after `resume`", async () => {
  const { playback, blocked } = fakePlayback();
  const [element, other] = [new FakeMediaElement(), new FakeMediaElement()];
  playback.play(asElement(element), stream());
  playback.play(asElement(other), stream());
  element.block();
  other.begin();
  await settle();
  expect(playback.blocked).toBe(true);
  expect(element).toMatchObject({ muted: true, waiting: 1 });
  element.begin();
  await settle();
  expect(playback.blocked).toBe(true);
  playback.resume();
  expect(element).toMatchObject({ muted: false, waiting: 1 });
  expect(other).toMatchObject({ muted: false, waiting: 1 });
  element.begin();
  other.begin();
  await settle();
  expect(playback.blocked).toBe(false);
  expect(blocked).toEqual([true, false]);
});

test("`resume` that was no click changes nothing", async () => {
  const { playback, blocked } = fakePlayback();
  const element = new FakeMediaElement();
  playback.play(asElement(element), stream());
  element.block();
  await settle();
  element.begin();
  playback.resume();
  element.block();
  await settle();
  expect(element).toMatchObject({ muted: true, waiting: 1 });
  expect(playback.blocked).toBe(true);
  expect(blocked).toEqual([true]);
});

test("an element that its owner has muted stays muted, also where not even that may play", async () => {
  const { playback } = fakePlayback();
  const element = new FakeMediaElement();
  element.muted = true;
  playback.play(asElement(element), stream());
  element.block();
  await settle();
  expect(element.waiting).toBe(0);
  expect(playback.blocked).toBe(true);
  playback.resume();
  element.begin();
  await settle();
  expect(element.muted).toBe(true);
  expect(playback.blocked).toBe(false);
});

test.for(["released", "closed", "given nothing"])("a blocked element that is %s blocks no more", async (how) => {
  const { playback, blocked } = fakePlayback();
  const element = new FakeMediaElement();
  playback.play(asElement(element), stream());
  element.block();
  await settle();
  if (how === "released") playback.release(asElement(element));
  else if (how === "closed") playback.close();
  else playback.play(asElement(element), null);
  await settle();
  expect(element).toMatchObject({ srcObject: null, muted: false });
  expect(blocked).toEqual([true, false]);
});

test("what is blocked after it was released is not told", async () => {
  const { playback, blocked } = fakePlayback();
  const element = new FakeMediaElement();
  playback.play(asElement(element), stream());
  element.block();
  playback.release(asElement(element));
  await settle();
  expect(element.muted).toBe(false);
  expect(blocked).toEqual([]);
});

test("another stream in a blocked element stays blocked, and is shown", async () => {
  const { playback, blocked } = fakePlayback();
  const element = new FakeMediaElement();
  playback.play(asElement(element), stream());
  element.block();
  await settle();
  playback.play(asElement(element), stream());
  element.begin();
  await settle();
  expect(element.muted).toBe(true);
  expect(blocked).toEqual([true]);
});

test("an element that is paused plays again while its stream lives", async () => {
  const { playback } = fakePlayback();
  const [element, track] = [new FakeMediaElement(), new FakeDeviceTrack("video")];
  playback.play(asElement(element), stream(track));
  element.begin();
  await settle();
  element.pause();
  expect(element.waiting).toBe(1);
  track.stop();
  element.pause();
  await settle();
  expect(element.waiting).toBe(0);
  playback.release(asElement(element));
  element.pause();
  expect(element.waiting).toBe(0);
  expect(reported).not.toHaveBeenCalled();
});

test("any other failure is reported", async () => {
  const { playback, blocked } = fakePlayback();
  const [element, failure] = [new FakeMediaElement(), new DOMException("no decoder", "NotSupportedError")];
  playback.play(asElement(element), stream());
  element.fail(failure);
  await settle();
  expect(reported.mock.calls).toEqual([[failure]]);
  expect(blocked).toEqual([]);
});

test("sends all sound to another speaker, also of elements that come later", async () => {
  const { playback, speakers } = fakePlayback();
  const [first, second] = [new FakeMediaElement(), new FakeMediaElement()];
  playback.play(asElement(first), stream());
  await playback.setSpeaker("headphones");
  playback.play(asElement(second), stream());
  expect([first.sinkId, second.sinkId, playback.speaker]).toEqual(["headphones", "headphones", "headphones"]);
  await playback.setSpeaker("headphones");
  await playback.setSpeaker("");
  expect([first.sinkId, second.sinkId, playback.speaker]).toEqual(["", "", ""]);
  expect(speakers).toEqual(["headphones", ""]);
});

test("two speakers in a row: the last one counts", async () => {
  const { playback, speakers } = fakePlayback();
  const element = new FakeMediaElement();
  playback.play(asElement(element), stream());
  const slow = Promise.withResolvers<void>();
  vi.spyOn(element, "setSinkId").mockImplementationOnce(async (sinkId) => {
    await slow.promise;
    element.sinkId = sinkId;
  });
  const switches = [playback.setSpeaker("one"), playback.setSpeaker("two")];
  await settle();
  slow.resolve();
  await Promise.all(switches);
  expect([element.sinkId, playback.speaker]).toEqual(["two", "two"]);
  expect(speakers).toEqual(["one", "two"]);
});

test.for([
  ["NotFoundError", "no_device"],
  ["NotAllowedError", "permission_denied"],
  ["AbortError", "device_failed"],
] as const)("a speaker that fails with %s is %s, and nothing moves", async ([name, code]) => {
  const { playback, speakers } = fakePlayback();
  const [good, bad] = [new FakeMediaElement(), new FakeMediaElement()];
  playback.play(asElement(good), stream());
  playback.play(asElement(bad), stream());
  bad.sinkFailure = new DOMException("no", name);
  await expect(playback.setSpeaker("headphones")).rejects.toMatchObject({ name: "MediaError", code });
  expect([good.sinkId, playback.speaker]).toEqual(["", ""]);
  expect(speakers).toEqual([]);
  bad.sinkFailure = null;
  await playback.setSpeaker("headphones");
  expect([good.sinkId, bad.sinkId]).toEqual(["headphones", "headphones"]);
});

test("a speaker that fails in one element is taken back in a slower one", async () => {
  const { playback } = fakePlayback();
  const [slow, bad] = [new FakeMediaElement(), new FakeMediaElement()];
  playback.play(asElement(slow), stream());
  playback.play(asElement(bad), stream());
  bad.sinkFailure = new DOMException("no", "AbortError");
  const later = Promise.withResolvers<void>();
  vi.spyOn(slow, "setSinkId").mockImplementationOnce(async (sinkId) => {
    await later.promise;
    slow.sinkId = sinkId;
  });
  const failed = playback.setSpeaker("headphones").catch((error: unknown) => error);
  await settle();
  later.resolve();
  expect(await failed).toMatchObject({ code: "device_failed" });
  expect(slow.sinkId).toBe("");
});

test("an element that cannot use the speaker plays through the default one", async () => {
  const { playback } = fakePlayback();
  await playback.setSpeaker("headphones");
  const element = new FakeMediaElement();
  element.sinkFailure = new DOMException("gone", "NotFoundError");
  playback.play(asElement(element), stream());
  await settle();
  expect(element.sinkId).toBe("");
  expect(reported).not.toHaveBeenCalled();
});

test("a browser that does not let a page choose says so", async () => {
  const { playback } = fakePlayback();
  expect(playback.canSetSpeaker).toBe(true);
  vi.stubGlobal("HTMLMediaElement", EventTarget);
  expect(playback.canSetSpeaker).toBe(false);
  await expect(playback.setSpeaker("headphones")).rejects.toMatchObject({ name: "MediaError", code: "not_supported" });
});

test("a speaker that is unplugged gives way to the default one", async () => {
  const { playback, speakers } = fakePlayback();
  const element = new FakeMediaElement();
  playback.play(asElement(element), stream());
  devices.plugIn("speaker", "headphones");
  await playback.setSpeaker("headphones");
  devices.plugIn("speaker", "other");
  await settle();
  expect(playback.speaker).toBe("headphones");
  devices.unplug("headphones");
  await settle();
  expect([element.sinkId, playback.speaker]).toEqual(["", ""]);
  expect(speakers).toEqual(["headphones", ""]);
});

test("a list that is older than the choice of a speaker does not take it away", async () => {
  const { playback } = fakePlayback();
  devices.plugIn("speaker", "old");
  await playback.setSpeaker("old");
  devices.holdLists();
  devices.unplug("old");
  devices.plugIn("speaker", "new");
  await playback.setSpeaker("new");
  devices.answerList();
  devices.answerList();
  await settle();
  expect(playback.speaker).toBe("new");
});

test("speakers that cannot be listed stay as they are", async () => {
  const { playback } = fakePlayback();
  await playback.setSpeaker("headphones");
  devices.listFailure = new DOMException("no", "InvalidStateError");
  devices.unplug("headphones");
  await settle();
  expect(playback.speaker).toBe("headphones");
});

test("closing lets go of all elements, and nothing plays after it", () => {
  const element = new FakeMediaElement();
  {
    using playback = createPlayback();
    playback.play(asElement(element), stream());
    playback.close();
    playback.play(asElement(element), stream());
  }
  expect(element.srcObject).toBe(null);
  expect(element.waiting).toBe(0);
});
