import { type ContestOptions, Contestant, type Measurement } from "./contestant.ts";
import type { Scenario } from "./scenarios.ts";
import type { BenchServer } from "./servers/server.ts";

/** How often and how long everybody is measured. */
export interface Turns {
  readonly seconds: number;
  readonly repeat: number;
}

/** What every server did in one scenario, turn by turn. */
export type Turned = ReadonlyMap<string, readonly Measurement[]>;

/**
 * Measures servers under one load. They take short turns, so that whatever else happens on the machine hits all of
 * them; who waits for its turn is idle.
 */
export async function contest(
  scenario: Scenario,
  servers: readonly BenchServer[],
  options: ContestOptions & Turns,
  progress: (turn: number, name: string, measured: Measurement) => void,
): Promise<Turned> {
  const contestants = servers.map(({ name }) => new Contestant(name, options));
  const turned = new Map<string, Measurement[]>(servers.map(({ name }) => [name, []]));
  try {
    for (const contestant of contestants) await contestant.warmUp(scenario);
    for (let turn = 0; turn < options.repeat; turn++) {
      // every other turn backwards: nobody is always first
      for (const contestant of turn % 2 === 0 ? contestants : contestants.toReversed()) {
        const measured = await contestant.measure(options.seconds);
        turned.get(contestant.name)?.push(measured);
        progress(turn, contestant.name, measured);
      }
    }
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.close()));
  }
  return turned;
}
