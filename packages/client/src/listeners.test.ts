import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Listeners } from "./listeners.ts";

beforeEach(() => {
  vi.stubGlobal("reportError", undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test("calls listeners in the order in which they were added, the same function as often as it was", () => {
  const listeners = new Listeners();
  const heard: string[] = [];
  const twice = (value: string): number => heard.push(`twice ${value}`);
  const removeFirst = listeners.add("x", twice);
  listeners.add("x", (value: string) => heard.push(`once ${value}`));
  listeners.add("x", twice);
  listeners.emit("x", "a");
  removeFirst();
  listeners.emit("x", "b");
  listeners.emit("y", "c");
  expect(heard).toEqual(["twice a", "once a", "twice a", "once b", "twice b"]);
});

test("what a listener emits comes after what it is hearing, for everybody", () => {
  const listeners = new Listeners();
  const heard: number[] = [];
  listeners.add("x", (value: number) => {
    if (value === 1) listeners.emit("x", 2);
  });
  listeners.add("x", (value: number) => heard.push(value));
  listeners.emit("x", 1);
  expect(heard).toEqual([1, 2]);
});

test("a listener removed by another hears nothing more; one added by another waits for the next event", () => {
  const listeners = new Listeners();
  const heard: string[] = [];
  listeners.add("x", () => {
    remove();
    listeners.add("x", () => heard.push("added"));
  });
  const remove = listeners.add("x", () => heard.push("removed"));
  listeners.emit("x", null);
  expect(heard).toEqual([]);
});

test("without reportError, what a listener throws is thrown where everybody can see it", () => {
  const thrown: (() => void)[] = [];
  vi.stubGlobal("queueMicrotask", (task: () => void) => thrown.push(task));
  const listeners = new Listeners();
  listeners.add("x", () => {
    throw new Error("bug");
  });
  expect(() => listeners.emit("x", null)).not.toThrow();
  expect(thrown).toHaveLength(1);
  expect(thrown[0]).toThrow("bug");
});
