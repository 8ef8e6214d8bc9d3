import { expect, test, vi } from "vitest";

import { FakeDeviceTrack } from "../fakes/fake-device-track.ts";
import { asMediaDevices } from "../fakes/fake-devices.ts";
import { FakeMediaStream } from "../fakes/fake-media-stream.ts";
import { shareScreen } from "./share-screen.ts";

function screen(answer: () => Promise<unknown>) {
  const getDisplayMedia = vi.fn<(options: DisplayMediaStreamOptions) => Promise<unknown>>(answer);
  return { mediaDevices: asMediaDevices({ getDisplayMedia }), getDisplayMedia };
}

const shared = async () => new FakeMediaStream([new FakeDeviceTrack("video"), new FakeDeviceTrack("audio")]);

test("shares a screen that stays sharp, and its sound as it is", async () => {
  const { mediaDevices, getDisplayMedia } = screen(shared);
  const stream = await shareScreen({ mediaDevices });
  expect(stream.getTracks().map(({ kind, contentHint }) => [kind, contentHint])).toEqual([
    ["video", "detail"],
    ["audio", ""],
  ]);
  expect(getDisplayMedia.mock.calls).toEqual([
    [
      {
        video: { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 15 } },
        audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      },
    ],
  ]);
});

test("shares as the options say", async () => {
  const { mediaDevices, getDisplayMedia } = screen(shared);
  const stream = await shareScreen({ mediaDevices, audio: false, video: { frameRate: 30 }, contentHint: "motion" });
  expect(stream.getVideoTracks()[0]?.contentHint).toBe("motion");
  expect(getDisplayMedia.mock.calls).toEqual([
    [{ video: { width: { max: 1920 }, height: { max: 1080 }, frameRate: 30 }, audio: false }],
  ]);
});

test.for(["NotAllowedError", "InvalidStateError"])(
  "a user who cancels, or no click, is permission_denied: %s",
  async (name) => {
    const cause = new DOMException("no", name);
    const { mediaDevices } = screen(() => Promise.reject(cause));
    await expect(shareScreen({ mediaDevices })).rejects.toMatchObject({
      name: "MediaError",
      code: "permission_denied",
      cause,
    });
  },
);

test("a phone, which has no screen sharing, is a typed error", async () => {
  const failed = shareScreen({ mediaDevices: asMediaDevices({}) });
  await expect(failed).rejects.toMatchObject({ name: "MediaError", code: "not_supported" });
});

test("an insecure page is a typed error", async () => {
  vi.stubGlobal("navigator", {});
  try {
    await expect(shareScreen()).rejects.toMatchObject({ code: "insecure_context" });
  } finally {
    vi.unstubAllGlobals();
  }
});
