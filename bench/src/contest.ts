import { freemem } from "node:os";

import { type ContestOptions, Contestant } from "./contestant.ts";
import type { Measurement } from "./figures.ts";
import type { Scenario } from "./scenarios.ts";
import type { BenchServer } from "./servers/server.ts";
import { settle, type Settled, takeIdleTurn, takeTurn } from "./turn.ts";

/** How often and how long everybody is measured. */
export interface Turns {
  readonly seconds: number;
  readonly repeat: number;
}

/** What one server did in one scenario, turn by turn, and why there is no more, or `null`. */
export interface Outcome {
  readonly server: string;
  readonly turns: readonly Measurement[];
  readonly problem: string | null;
}

/** Hears how it goes. */
export interface Progress {
  turn(turn: number, name: string, measured: Measurement): void;
  problem(name: string, problem: string): void;
}

/**
 * Measures servers under one load. They take short turns, so that whatever else happens on the machine hits all of
 * them; who waits for its turn is idle. Who fails is out, and the others go on.
 */
export async function contest(
  scenario: Scenario,
  servers: readonly BenchServer[],
  options: ContestOptions & Turns,
  progress: Progress,
): Promise<Outcome[]> {
  const problems = new Map<string, string>();
  const fail = (name: string, problem: string): void => {
    problems.set(name, problem);
    progress.problem(name, problem);
  };
  const contestants = enter(scenario, servers, options, fail);
  try {
    await Promise.all(contestants.map((one) => one.attempt(() => one.listen(scenario))));
    for (const contestant of contestants) await contestant.attempt(() => contestant.prepare(scenario));
    for (let turn = 0; turn < options.repeat; turn++) {
      // every other turn backwards: nobody is always first
      const order = turn % 2 === 0 ? contestants : contestants.toReversed();
      await (scenario.kind === "idle" ? idleTogether : inTurn)(
        order,
        scenario,
        options.seconds,
        (contestant, measured) => {
          contestant.turns.push(measured);
          progress.turn(turn, contestant.name, measured);
        },
      );
    }
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.close()));
  }
  return servers.map(({ name }) => ({
    server: name,
    turns: contestants.find((one) => one.name === name)?.turns ?? [],
    problem: problems.get(name) ?? null,
  }));
}

/** Starts the processes of everybody who can take part. */
function enter(
  scenario: Scenario,
  servers: readonly BenchServer[],
  options: ContestOptions,
  fail: (name: string, problem: string) => void,
): Contestant[] {
  return servers.flatMap((server) => {
    const lack = lackOf(server, scenario);
    if (lack === null) {
      try {
        return [new Contestant(server, options, (problem) => fail(server.name, problem))];
      } catch (error) {
        // its runtime is not installed
        fail(server.name, error instanceof Error ? error.message : String(error));
      }
    } else {
      fail(server.name, lack);
    }
    return [];
  });
}

/** Takes what was measured. */
type Take = (contestant: Contestant, measured: Measurement) => void;

async function inTurn(order: readonly Contestant[], scenario: Scenario, seconds: number, take: Take): Promise<void> {
  for (const contestant of order) {
    await contestant.attempt(async () => take(contestant, await takeTurn(contestant, scenario, seconds)));
  }
}

/** Heartbeats come twice a minute, so an idle turn is long; but idle servers hardly disturb each other, so they share it. */
async function idleTogether(order: readonly Contestant[], _: Scenario, seconds: number, take: Take): Promise<void> {
  const together = Math.max(1, Math.floor(freemem() / BYTES_EACH));
  for (let first = 0; first < order.length; first += together) {
    const group = order.slice(first, first + together);
    const settled = new Map<string, Settled>();
    for (const contestant of group) {
      await contestant.attempt(async () => void settled.set(contestant.name, await settle(contestant)));
    }
    await Promise.all(
      group.map((contestant) =>
        contestant.attempt(async () => {
          take(contestant, await takeIdleTurn(contestant, settled.get(contestant.name) ?? { figures: {} }, seconds));
        }),
      ),
    );
  }
}

/** What a server and its load may take with 10,000 peers. */
const BYTES_EACH = 1e9;

/** Why a server cannot take part, or `null` if it can. */
export function lackOf({ dialect, lacksTls }: BenchServer, scenario: Scenario): string | null {
  if (scenario.kind === "join" && scenario.tls !== "none" && lacksTls !== null) return `no TLS: ${lacksTls}`;
  const lack = scenario.needs === null ? undefined : dialect.lacks[scenario.needs];
  return lack === undefined ? null : `no ${scenario.needs}: ${lack}`;
}
