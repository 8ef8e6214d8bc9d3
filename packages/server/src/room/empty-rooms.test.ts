import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { EmptyRooms } from "./empty-rooms.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function room(name: string, ended: string[]): { endIfEmpty(): void } {
  return { endIfEmpty: () => void ended.push(name) };
}

test("[RM6] a room ends when it has been empty for its time, however many others are, with one timer for all of that time", () => {
  const ended: string[] = [];
  const rooms = new EmptyRooms();
  const [first, second, patient] = [room("first", ended), room("second", ended), room("patient", ended)];
  rooms.add(first, 1000);
  rooms.add(patient, 5000);
  vi.advanceTimersByTime(600);
  rooms.add(second, 1000);
  expect(vi.getTimerCount()).toBe(2);
  vi.advanceTimersByTime(399);
  expect(ended).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(ended).toEqual(["first"]);
  vi.advanceTimersByTime(600);
  expect(ended).toEqual(["first", "second"]);
  vi.advanceTimersByTime(5000);
  expect(ended).toEqual(["first", "second", "patient"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("[RM6] whoever comes stops the time, and it begins anew when the last has gone", () => {
  const ended: string[] = [];
  const rooms = new EmptyRooms();
  const [one, other] = [room("one", ended), room("other", ended)];
  rooms.add(one, 1000);
  rooms.add(other, 1000);
  vi.advanceTimersByTime(900);
  rooms.delete(one, 1000);
  rooms.add(one, 1000);
  vi.advanceTimersByTime(100);
  expect(ended).toEqual(["other"]);
  vi.advanceTimersByTime(899);
  expect(ended).toEqual(["other"]);
  vi.advanceTimersByTime(1);
  expect(ended).toEqual(["other", "one"]);
});

test("[RM6] a room that may be empty for ever costs no timer", () => {
  const rooms = new EmptyRooms();
  rooms.add(room("any", []), false);
  expect(vi.getTimerCount()).toBe(0);
});

test("[RM6] a room whose end brings another one brings no second timer", () => {
  const rooms = new EmptyRooms();
  let ends = 0;
  const successor = (): { endIfEmpty(): void } => ({
    endIfEmpty: () => {
      ends++;
      rooms.add(successor(), 1000);
    },
  });
  rooms.add(successor(), 1000);
  vi.advanceTimersByTime(3000);
  expect(ends).toBe(3);
  expect(vi.getTimerCount()).toBe(1);
});
