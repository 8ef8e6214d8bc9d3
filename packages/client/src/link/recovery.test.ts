import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Call } from "../fakes/call.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A call of two, and how often each has asked for an ICE restart. */
async function twoPeers() {
  const call = new Call();
  const [a, b] = [call.caller("a"), call.caller("b")];
  call.room.join("A", a.seat);
  call.room.join("B", b.seat);
  await call.settle();
  const [pcA] = a.made;
  const [pcB] = b.made;
  if (pcA === undefined || pcB === undefined) throw new Error("no link");
  return { call, a, pcA, pcB, restarts: [vi.spyOn(pcA, "restartIce"), vi.spyOn(pcB, "restartIce")] as const };
}

test("ICE gets two seconds to mend a disconnection by itself, the polite side waits for four", async () => {
  const { pcA, pcB, restarts } = await twoPeers();
  for (const pc of [pcA, pcB]) pc.become("disconnected");
  vi.advanceTimersByTime(1_999);
  expect(restarts.map((restart) => restart.mock.calls.length)).toEqual([0, 0]);
  vi.advanceTimersByTime(1);
  expect(restarts.map((restart) => restart.mock.calls.length)).toEqual([1, 0]);
  vi.advanceTimersByTime(2_000);
  expect(restarts.map((restart) => restart.mock.calls.length)).toEqual([1, 1]);
});

test("a path that is back in time is left alone", async () => {
  const { pcA, restarts } = await twoPeers();
  pcA.become("disconnected");
  vi.advanceTimersByTime(1_000);
  pcA.become("connected");
  vi.advanceTimersByTime(60_000);
  expect(restarts[0]).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test("a path that fails is restarted at once, and again, at growing intervals, until it works", async () => {
  const { pcA, restarts } = await twoPeers();
  const [restart] = restarts;
  pcA.become("failed");
  expect(restart).toHaveBeenCalledTimes(1);
  pcA.become("connecting");
  pcA.become("failed");
  expect(restart).toHaveBeenCalledTimes(1);
  const times: number[] = [];
  for (const pause of [5_000, 10_000, 20_000, 30_000, 30_000]) {
    vi.advanceTimersByTime(pause - 1);
    times.push(restart.mock.calls.length);
    vi.advanceTimersByTime(1);
    times.push(restart.mock.calls.length);
  }
  expect(times).toEqual([1, 2, 2, 3, 3, 4, 4, 5, 5, 6]);
  pcA.become("connected");
  expect(vi.getTimerCount()).toBe(0);
  pcA.become("failed");
  expect(restart).toHaveBeenCalledTimes(7);
  vi.advanceTimersByTime(5_000);
  expect(restart).toHaveBeenCalledTimes(8);
});

test("a failure after a disconnection does not wait for its moment", async () => {
  const { pcA, restarts } = await twoPeers();
  pcA.become("disconnected");
  pcA.become("failed");
  expect(restarts[0]).toHaveBeenCalledTimes(1);
});

test("nothing is restarted while there is no way to say so, nor after the end", async () => {
  const { call, a, pcA, restarts } = await twoPeers();
  a.seat.enter({ name: "waiting", attempt: 1, retryAt: 0, error: null });
  pcA.become("failed");
  vi.advanceTimersByTime(60_000);
  a.mesh.links.get("B")?.restartIce();
  expect(restarts[0]).not.toHaveBeenCalled();
  a.mesh.close();
  await call.settle();
  expect(vi.getTimerCount()).toBe(0);
});

test("a program may ask for a restart itself", async () => {
  const { call, a, pcB } = await twoPeers();
  a.mesh.links.get("B")?.restartIce();
  await call.settle();
  expect(pcB.candidates.at(-1)).toBe("candidate of a.0.1");
});
