import { describe, expect, it } from "vitest";

import { readArguments } from "./arguments.ts";
import { SCENARIOS, type Scenario } from "./scenarios.ts";

function scenario(name: string): Scenario {
  const found = SCENARIOS.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`There is no ${name}`);
  return found;
}

describe("readArguments", () => {
  it("takes names, and the beginning of several names", () => {
    const names = (list: string): string[] => readArguments(["--scenario", list]).scenarios.map(({ name }) => name);
    expect(names("unicast")).toEqual(["unicast-1", "unicast-16"]);
    expect(names("join, idle")).toEqual(["join", "idle"]);
    expect(names("unicast-16,unicast")).toEqual(["unicast-16", "unicast-1"]);
  });

  it("says which names there are", () => {
    expect(() => readArguments(["--scenario", "juggle"])).toThrow("there is no juggle, but unicast-1,");
    expect(() => readArguments(["--server", "cern"])).toThrow("there is no cern, but ws,");
    expect(() => readArguments(["--server", "ws,"])).toThrow("there is no empty name, but ws,");
    expect(() => readArguments(["--repeat=-1"])).toThrow("--repeat: expected a number up to 100, got -1");
    expect(() => readArguments(["--repeat", "2.5"])).toThrow("--repeat: expected a whole number, got 2.5");
    expect(() => readArguments(["--seconds", ""])).toThrow("--seconds: expected a number up to 120, got nothing");
    expect(() => readArguments(["unicast"])).toThrow("unicast");
  });

  it("measures in every scenario those who are named, or else those who matter for it", () => {
    const named = readArguments(["--server", "ws,protoo"]);
    expect(named.servers(scenario("storm")).map(({ name }) => name)).toEqual(["ws", "protoo"]);
    const usual = readArguments([]).servers(scenario("storm"));
    expect(usual.map(({ name }) => name)).toEqual(["ws", "parlor", "socket.io", "bun"]);
  });

  it("leaves out who takes too long for too little, unless it is named", () => {
    const idle = scenario("idle");
    const usual = readArguments([]);
    expect(usual.servers(idle).map(({ name }) => name)).not.toContain("colyseus");
    expect(Object.keys(usual.leftOut(idle))).toEqual(["colyseus"]);
    const named = readArguments(["--server", "colyseus"]);
    expect(named.servers(idle).map(({ name }) => name)).toEqual(["colyseus"]);
    expect(named.leftOut(idle)).toEqual({});
  });

  it("lets the command line overrule how long and how often a scenario wants its turns", () => {
    expect(readArguments([]).turns(scenario("idle"))).toEqual({ seconds: 30, repeat: 1 });
    expect(readArguments(["--seconds", "3"]).turns(scenario("idle"))).toEqual({ seconds: 3, repeat: 1 });
    expect(readArguments(["--quick", "--repeat", "4"]).turns(scenario("idle"))).toEqual({ seconds: 5, repeat: 4 });
  });

  it("takes fewer turns to be quick, and none of them longer", () => {
    const quick = readArguments(["--quick"]);
    expect(quick.turns(scenario("unicast-1"))).toEqual({ seconds: 0.4, repeat: 2 });
    expect(quick.turns(scenario("open-5000"))).toEqual({ seconds: 0.3, repeat: 5 });
    expect(quick.turns(scenario("slow"))).toEqual({ seconds: 4, repeat: 1 });
  });

  it("says of the usual turns what holds for this command line", () => {
    expect(readArguments(["--seconds", "3"]).usualTurns).toEqual({ seconds: 3, repeat: 5 });
    expect(readArguments(["--quick"]).usualTurns.repeat).toBe(2);
  });
});
