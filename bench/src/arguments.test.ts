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
    expect(names("join,idle")).toEqual(["join", "idle"]);
  });

  it("says which names there are", () => {
    expect(() => readArguments(["--scenario", "juggle"])).toThrow("there is no juggle, but unicast-1,");
    expect(() => readArguments(["--server", "cern"])).toThrow("there is no cern, but ws,");
    expect(() => readArguments(["--repeat", "-1"])).toThrow("--repeat");
  });

  it("measures in every scenario those who are named, or else those who matter for it", () => {
    const named = readArguments(["--server", "ws,protoo"]);
    expect(named.servers(scenario("storm")).map(({ name }) => name)).toEqual(["ws", "protoo"]);
    const usual = readArguments([]).servers(scenario("storm"));
    expect(usual.map(({ name }) => name)).toEqual(["ws", "parlor", "socket.io", "bun"]);
  });

  it("lets the command line overrule how long and how often a scenario wants its turns", () => {
    expect(readArguments([]).turns(scenario("idle"))).toEqual({ seconds: 26, repeat: 1 });
    expect(readArguments(["--seconds", "3"]).turns(scenario("idle"))).toEqual({ seconds: 3, repeat: 1 });
    expect(readArguments(["--quick", "--repeat", "4"]).turns(scenario("idle"))).toEqual({ seconds: 26 / 6, repeat: 4 });
  });
});
