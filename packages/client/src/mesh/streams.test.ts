import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Call } from "../fakes/call.ts";
import { FakeStream, type FakeTrack } from "../fakes/fake-media.ts";

let streams = 0;
beforeEach(() => {
  streams = 0;
  vi.stubGlobal(
    "MediaStream",
    class extends FakeStream {
      constructor() {
        streams += 1;
        super(`own${streams}`);
      }
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function twoPeers() {
  const call = new Call();
  const [a, b] = [call.caller("a"), call.caller("b")];
  a.show("cama", "audio:a", "video:a");
  call.room.join("A", a.seat);
  call.room.join("B", b.seat);
  await call.settle();
  call.room.said.length = 0;
  b.told.length = 0;
  return { call, a, b };
}

function track(id: string): MediaStreamTrack {
  const fake: FakeTrack = { id, kind: id.slice(0, id.indexOf(":")) };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a stand-in for what nobody here looks at
  return fake as MediaStreamTrack;
}

test("a screen is a stream of its own, with its own label, beside the camera", async () => {
  const { call, a, b } = await twoPeers();
  a.showAs("screen", "display", "video:screen", "audio:screen");
  await call.settle();
  expect(b.told).toEqual(["screen A display video:screen", "screen A display video:screen,audio:screen"]);
  expect([...(b.mesh.links.get("A")?.streams.keys() ?? [])]).toEqual(["camera", "screen"]);
  b.told.length = 0;
  a.showAs("screen", null);
  await call.settle();
  expect(b.told.at(-1)).toBe("screen A ends");
  expect([...(b.mesh.links.get("A")?.streams.keys() ?? [])]).toEqual(["camera"]);
});

test("sharing a screen again and again does not make the session grow", async () => {
  const { call, a, b } = await twoPeers();
  for (let count = 0; count < 3; count += 1) {
    a.showAs("screen", `display${count}`, "video:screen");
    await call.settle();
    expect(b.told.at(-1)).toMatch(/^screen A display0 video:screen$/u);
    a.showAs("screen", null);
    await call.settle();
  }
  expect(a.made[0]?.getTransceivers()).toHaveLength(3);
});

test("those who join later get every stream under its label", async () => {
  const { call, a } = await twoPeers();
  a.showAs("screen", "display", "video:screen");
  const c = call.caller("c");
  call.room.join("C", c.seat);
  await call.settle();
  expect(c.told).toContain("screen A display video:screen");
  expect(c.mesh.links.get("A")?.stream?.id).toBe("cama");
});

test("tracks can be added, replaced and removed one by one", async () => {
  const { call, a, b } = await twoPeers();
  const [one, two] = [track("video:one"), track("video:two")];
  a.mesh.addTrack(one, "slides");
  a.mesh.addTrack(one, "slides");
  await call.settle();
  expect(b.told).toEqual(["slides A own1 video:one"]);
  call.room.said.length = 0;
  a.mesh.replaceTrack(one, two);
  await call.settle();
  expect(call.room.said).toEqual([]);
  expect(a.made[0]?.getTransceivers().map(({ sender }) => sender.track?.id)).toContain("video:two");
  a.mesh.removeTrack(one);
  await call.settle();
  expect(call.room.said).toEqual([]);
  a.mesh.removeTrack(two);
  await call.settle();
  expect(b.told.at(-1)).toBe("slides A ends");
});

test("a stream that was named by another label before gets a name of its own", async () => {
  const { call, a, b } = await twoPeers();
  a.show(null);
  a.showAs("screen", "cama", "video:screen");
  await call.settle();
  expect(b.told).toContain("screen A own1 video:screen");
});

test("what cannot be is refused, and nothing changes", async () => {
  const { call, a } = await twoPeers();
  const [one, two] = [track("video:one"), track("audio:two")];
  a.mesh.addTrack(one);
  await call.settle();
  const refused = expect.objectContaining({ name: "MeshError", code: "bad_option" });
  expect(() => a.mesh.addTrack(one, "screen")).toThrow(refused);
  expect(() => a.mesh.replaceTrack(two, one)).toThrow(refused);
  expect(() => a.mesh.replaceTrack(one, two)).toThrow(refused);
  a.mesh.addTrack(track("video:three"));
  const three = track("video:three");
  a.mesh.addTrack(three);
  expect(() => a.mesh.replaceTrack(one, three)).toThrow(refused);
  a.mesh.replaceTrack(one, one);
  call.room.said.length = 0;
  await call.settle();
  expect(a.errors).toEqual([]);
});
