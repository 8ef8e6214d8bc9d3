import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { FakePlace } from "../fakes/fake-place.ts";
import { createRoom, type Room } from "./room.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Keeps its own list, from nothing but the changes. */
function follow<Metadata>(room: Room<never, Metadata>): {
  readonly present: Set<string>;
  readonly missing: Set<string>;
} {
  const present = new Set<string>();
  const missing = new Set<string>();
  const take = (from: Set<string>, peerId: string): void =>
    expect([peerId, from.delete(peerId)]).toEqual([peerId, true]);
  const put = (to: Set<string>, peerId: string): void => {
    expect([peerId, present.has(peerId) || missing.has(peerId)]).toEqual([peerId, false]);
    to.add(peerId);
  };
  room.onMembers((change) => {
    for (const { peerId } of change.missing) take(present, peerId);
    for (const { peerId } of change.missing) put(missing, peerId);
    for (const { peerId } of change.left) take(missing.has(peerId) ? missing : present, peerId);
    for (const { previousPeerId } of change.returned) {
      take(missing.has(previousPeerId) ? missing : present, previousPeerId);
    }
    for (const { peerId } of [...change.returned, ...change.joined]) put(present, peerId);
    expect([...present].toSorted()).toEqual([...change.members.keys()].toSorted());
  });
  return { present, missing };
}

const STEP = fc.oneof(
  fc.record({ does: fc.constant("join" as const), who: fc.integer({ min: 0, max: 3 }) }),
  fc.record({
    does: fc.constant("leave" as const),
    index: fc.nat(5),
    reason: fc.constantFrom("closed", "lost", "removed", "replaced", undefined),
  }),
  fc.record({ does: fc.constant("come back" as const), stay: fc.nat(255), come: fc.nat(15) }),
  fc.record({ does: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 8_000 }) }),
);

test.for([true, false])(
  "whoever follows the changes knows who is there, whatever happens; identify: %s",
  (identifies) => {
    fc.assert(
      fc.property(fc.array(STEP, { maxLength: 40 }), (steps) => {
        const place = new FakePlace();
        const identify = (_metadata: unknown, peerId: string): string => peerId.replace(/\d+$/u, "");
        const room = createRoom(place.connection, identifies ? { identify } : {});
        const known = follow(room);
        let present: string[] = [];
        let ids = 0;
        const newId = (who: number): string => `${"abcd".charAt(who)}${(ids += 1)}`;
        place.enter("me0");
        for (const step of steps) {
          if (step.does === "join") {
            const peerId = newId(step.who);
            present.push(peerId);
            place.join(peerId);
          } else if (step.does === "leave") {
            const [peerId] = present.splice(step.index, 1);
            if (peerId !== undefined) place.leave(peerId, step.reason);
          } else if (step.does === "wait") {
            // the server answers pings
            for (let ms = 0; ms < step.ms; ms += 1_000) {
              vi.advanceTimersByTime(Math.min(1_000, step.ms - ms));
              place.sockets.latest.receive("pong");
            }
          } else {
            const newcomers = [0, 1, 2, 3].filter((who) => (step.come >> who) % 2 === 1).map((who) => newId(who));
            present = [...present.filter((_, index) => (step.stay >> index) % 2 === 1), ...newcomers];
            place.lose();
            vi.advanceTimersByTime(0);
            place.enter(`me${(ids += 1)}`, ...present);
          }
          expect([...room.members.keys()]).toEqual(present);
          expect([...known.present].toSorted()).toEqual(present.toSorted());
          expect([...known.missing].toSorted()).toEqual([...room.missing.keys()].toSorted());
          if (!identifies) expect(room.missing.size).toBe(0);
        }
        void place.connection.close();
        expect([known.present.size, known.missing.size]).toEqual([0, 0]);
        vi.runAllTimers();
      }),
      { numRuns: 200 },
    );
  },
);
