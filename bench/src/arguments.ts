import { parseArgs } from "node:util";

import type { Turns } from "./contest.ts";
import { type Scenario, SCENARIOS } from "./scenarios.ts";
import { SERVERS } from "./servers/index.ts";
import type { BenchServer } from "./servers/server.ts";

/** What the command line asks for. */
export interface Arguments {
  readonly help: boolean;
  readonly scenarios: readonly Scenario[];
  readonly jsonFile: string | null;
  readonly profileDir: string | null;
  /** Who is measured in a scenario. */
  servers(scenario: Scenario): readonly BenchServer[];
  /** How often and how long. */
  turns(scenario: Scenario): Turns;
}

/** How often and how long, where neither the command line nor the scenario says otherwise. */
export const USUAL_TURNS: Turns = { seconds: 0.5, repeat: 5 };

/** Reads the command line. Throws an Error that says what is wrong with it. */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", short: "h", default: false },
      quick: { type: "boolean", default: false },
      server: { type: "string" },
      scenario: { type: "string" },
      seconds: { type: "string" },
      repeat: { type: "string" },
      json: { type: "string" },
      profile: { type: "string" },
    },
  });
  const { quick } = values;
  const named = values.server === undefined ? null : choose("server", SERVERS, values.server);
  const seconds = values.seconds === undefined ? null : numberOf("seconds", values.seconds, 120);
  const repeat = values.repeat === undefined ? null : Math.ceil(numberOf("repeat", values.repeat, 100));
  return {
    help: values.help,
    scenarios: values.scenario === undefined ? usualScenarios(quick) : choose("scenario", SCENARIOS, values.scenario),
    jsonFile: values.json ?? null,
    profileDir: values.profile ?? null,
    servers: (scenario) => named ?? SERVERS.filter(({ name }) => takesPart(name, scenario, quick)),
    turns: (scenario) => {
      const usual = quick ? quickTurns(scenario) : usualTurns(scenario);
      return { seconds: seconds ?? usual.seconds, repeat: repeat ?? usual.repeat };
    },
  };
}

/** What `--help` prints. */
export function help(): string {
  return `Measures what signaling costs a server, beside the barest relay there is: messages, joins, idle peers, bad days.

npm run bench -- [options]
  --server a,b      only these servers
  --scenario a,b    only these scenarios; "unicast" means all that begin with "unicast-"
  --seconds n       how long one turn of a server takes (default ${USUAL_TURNS.seconds}, or what the scenario says)
  --repeat n        how many turns each server gets in each scenario (default ${USUAL_TURNS.repeat}, or what the scenario says)
  --quick           about two minutes: only ${QUICK_SERVERS.join(", ")}, without ${SLOW_SCENARIOS.join(" and ")},
                    fewer and shorter turns, noisier figures
  --json file       also write everything measured to this file
  --profile folder  put a CPU profile of each server process there; the figures then include the profiler

servers
${list(SERVERS)}

scenarios
${list(SCENARIOS)}`;
}

const QUICK_SERVERS: readonly string[] = ["ws", "parlor", "socket.io"];
/** Most of their time goes by until all have joined. */
const SLOW_SCENARIOS: readonly string[] = ["join-wss-resumed", "rooms-20000"];

function usualScenarios(quick: boolean): readonly Scenario[] {
  return quick ? SCENARIOS.filter(({ name }) => !SLOW_SCENARIOS.includes(name)) : SCENARIOS;
}

function takesPart(name: string, { servers }: Scenario, quick: boolean): boolean {
  return (servers === "all" || servers.includes(name)) && (!quick || QUICK_SERVERS.includes(name));
}

function usualTurns({ seconds, repeat }: Scenario): Turns {
  return { seconds: seconds ?? USUAL_TURNS.seconds, repeat: repeat ?? USUAL_TURNS.repeat };
}

function quickTurns(scenario: Scenario): Turns {
  const { seconds, repeat } = usualTurns(scenario);
  return { seconds: Math.max(0.4, seconds / 6), repeat: Math.min(2, repeat) };
}

function list(all: readonly { readonly name: string; readonly about: string }[]): string {
  return all.map(({ name, about }) => `  ${name.padEnd(17)} ${about}`).join("\n");
}

/** Each name is one entry's, or the beginning of several. */
function choose<Entry extends { readonly name: string }>(
  option: string,
  all: readonly Entry[],
  wanted: string,
): readonly Entry[] {
  return wanted.split(",").flatMap((name) => {
    const entry = all.find((candidate) => candidate.name === name);
    if (entry !== undefined) return entry;
    const family = all.filter((candidate) => candidate.name.startsWith(`${name}-`));
    if (family.length > 0) return family;
    throw new Error(`--${option}: there is no ${name}, but ${all.map((candidate) => candidate.name).join(", ")}`);
  });
}

function numberOf(option: string, text: string, most: number): number {
  const number = Number(text);
  if (number > 0 && number <= most) return number;
  throw new Error(`--${option}: expected a number up to ${most}, got ${text}`);
}
