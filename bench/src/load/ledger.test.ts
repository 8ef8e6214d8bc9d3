import { describe, expect, it } from "vitest";

import { dataOf } from "../dialects/data.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { PARLOR } from "../dialects/parlor.ts";
import { Ledger, NOT_OURS } from "./ledger.ts";

const IDS = ["anna", "ben", "carl", "dora"];

/** What Parlor's server makes of a message, with anything about it changed. */
function delivery(sender: number, sequence: number, changed: { from?: string; sdp?: string } = {}): string {
  const data = dataOf(sender);
  const mark = data.mark.slice(0, -10) + String(sequence).padStart(10, "0");
  const { from = IDS[sender], sdp = data.sdp } = changed;
  return JSON.stringify({ data: { ...data, mark, sdp }, event: "offer", from, to: "all" });
}

/** A ledger of two rooms of two, and a way to hand it a text that lies somewhere in a bigger buffer. */
function ledger(dialect: Dialect = PARLOR): { take: (receiver: number, text: string) => number; ledger: Ledger } {
  const book = new Ledger(dialect, 2, IDS);
  const take = (receiver: number, text: string): number => {
    const bytes = Buffer.from(`before${text}after`);
    return book.take(receiver, bytes, 6, 6 + Buffer.byteLength(text));
  };
  return { take, ledger: book };
}

describe("Ledger", () => {
  it("takes deliveries in order, and says whose they are", () => {
    const { take, ledger: book } = ledger();
    expect([take(1, delivery(0, 0)), take(1, delivery(0, 1)), take(2, delivery(3, 0))]).toEqual([0, 0, 3]);
    expect(book.taken).toBe(3);
    expect(book.sequence).toBe(0);
  });

  it("tells what is no delivery", () => {
    const { take, ledger: book } = ledger();
    const joined = JSON.stringify({ data: { peer_id: "ben" }, event: "joined", from: null, to: ["anna"] });
    expect([take(0, joined), take(1, delivery(0, 0)), take(0, joined)]).toEqual([NOT_OURS, 0, NOT_OURS]);
    expect(book.taken).toBe(1);
  });

  it("refuses a message that was lost, came twice or came too early", () => {
    for (const second of [0, 2]) {
      const { take } = ledger();
      take(1, delivery(0, 0));
      expect(() => take(1, delivery(0, second))).toThrow(`got message ${second} of 0 instead of message 1`);
    }
  });

  it("refuses a message for another room, and an echo where there should be none", () => {
    expect(() => ledger().take(2, delivery(0, 0))).toThrow("not for it");
    expect(() => ledger().take(0, delivery(0, 0))).toThrow("not for it");
    expect(ledger({ ...PARLOR, echoes: true }).take(0, delivery(0, 0))).toBe(0);
  });

  it("refuses a message that is said to be from somebody else, or from nobody there is", () => {
    const { take } = ledger();
    take(1, delivery(0, 0));
    expect(() => take(1, delivery(0, 1, { from: "carl" }))).toThrow("does not say is from it");
    expect(() => take(1, delivery(9, 0, { from: "anna" }))).toThrow("who is nobody");
  });

  it("refuses the first message, and one of each 64, if anything of it was changed", () => {
    expect(() => ledger().take(1, delivery(0, 0, { sdp: "v=0" }))).toThrow("was changed");
    const { take } = ledger();
    for (let sequence = 0; sequence < 64; sequence++) take(1, delivery(0, sequence));
    expect(() => take(1, delivery(0, 64, { sdp: "v=0" }))).toThrow("was changed");
  });

  it("finds the mark again when it is not where the last one was", () => {
    const { take } = ledger();
    take(1, delivery(0, 0));
    const { event, ...rest }: { event: string } = JSON.parse(delivery(0, 1));
    expect(take(1, JSON.stringify({ event, longer: "than before", ...rest }))).toBe(0);
  });
});
