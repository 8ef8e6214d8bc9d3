import { expect, test } from "vitest";

import { ClientError } from "../errors.ts";
import { turn } from "../fakes/call.ts";
import { capVideo, videoBitrateFor } from "./bitrate.ts";

interface Parameters {
  transactionId: string;
  encodings: { active: boolean; maxBitrate?: number }[];
  degradationPreference?: string;
}

/** An RTCRtpSender as W3C WebRTC section 5.2 wants it: what is set must be what was read last. */
class FakeSender {
  track: { kind: string; contentHint: string } | null;
  parameters: Omit<Parameters, "transactionId">;
  /** How often parameters were set. */
  sets = 0;
  /** What the next ones are rejected with. */
  readonly refusals: Error[] = [];
  #transaction = 0;
  #waiting: Promise<void> = Promise.resolve();

  constructor(kind: string | null = "video", contentHint = "") {
    this.track = kind === null ? null : { kind, contentHint };
    this.parameters = { encodings: [{ active: true }] };
  }

  get caps(): (number | undefined)[] {
    return this.parameters.encodings.map(({ maxBitrate }) => maxBitrate);
  }

  /** The parameters that are set from now on take effect when the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = promise;
    return resolve;
  }

  getParameters(): Parameters {
    this.#transaction += 1;
    return { ...structuredClone(this.parameters), transactionId: String(this.#transaction) };
  }

  async setParameters({ transactionId, ...parameters }: Parameters): Promise<void> {
    this.sets += 1;
    const refusal = this.refusals.shift();
    if (refusal !== undefined) throw refusal;
    if (transactionId !== String(this.#transaction)) throw new DOMException("stale", "InvalidModificationError");
    await this.#waiting;
    this.parameters = parameters;
  }
}

function peerConnectionOf(...senders: FakeSender[]): RTCPeerConnection {
  return { getSenders: () => senders } as unknown as RTCPeerConnection;
}

// --- the policy ---

test.for([
  [0, 1_700_000],
  [1, 1_700_000],
  [2, 1_250_000],
  [3, 833_333],
  [5, 500_000],
  [16, 156_250],
  [17, 150_000],
  [100, 150_000],
])("with %i links each may take %i bits per second", ([links, bitsPerSecond]) => {
  expect(videoBitrateFor(links ?? NaN)).toBe(bitsPerSecond);
});

// --- the cap ---

test("caps every encoding of every video, and nothing else", async () => {
  const [video, simulcast, audio, empty] = [
    new FakeSender(),
    new FakeSender(),
    new FakeSender("audio"),
    new FakeSender(null),
  ];
  simulcast.parameters.encodings.push({ active: true }, { active: false, maxBitrate: 9 });
  await capVideo(peerConnectionOf(video, simulcast, audio, empty), 500_000);
  expect(video.caps).toEqual([500_000]);
  expect(simulcast.caps).toEqual([500_000, 500_000, 500_000]);
  expect([audio.sets, empty.sets]).toEqual([0, 0]);
});

test("asks for nothing that is so already", async () => {
  const sender = new FakeSender("video", "detail");
  const peerConnection = peerConnectionOf(sender);
  await capVideo(peerConnection, 500_000);
  await capVideo(peerConnection, 500_000);
  expect(sender.sets).toBe(1);
  await capVideo(peerConnection, 400_000);
  expect([sender.sets, sender.caps]).toEqual([2, [800_000]]);
});

test("null lifts the cap", async () => {
  const sender = new FakeSender();
  const peerConnection = peerConnectionOf(sender);
  await capVideo(peerConnection, null);
  expect(sender.sets).toBe(0);
  await capVideo(peerConnection, 500_000);
  await capVideo(peerConnection, null);
  expect(sender.parameters).toStrictEqual({ encodings: [{ active: true }] });
});

test("leaves the other parameters as they are", async () => {
  const sender = new FakeSender();
  sender.parameters = { encodings: [{ active: false }], degradationPreference: "maintain-framerate" };
  await capVideo(peerConnectionOf(sender), 500_000);
  expect(sender.parameters).toEqual({
    encodings: [{ active: false, maxBitrate: 500_000 }],
    degradationPreference: "maintain-framerate",
  });
});

test("caps are whole numbers", async () => {
  const sender = new FakeSender();
  await capVideo(peerConnectionOf(sender), 333_333.4);
  expect(sender.caps).toEqual([333_333]);
});

test.for([0, -1, NaN, Infinity, 1_000_000_001])("refuses a cap of %d", async (bitsPerSecond) => {
  const sender = new FakeSender();
  const refused = capVideo(peerConnectionOf(sender), bitsPerSecond);
  await expect(refused).rejects.toBeInstanceOf(ClientError);
  await expect(refused).rejects.toMatchObject({ code: "bad_option" });
  expect(sender.sets).toBe(0);
});

// --- screens ---

test.for(["detail", "text"])("a track with the content hint %s gets twice as much, and stays sharp", async (hint) => {
  const sender = new FakeSender("video", hint);
  await capVideo(peerConnectionOf(sender), 500_000);
  expect(sender.parameters).toEqual({
    encodings: [{ active: true, maxBitrate: 1_000_000 }],
    degradationPreference: "maintain-resolution",
  });
});

test("so does what the caller calls a screen; a motion hint does not", async () => {
  const [screen, camera, film] = [new FakeSender(), new FakeSender(), new FakeSender("video", "motion")];
  const isScreen = (track: unknown): boolean => track === screen.track;
  await capVideo(peerConnectionOf(screen, camera, film), 500_000, isScreen);
  expect([screen, camera, film].flatMap(({ caps }) => caps)).toEqual([1_000_000, 500_000, 500_000]);
  expect(camera.parameters).not.toHaveProperty("degradationPreference");
});

test("a screen without a cap stays sharp too", async () => {
  const sender = new FakeSender("video", "text");
  await capVideo(peerConnectionOf(sender), null);
  expect(sender.parameters).toEqual({ encodings: [{ active: true }], degradationPreference: "maintain-resolution" });
});

test("a camera that takes the place of a screen is a camera", async () => {
  const sender = new FakeSender("video", "detail");
  const peerConnection = peerConnectionOf(sender);
  await capVideo(peerConnection, 500_000);
  sender.track = { kind: "video", contentHint: "" };
  await capVideo(peerConnection, 500_000);
  expect(sender.parameters).toEqual({ encodings: [{ active: true, maxBitrate: 500_000 }] });
});

// --- when the browser does not take it ---

test.for(["InvalidStateError", "InvalidModificationError"])(
  "%s is no error: the next call tries again",
  async (name) => {
    const sender = new FakeSender();
    sender.refusals.push(new DOMException("too early", name));
    await capVideo(peerConnectionOf(sender), 500_000);
    expect(sender.caps).toEqual([undefined]);
    await capVideo(peerConnectionOf(sender), 500_000);
    expect(sender.caps).toEqual([500_000]);
  },
);

test("a sender without encodings is left for later", async () => {
  const sender = new FakeSender("video", "detail");
  sender.parameters.encodings = [];
  await capVideo(peerConnectionOf(sender), 500_000);
  expect(sender.sets).toBe(0);
});

test.for([new DOMException("broken", "OperationError"), new RangeError("bad"), new Error("InvalidStateError")])(
  "rejects with anything else (%s), when the other senders have been asked too",
  async (error) => {
    const [broken, good] = [new FakeSender(), new FakeSender()];
    broken.refusals.push(error);
    await expect(capVideo(peerConnectionOf(broken, good), 500_000)).rejects.toBe(error);
    expect(good.caps).toEqual([500_000]);
    await capVideo(peerConnectionOf(broken, good), 500_000);
    expect(broken.caps).toEqual([500_000]);
  },
);

// --- one after the other ---

test("calls that overlap are made one after the other, and the last one holds", async () => {
  const sender = new FakeSender();
  const peerConnection = peerConnectionOf(sender);
  await capVideo(peerConnection, 500_000);
  const letGo = sender.hold();
  const calls = [capVideo(peerConnection, 300_000), capVideo(peerConnection, 500_000)];
  await turn();
  // what is still being set cannot be seen yet: asked now, the sender would say 500,000
  expect([sender.sets, sender.caps]).toEqual([2, [500_000]]);
  letGo();
  await Promise.all(calls);
  expect([sender.sets, sender.caps]).toEqual([3, [500_000]]);
});

test("a call that is refused does not hold up the next", async () => {
  const sender = new FakeSender();
  sender.refusals.push(new DOMException("broken", "OperationError"));
  const peerConnection = peerConnectionOf(sender);
  const [first, second] = [capVideo(peerConnection, 500_000), capVideo(peerConnection, 400_000)];
  await expect(first).rejects.toThrow("broken");
  await second;
  expect(sender.caps).toEqual([400_000]);
});

test("senders do not wait for each other", async () => {
  const [slow, fast] = [new FakeSender(), new FakeSender()];
  const letGo = slow.hold();
  const done = capVideo(peerConnectionOf(slow, fast), 500_000);
  await turn();
  expect(fast.caps).toEqual([500_000]);
  expect(slow.caps).toEqual([undefined]);
  letGo();
  await done;
  expect(slow.caps).toEqual([500_000]);
});
