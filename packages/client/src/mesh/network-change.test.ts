import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Call } from "../fakes/call.ts";

class FakeNetwork extends EventTarget {
  type = "wifi";
}

let page = new EventTarget();
let network = new FakeNetwork();
beforeEach(() => {
  page = new EventTarget();
  network = new FakeNetwork();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("navigator", { connection: network });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function twoPeers() {
  const call = new Call();
  const [a, b] = [call.caller("a"), call.caller("b")];
  call.room.join("A", a.seat);
  call.room.join("B", b.seat);
  await call.settle();
  const restart = vi.spyOn(a.made[0] ?? new RTCPeerConnection(), "restartIce");
  return { a, restart };
}

test("ICE starts over when the network is back", async () => {
  const { restart } = await twoPeers();
  page.dispatchEvent(new Event("online"));
  expect(restart).toHaveBeenCalledTimes(1);
});

test("and when it is another kind of network, not when only its speed has changed", async () => {
  const { restart } = await twoPeers();
  network.dispatchEvent(new Event("change"));
  expect(restart).not.toHaveBeenCalled();
  network.type = "cellular";
  network.dispatchEvent(new Event("change"));
  network.dispatchEvent(new Event("change"));
  expect(restart).toHaveBeenCalledTimes(1);
});

test("a mesh that is closed looks away", async () => {
  const { a, restart } = await twoPeers();
  a.mesh.close();
  page.dispatchEvent(new Event("online"));
  network.type = "none";
  network.dispatchEvent(new Event("change"));
  expect(restart).not.toHaveBeenCalled();
});

test("where the browser says nothing of networks, the rest works", async () => {
  vi.stubGlobal("navigator", {});
  const { restart } = await twoPeers();
  page.dispatchEvent(new Event("online"));
  expect(restart).toHaveBeenCalledTimes(1);
  vi.stubGlobal("addEventListener", undefined);
  const { a } = await twoPeers();
  expect(a.mesh.links.size).toBe(1);
});
