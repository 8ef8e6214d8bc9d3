import { describe, expect, it } from "vitest";

import { Rounds } from "./rounds.ts";

describe("Rounds", () => {
  it("lets one peer of every room send, then the other, and so on", () => {
    const rounds = new Rounds(3);
    const turns = Array.from({ length: 12 }, (_, message) => [rounds.senderOf(message), rounds.sequenceOf(message)]);
    expect(turns).toEqual([
      [0, 0],
      [2, 0],
      [4, 0],
      [1, 0],
      [3, 0],
      [5, 0],
      [0, 1],
      [2, 1],
      [4, 1],
      [1, 1],
      [3, 1],
      [5, 1],
    ]);
  });

  it("finds a message again by its sender and sequence number", () => {
    const rounds = new Rounds(10);
    for (let message = 0; message < 100; message++) {
      expect(rounds.messageOf(rounds.senderOf(message), rounds.sequenceOf(message))).toBe(message);
    }
  });
});
