import { describe, expect, it } from "vitest";

import { Schedule } from "./schedule.ts";

describe("Schedule", () => {
  it("makes messages due at a steady rate, the first at once", () => {
    const schedule = new Schedule(4, 1000);
    schedule.start(0, 50);
    expect([schedule.dueUntil(50), schedule.dueUntil(50.9), schedule.dueUntil(51), schedule.dueUntil(60)]).toEqual([
      1, 1, 2, 11,
    ]);
    expect([schedule.dueMs(0), schedule.dueMs(1), schedule.dueMs(10)]).toEqual([50, 51, 60]);
  });

  it("counts the delay of a message that was held up from when it was due, not from when it was sent", () => {
    const schedule = new Schedule(2, 1000);
    schedule.start(0, 0);
    // nothing could be sent for 100 ms: all those messages are due now, each with its own delay
    const late = Array.from({ length: schedule.dueUntil(100) }, (_, message) => 100 - schedule.dueMs(message));
    expect(late).toHaveLength(101);
    expect([late[0], late[50], late[100]]).toEqual([100, 50, 0]);
  });

  it("goes on in a later run with the number where the last one ended", () => {
    const schedule = new Schedule(3, 500);
    schedule.start(0, 0);
    schedule.start(7, 1000);
    expect(schedule.dueUntil(1000)).toBe(8);
    expect(schedule.dueMs(7)).toBe(1000);
    expect(schedule.dueMs(8)).toBe(1002);
  });

  it("gives the senders their turns, and finds a message again by its sender and sequence number", () => {
    const schedule = new Schedule(3, 500);
    expect([0, 1, 2, 3, 4].map((message) => schedule.senderOf(message))).toEqual([0, 1, 2, 0, 1]);
    expect([0, 1, 2, 3, 4].map((message) => schedule.sequenceOf(message))).toEqual([0, 0, 0, 1, 1]);
    for (let message = 0; message < 20; message++) {
      expect(schedule.messageOf(schedule.senderOf(message), schedule.sequenceOf(message))).toBe(message);
    }
  });
});
