import { describe, expect, it } from "vitest";

import type { Figures, Measurement } from "./figures.ts";
import { groupedNotes, summarize } from "./results.ts";

/** One turn. */
function turn(figures: Figures, changed: Partial<Measurement> = {}): Measurement {
  return { figures, serverBusy: 0.5, loadBusy: 0.5, serverGranted: 1, ...changed };
}

/** One server's turns with these costs. */
function outcome(server: string, costs: readonly number[]): Parameters<typeof summarize>[1][number] {
  return { server, turns: costs.map((cpuUs) => turn({ cpuUs })), problem: null };
}

describe("summarize", () => {
  it("takes the ratio to ws turn by turn, so that a disturbed turn disturbs both sides", () => {
    const [, parlor] = summarize("s", [outcome("ws", [10, 100, 20]), outcome("parlor", [5, 40, 12])], null);
    expect(parlor?.figures.cpuUs).toEqual({
      value: { median: 12, least: 5, most: 40 },
      ratio: { median: 0.5, least: 0.4, most: 0.6 },
    });
  });

  it("has no ratio without ws, or to nothing", () => {
    expect(summarize("s", [outcome("parlor", [5])], null)[0]?.figures.cpuUs?.ratio).toBeNull();
    const [, other] = summarize("s", [outcome("ws", [0]), outcome("parlor", [5])], null);
    expect(other?.figures.cpuUs?.ratio).toBeNull();
  });

  it("compares only the turns that both had", () => {
    const [, parlor] = summarize("s", [outcome("ws", [10]), outcome("parlor", [5, 7])], null);
    expect(parlor?.figures.cpuUs?.ratio).toEqual({ median: 0.5, least: 0.5, most: 0.5 });
  });

  it("leaves out a figure that not every turn has", () => {
    const turns = [turn({ cpuUs: 1, p99Ms: 2 }), turn({ cpuUs: 1 })];
    const [result] = summarize("s", [{ server: "ws", turns, problem: null }], null);
    expect(Object.keys(result?.figures ?? {})).toEqual(["cpuUs"]);
  });

  it("says who set the pace: the busier, if it had no time left", () => {
    const fullOf = (serverBusy: number, loadBusy: number): string | undefined =>
      summarize("s", [{ server: "ws", turns: [turn({}, { serverBusy, loadBusy })], problem: null }], null)[0]?.full;
    expect([fullOf(0.99, 0.6), fullOf(0.7, 0.95), fullOf(0.8, 0.89)]).toEqual(["server", "load", "neither"]);
  });

  it("counts no latency of a turn in which the load generator was late, on neither side of a ratio", () => {
    const ws = [turn({ p99Ms: 1 }), turn({ p99Ms: 50 }, { late: true }), turn({ p99Ms: 2 })];
    const other = [turn({ p99Ms: 40 }, { late: true }), turn({ p99Ms: 3 }), turn({ p99Ms: 4 })];
    const [first, second] = summarize(
      "s",
      [
        { server: "ws", turns: ws, problem: null },
        { server: "other", turns: other, problem: null },
      ],
      null,
    );
    expect(first?.figures.p99Ms?.value).toEqual({ median: 1.5, least: 1, most: 2 });
    expect(second?.figures.p99Ms).toEqual({
      value: { median: 3.5, least: 3, most: 4 },
      ratio: { median: 2, least: 2, most: 2 },
    });
    expect([first?.note, second?.note]).toEqual([null, null]);
  });

  it("counts everything else of it", () => {
    const turns = [turn({ cpuUs: 1 }), turn({ cpuUs: 2 }), turn({ cpuUs: 9 }, { late: true })];
    const [ws] = summarize("s", [{ server: "ws", turns, problem: null }], null);
    expect(ws?.figures.cpuUs?.value).toEqual({ median: 2, least: 1, most: 9 });
  });

  it("counts them, and says so, where they are most of all", () => {
    const turns = [turn({ p99Ms: 1 }), turn({ p99Ms: 50 }, { late: true }), turn({ p99Ms: 60 }, { late: true })];
    const [ws] = summarize("s", [{ server: "ws", turns, problem: null }], null);
    expect(ws?.figures.p99Ms?.value.median).toBe(50);
    expect(ws?.note).toBe("the load generator was late in 2 of 3 turns");
  });

  it("keeps every note once, and why a server took no part", () => {
    const turns = [turn({ cpuUs: 1 }, { note: "was slow" }), turn({ cpuUs: 1 }, { note: "was slow" })];
    const [ws, other] = summarize(
      "s",
      [
        { server: "ws", turns, problem: null },
        { server: "other", turns: [], problem: "no broadcast" },
      ],
      "fewer rooms",
    );
    expect(ws?.note).toBe("fewer rooms; was slow");
    expect(other).toMatchObject({ note: "fewer rooms; no broadcast", figures: {}, turns: [] });
  });
});

describe("groupedNotes", () => {
  it("says once what holds for several", () => {
    const notes = ["kept all", null, "let it go", "kept all"];
    expect(groupedNotes(notes.map((note, index) => ({ server: `s${index}`, note })))).toEqual([
      { note: "kept all", servers: ["s0", "s3"] },
      { note: "let it go", servers: ["s2"] },
    ]);
  });
});
