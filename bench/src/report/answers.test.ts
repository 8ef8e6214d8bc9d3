import { describe, expect, it } from "vitest";

import { answersTable, elsewhere } from "./answers.ts";
import { figure, result, run } from "./fixtures/run.ts";

describe("answersTable", () => {
  it("says in the reader's units what was measured, and leaves out what was not", () => {
    const table = answersTable(
      run([
        result("idle", "parlor", { rssKbPerPeer: figure(8.04, null), idleCpuPercent: figure(1.649, null) }),
        result("idle", "ws", { rssKbPerPeer: figure(7.7, null) }),
        result("storm", "parlor", { backMs: figure(2168, null) }),
      ]),
    );
    expect(table?.split("\n").slice(2)).toEqual([
      expect.stringMatching(/memory .*\| \*\*80 MB\*\* \| 77 MB \| {2}\|$/),
      expect.stringMatching(/CPU .*\| \*\*1\.6 % of a core\*\* \| {2}\| {2}\|$/),
      expect.stringMatching(/all are back .*\| \*\*2\.2 s\*\* \| {2}\| {2}\|$/),
    ]);
  });

  it("says that a server can do more where the load generator was full", () => {
    const full = { ...result("join", "ws", { joinsPerSecond: figure(4168, null) }), full: "load" } as const;
    expect(answersTable(run([full]))).toContain("≥4,168");
  });

  it("is not there for a run of something else", () => {
    expect(answersTable(run([result("rooms-10", "parlor", { cpuUs: figure(3, 0.5) })]))).toBeNull();
  });
});

describe("elsewhere", () => {
  it("tells Parlor's ratios that the chart of the README does not show", () => {
    const measured = run([
      result("join", "parlor", { cpuUsPerJoin: figure(228, 1.17) }),
      result("idle", "parlor", { kbPerPeer: figure(2.9, 0.98) }),
      result("idle", "ws", { kbPerPeer: figure(3, 1) }),
    ]);
    expect(elsewhere(measured)).toBe(
      "The same ratio for what else a server does: CPU of a join 1.17×, memory of an idle peer 0.98×.",
    );
    expect(elsewhere(run([]))).toBeNull();
  });
});
