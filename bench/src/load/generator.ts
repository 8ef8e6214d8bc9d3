// The process that makes the load. Its parent asks; see process/child.ts.
import { answerQuestions } from "../process/answers.ts";
import { usage } from "../process/usage.ts";
import type { Scenario } from "../scenarios.ts";
import { SERVERS } from "../servers/index.ts";
import { ClosedLoop } from "./closed.ts";
import { IdleLoad } from "./idle.ts";
import { JoinLoad } from "./joins.ts";
import type { Load, Run } from "./load.ts";
import { OpenLoad } from "./open.ts";
import type { Target } from "./population.ts";
import { RoomsLoad } from "./rooms.ts";
import { SlowLoad } from "./slow.ts";
import { StormLoad } from "./storm.ts";

let load: Load | null = null;

const methods = {
  /** Brings in the peers of a scenario to this server, which listens on this port of loopback, and warms up. */
  async prepare({ port, server, scenario }: { port: number; server: string; scenario: Scenario }): Promise<void> {
    const entry = SERVERS.find(({ name }) => name === server);
    if (entry === undefined) throw new Error(`There is no server ${server}`);
    load = loadOf({ port, dialect: entry.dialect, tls: scenario.kind === "join" ? scenario.tls : "none" }, scenario);
    await load.prepare();
  },
  /** Takes a turn. */
  run(seconds: number): Promise<Run> {
    if (load === null) throw new Error("Nobody has joined");
    return load.run(seconds);
  },
  /** Ends a turn. */
  leave(): Promise<string | null> {
    return load?.leave() ?? Promise.resolve(null);
  },
  usage,
};

function loadOf(target: Target, scenario: Scenario): Load {
  switch (scenario.kind) {
    case "closed":
      return new ClosedLoop(target, scenario);
    case "open":
      return new OpenLoad(target, scenario);
    case "join":
      return new JoinLoad(target, scenario);
    case "idle":
      return new IdleLoad(target, scenario);
    case "rooms":
      return new RoomsLoad(target, scenario);
    case "storm":
      return new StormLoad(target, scenario);
    case "slow":
      return new SlowLoad(target, scenario);
    default:
      throw new TypeError(`There is no such kind: ${JSON.stringify(scenario satisfies never)}`);
  }
}

/** What the load generator's process can be asked. */
export type LoadMethods = typeof methods;

answerQuestions(methods);
