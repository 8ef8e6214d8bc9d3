import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { FakePlace, inShort } from "../fakes/fake-place.ts";
import { createRoom } from "./room.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A room that knows people by name: `ada1` and `ada2` are both Ada, and nobody knows who `anon1` is. */
function start(options: { graceMs?: number } = {}) {
  const place = new FakePlace();
  const room = createRoom(place.connection, {
    readMetadata: (_metadata, peerId) => peerId.replace(/\d+$/u, ""),
    identify: (name) => (name === "anon" ? null : name),
    ...options,
  });
  const told: object[] = [];
  place.enter("me1", "ada1", "ben1");
  room.onMembers((change) => told.push(inShort(change)));
  const comeBack = (peerId: string, ...others: string[]): void => {
    place.lose();
    vi.advanceTimersToNextTimer();
    place.enter(peerId, ...others);
  };
  return { place, room, told, comeBack };
}

test("after the server restarted, who is back before this client has returned", () => {
  const { told, comeBack } = start();
  comeBack("me2", "ben2", "ada2");
  expect(told).toEqual([{ returned: ["ben1>ben2", "ada1>ada2"], members: ["ben2", "ada2"] }]);
  expect(vi.getTimerCount()).toBe(1);
});

test("after the server restarted, who is back after this client was missing, then has returned", () => {
  const { place, room, told, comeBack } = start();
  comeBack("me2");
  expect([...room.missing]).toEqual([
    ["ada1", "ada"],
    ["ben1", "ben"],
  ]);
  place.join("ben2");
  place.join("ada2");
  expect(told).toEqual([
    { missing: ["ada1", "ben1"], members: [] },
    { returned: ["ben1>ben2"], members: ["ben2"] },
    { returned: ["ada1>ada2"], members: ["ben2", "ada2"] },
  ]);
  expect(room.missing.size).toBe(0);
});

test.for(["lost", "replaced"])("%s, then joined: missing, then returned", (reason) => {
  const { place, told } = start();
  place.leave("ada1", reason);
  place.join("ada2");
  expect(told).toEqual([
    { missing: ["ada1"], members: ["ben1"] },
    { returned: ["ada1>ada2"], members: ["ben1", "ada2"] },
  ]);
  vi.advanceTimersByTime(9_000);
  place.say("ada2", "still here");
  expect(told).toHaveLength(2);
});

test("lost and not back within 10 s: missing, then left, for the reason that the server gave", () => {
  const { place, room, told } = start({});
  place.leave("ada1", "lost");
  vi.advanceTimersByTime(9_999);
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(told.at(-1)).toEqual({ left: ["ada1 lost"], members: ["ben1"] });
  expect(room.missing.size).toBe(0);
  place.join("ada2");
  expect(told.at(-1)).toEqual({ joined: ["ada2"], members: ["ben1", "ada2"] });
});

test("graceMs says how long somebody is missing", () => {
  const { place, told } = start({ graceMs: 500 });
  place.leave("ada1", "lost");
  vi.advanceTimersByTime(500);
  expect(told.at(-1)).toEqual({ left: ["ada1 lost"], members: ["ben1"] });
});

test.for(["closed", "removed", undefined])(
  "left with the reason %s: not missing, and joining again is joining",
  (reason) => {
    const { place, told } = start();
    place.leave("ada1", reason);
    place.join("ada2");
    expect(told).toEqual([
      { left: [`ada1 ${reason ?? "null"}`], members: ["ben1"] },
      { joined: ["ada2"], members: ["ben1", "ada2"] },
    ]);
  },
);

test("joined before the server finds the former self lost: joined, and the former one has left at once", () => {
  const { place, told } = start();
  place.join("ada2");
  place.leave("ada1", "lost");
  expect(told).toEqual([
    { joined: ["ada2"], members: ["ada1", "ben1", "ada2"] },
    { left: ["ada1 lost"], members: ["ben1", "ada2"] },
  ]);
});

test("in the snapshot beside the former self: joined", () => {
  const { told, comeBack } = start();
  comeBack("me2", "ada1", "ben1", "ada2");
  expect(told).toEqual([{ joined: ["ada2"], members: ["ada1", "ben1", "ada2"] }]);
});

test("somebody who was missing before this client was away returns in its snapshot", () => {
  const { place, told, comeBack } = start();
  place.leave("ada1", "lost");
  comeBack("me2", "ben1", "ada2");
  expect(told.at(-1)).toEqual({ returned: ["ada1>ada2"], members: ["ben1", "ada2"] });
});

test("nobody's time runs while this client is away, and all have it whole when it is back", () => {
  const { place, told, comeBack } = start({ graceMs: 5_000 });
  place.leave("ada1", "lost");
  vi.advanceTimersByTime(4_000);
  comeBack("me2", "ben1");
  vi.advanceTimersByTime(4_999);
  expect(told.at(-1)).toEqual({ missing: ["ada1"], members: ["ben1"] });
  vi.advanceTimersByTime(1);
  expect(told.at(-1)).toEqual({ left: ["ada1 lost"], members: ["ben1"] });
});

test("two of one identity return in the order in which they went, and one who does not is left", () => {
  const { place, told, comeBack } = start();
  place.join("ada2");
  told.length = 0;
  comeBack("me2", "ben1", "ada3");
  expect(told).toEqual([{ missing: ["ada2"], returned: ["ada1>ada3"], members: ["ben1", "ada3"] }]);
  place.join("ada4");
  expect(told.at(-1)).toEqual({ returned: ["ada2>ada4"], members: ["ben1", "ada3", "ada4"] });
  place.join("ada5");
  expect(told.at(-1)).toMatchObject({ joined: ["ada5"] });
});

test("one of two with one identity is lost: it has left, for the person is still there", () => {
  const { place, told } = start();
  place.join("ada2");
  place.leave("ada2", "lost");
  expect(told.at(-1)).toEqual({ left: ["ada2 lost"], members: ["ada1", "ben1"] });
});

test("somebody else does not return in anybody's place", () => {
  const { place, told } = start();
  place.leave("ada1", "lost");
  place.join("cleo1");
  expect(told.at(-1)).toEqual({ joined: ["cleo1"], members: ["ben1", "cleo1"] });
});

test("who has no identity joins and leaves by peer id", () => {
  const { place, told } = start();
  place.join("anon1");
  told.length = 0;
  place.leave("anon1", "lost");
  place.join("anon2");
  expect(told).toEqual([
    { left: ["anon1 lost"], members: ["ada1", "ben1"] },
    { joined: ["anon2"], members: ["ada1", "ben1", "anon2"] },
  ]);
});

test("when the connection is closed, who was missing has left too, and no timer goes on", () => {
  const { place, told } = start();
  place.leave("ada1", "lost");
  place.lose();
  void place.connection.close();
  expect(told.at(-1)).toEqual({ left: ["ben1 null", "ada1 lost"], members: [] });
  expect(vi.getTimerCount()).toBe(0);
});

test("close() forgets who is missing, and no timer goes on", () => {
  const { place, room, told } = start();
  place.leave("ada1", "lost");
  place.lose();
  void place.connection.close();
  told.length = 0;
  const { place: other, room: closed } = start();
  other.leave("ada1", "lost");
  closed.close();
  expect(closed.missing.size).toBe(0);
  other.lose();
  void other.connection.close();
  expect(vi.getTimerCount()).toBe(0);
  expect(room.missing.size).toBe(0);
});

test("an identify that throws is reported, and counts as not knowing", () => {
  const reported: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  const place = new FakePlace();
  const bug = new Error("bug");
  const room = createRoom(place.connection, {
    identify: () => {
      throw bug;
    },
  });
  const told: object[] = [];
  place.enter("me1", "ada1");
  room.onMembers((change) => told.push(inShort(change)));
  place.leave("ada1", "lost");
  expect(told).toEqual([{ left: ["ada1 lost"], members: [] }]);
  expect(reported).toEqual([bug]);
});

test("without identify nobody is ever missing", () => {
  const place = new FakePlace();
  const room = createRoom(place.connection);
  const told: object[] = [];
  place.enter("me1", "ada1", "ben1");
  room.onMembers((change) => told.push(inShort(change)));
  place.leave("ada1", "lost");
  place.leave("ben1", "replaced");
  place.join("ben2");
  expect(told).toEqual([
    { left: ["ada1 lost"], members: ["ben1"] },
    { left: ["ben1 replaced"], members: [] },
    { joined: ["ben2"], members: ["ben2"] },
  ]);
});

test.for([0, -1, Number.NaN, Infinity])("throws bad_option for a grace time of %d", (graceMs) => {
  expect(() => start({ graceMs })).toThrow(expect.objectContaining({ name: "ConnectionError", code: "bad_option" }));
});
