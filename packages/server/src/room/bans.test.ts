import { afterEach, expect, test, vi } from "vitest";

import { type Ban, Bans } from "./bans.ts";

afterEach(() => void vi.useRealTimers());

function ban(identity: string, until: number | null = null, room: string | null = null): Ban {
  return { identity, room, until };
}

test("[BN2] a ban is over at its time, by the wall clock, and forgotten", () => {
  vi.useFakeTimers({ now: 1000 });
  const bans = new Bans(10);
  expect(bans.add(ban("ann", 2000))).toEqual(ban("ann", 2000));
  expect(bans.add(ban("bob", 1000))).toBeNull();
  vi.setSystemTime(1999);
  expect([bans.holds("ann", null), bans.holds("bob", null), bans.holds(null, null)]).toEqual([true, false, false]);
  vi.setSystemTime(2000);
  expect(bans.holds("ann", null)).toBe(false);
  expect([bans.list(), bans.lift("ann", null)]).toEqual([[], false]);
});

test("[BN2] of two on the same, the one that ends later holds", () => {
  vi.useFakeTimers({ now: 1000 });
  const bans = new Bans(10);
  bans.add(ban("ann", 3000));
  expect(bans.add(ban("ann", 2000))).toEqual(ban("ann", 3000));
  expect(bans.add(ban("ann", 4000))).toEqual(ban("ann", 4000));
  expect(bans.add(ban("ann"))).toEqual(ban("ann"));
  expect(bans.add(ban("ann", 5000))).toEqual(ban("ann"));
  expect(bans.list()).toEqual([ban("ann")]);
});

test("[BN1] one of a room holds there alone, one of the server everywhere; no name runs into another", () => {
  const bans = new Bans(10);
  bans.add(ban("ann", null, "room"));
  bans.add(ban("bob"));
  expect(["room", "other", null].map((room) => bans.holds("ann", room))).toEqual([true, false, false]);
  expect(["room", "other", null].map((room) => bans.holds("bob", room))).toEqual([true, true, true]);
  bans.add(ban('b","c', null, "a"));
  expect(bans.holds("c", 'a","b')).toBe(false);
  expect(bans.lift("ann", null)).toBe(false);
  expect([bans.lift("ann", "room"), bans.holds("ann", "room")]).toEqual([true, false]);
});

test("[BN7] when there are more than may be, the one that ends first gives way, also if it is the new one", () => {
  vi.useFakeTimers({ now: 1000 });
  const bans = new Bans(3);
  for (const one of [ban("never 1"), ban("late", 9000), ban("soon", 5000)]) bans.add(one);
  const names = (): string[] => bans.list().map(({ identity }) => identity);
  expect(bans.add(ban("sooner", 2000))).toBeNull();
  expect(names()).toEqual(["never 1", "late", "soon"]);
  // over, and so it needs nobody's place
  vi.setSystemTime(5000);
  expect(bans.add(ban("never 2"))).toEqual(ban("never 2"));
  expect(names()).toEqual(["never 1", "late", "never 2"]);
  // the same one needs no place of its own
  bans.add(ban("late", 9500));
  expect(names()).toEqual(["never 1", "never 2", "late"]);
  // of those that never end, the oldest
  bans.add(ban("never 3"));
  bans.add(ban("never 4"));
  expect(names()).toEqual(["never 2", "never 3", "never 4"]);
});
