import { describe, expect, it } from "vitest";

import type { Figures, Measurement } from "./figures.ts";
import { summarize } from "./results.ts";

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
