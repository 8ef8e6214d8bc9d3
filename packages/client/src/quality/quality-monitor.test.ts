import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { twoPeers } from "../fakes/standing-call.ts";
import { createQualityMonitor } from "./quality-monitor.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("measures the links that are there and those that come, at the chosen pace, until they end", async () => {
  const { call, a } = await twoPeers();
  const monitor = createQualityMonitor(a.mesh, { everyMs: 500 });
  const measured: string[] = [];
  monitor.on("quality", ({ peerId, quality }) => measured.push(`${peerId} ${quality.verdict}`));
  const c = call.caller("c");
  call.room.join("C", c.seat);
  await call.settle();
  a.made[1]?.become("connected");
  await vi.advanceTimersByTimeAsync(1_100);
  expect(measured.toSorted()).toEqual(["B good", "B good", "C good", "C good"]);
  const [link] = a.mesh.links.values();
  if (link === undefined) throw new Error("no link");
  expect(monitor.of(link)?.verdict).toBe("good");
  call.room.leave("B");
  measured.length = 0;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(measured).toEqual(["C good", "C good"]);
  monitor.close();
  monitor.close();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(measured).toHaveLength(2);
});

test.for([0, -1, Number.NaN])("a pace of %d is refused", async (everyMs) => {
  const { a } = await twoPeers();
  expect(() => createQualityMonitor(a.mesh, { everyMs })).toThrow(expect.objectContaining({ code: "bad_option" }));
});
