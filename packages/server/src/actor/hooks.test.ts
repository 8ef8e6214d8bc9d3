import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { HookError } from "../observe/errors.ts";
import type { ParlorEvent } from "../observe/events.ts";
import { Observer } from "../observe/observer.ts";
import { Hooks } from "./hooks.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function hooksAndEvents(): { hooks: Hooks; events: ParlorEvent[] } {
  const events: ParlorEvent[] = [];
  const observer = new Observer();
  observer.subscribe((event) => void events.push(event));
  return { hooks: new Hooks(observer, { room: "room", peerId: "P1" }, 100), events };
}

test("[HK1] a synchronous hook is called synchronously", () => {
  const { hooks, events } = hooksAndEvents();
  expect(hooks.call("onJoin", () => "yes")).toBe("yes");
  expect(events).toEqual([]);
});

test("[HK2] what a hook throws or rejects with is wrapped, located and reported once", async () => {
  const { hooks, events } = hooksAndEvents();
  const cause = new TypeError("x is undefined");
  const call = (): unknown =>
    hooks.call("onJoin", () => {
      throw cause;
    });
  expect(call).toThrow(HookError);
  await expect(hooks.call("onLeave", () => Promise.reject(cause))).rejects.toMatchObject({
    code: "hook_failed",
    message: 'onLeave rejected (room "room", peer P1)',
    site: { hook: "onLeave", room: "room", peerId: "P1" },
    cause,
  });
  expect(events.map(({ type }) => type)).toEqual(["hook_failed", "hook_failed"]);
});

test("[HK3] a hook that does not settle in time has failed; when it rejects later, that is reported too", async () => {
  const { hooks, events } = hooksAndEvents();
  const { promise, reject } = Promise.withResolvers<void>();
  const failed = Promise.resolve(hooks.call("onJoin", () => promise)).catch((error: unknown) => error);
  vi.advanceTimersByTime(100);
  expect(await failed).toMatchObject({ message: expect.stringContaining("onJoin did not settle within 100 ms") });
  reject(new Error("late"));
  await promise.catch(() => undefined);
  expect(events).toHaveLength(2);
});

test("[HK3] leaves no timer behind", async () => {
  const { hooks } = hooksAndEvents();
  await hooks.call("onJoin", () => Promise.resolve());
  expect(vi.getTimerCount()).toBe(0);
});
