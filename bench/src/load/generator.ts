// The process that makes the load. Its parent asks; see process/child.ts.
import { answerQuestions } from "../process/answers.ts";
import { usage } from "../process/usage.ts";
import type { Scenario } from "../scenarios.ts";
import { Crowd, type Run } from "./crowd.ts";

let crowd: Crowd | null = null;

const methods = {
  /** Connects the peers of a scenario to the server on this port of loopback. */
  async join({ port, scenario }: { port: number; scenario: Scenario }): Promise<void> {
    crowd = new Crowd(scenario);
    await crowd.join(port);
  },
  /** Sends for so many seconds. */
  run(seconds: number): Promise<Run> {
    if (crowd === null) throw new Error("Nobody has joined");
    return crowd.run(seconds);
  },
  usage,
};

/** What the load generator's process can be asked. */
export type LoadMethods = typeof methods;

answerQuestions(methods);
