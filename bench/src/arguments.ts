import { parseArgs } from "node:util";

import type { Turns } from "./contest.ts";
import { type Scenario, SCENARIOS } from "./scenarios.ts";
import { REFERENCE, SERVERS } from "./servers/index.ts";
import type { BenchServer } from "./servers/server.ts";

/** What the command line asks for. */
export interface Arguments {
  readonly help: boolean;
  readonly scenarios: readonly Scenario[];
  readonly jsonFile: string | null;
  readonly profileDir: string | null;
  /** Who is measured in a scenario. */
  servers(scenario: Scenario): readonly BenchServer[];
  /** Who is not, although everybody is, by name, and why. */
  leftOut(scenario: Scenario): Readonly<Record<string, string>>;
  /** How often and how long. */
  turns(scenario: Scenario): Turns;
  /** The same where a scenario says nothing. */
  readonly usualTurns: Turns;
}

/** How often and how long, where neither the command line nor the scenario says otherwise. */
const USUAL_TURNS: Turns = { seconds: 0.4, repeat: 5 };

/** Reads the command line. Throws an Error that says what is wrong with it. */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parse(args);
  const { quick } = values;
  const named = values.server === undefined ? null : choose("server", SERVERS, values.server);
  const seconds = values.seconds === undefined ? null : numberOf("seconds", values.seconds, 120);
  const repeat = values.repeat === undefined ? null : wholeOf("repeat", values.repeat, 100);
  const overruled = (turns: Turns): Turns => ({ seconds: seconds ?? turns.seconds, repeat: repeat ?? turns.repeat });
  const isUsual = named === null && !quick;
  return {
    help: values.help,
    scenarios: values.scenario === undefined ? usualScenarios(quick) : choose("scenario", SCENARIOS, values.scenario),
    jsonFile: values.json ?? null,
    profileDir: values.profile ?? null,
    servers: (scenario) => named ?? SERVERS.filter(({ name }) => takesPart(name, scenario, quick)),
    leftOut: ({ leftOut }) => (isUsual ? leftOut : {}),
    turns: (scenario) => overruled(quick ? quickTurns(scenario) : usualTurns(scenario)),
    usualTurns: overruled(quick ? quickTurns(NO_SCENARIO) : USUAL_TURNS),
  };
}

function parse(args: readonly string[]) {
  return parseArgs({
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
}

/** What `--help` prints. */
export function help(): string {
  return `Measures what signaling costs a server, beside the barest relay there is: messages, joins, idle peers, bad days.

npm run bench -- [options]
  --server a,b      only these servers; ratios are to ${REFERENCE}, so it should be among them
  --scenario a,b    only these scenarios; "unicast" means all that begin with "unicast-"
  --seconds n       how long one turn of a server takes, where it does not end when all are in
                    (default ${USUAL_TURNS.seconds}, or what the scenario says)
  --repeat n        how many turns each server gets in each scenario (default ${USUAL_TURNS.repeat}, or what the scenario says)
  --quick           two to three minutes: only ${QUICK_SERVERS.join(", ")}, without ${SLOW_SCENARIOS.join(" and ")},
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

function takesPart(name: string, { servers, leftOut }: Scenario, quick: boolean): boolean {
  if (quick && !QUICK_SERVERS.includes(name)) return false;
  return (servers === "all" || servers.includes(name)) && !(name in leftOut);
}

/** What a scenario says of its turns. */
type Wish = Pick<Scenario, "seconds" | "repeat">;

const NO_SCENARIO: Wish = { seconds: null, repeat: null };

function usualTurns({ seconds, repeat }: Wish): Turns {
  return { seconds: seconds ?? USUAL_TURNS.seconds, repeat: repeat ?? USUAL_TURNS.repeat };
}

/** A third of the turns, and no long ones. */
function quickTurns(wish: Wish): Turns {
  const { seconds, repeat } = usualTurns(wish);
  return { seconds: Math.min(seconds, 5), repeat: Math.ceil(repeat / 3) };
}

function list(all: readonly { readonly name: string; readonly about: string }[]): string {
  return all.map(({ name, about }) => `  ${name.padEnd(17)} ${about}`).join("\n");
}

/** Each name is one entry's, or the beginning of several. Who is named twice is there once. */
function choose<Entry extends { readonly name: string }>(
  option: string,
  all: readonly Entry[],
  wanted: string,
): readonly Entry[] {
  const chosen = wanted.split(",").flatMap((part) => {
    const name = part.trim();
    const entry = all.find((candidate) => candidate.name === name);
    if (entry !== undefined) return entry;
    const family = all.filter((candidate) => candidate.name.startsWith(`${name}-`));
    if (family.length > 0) return family;
    const names = all.map((candidate) => candidate.name).join(", ");
    throw new Error(`--${option}: there is no ${name || "empty name"}, but ${names}`);
  });
  return [...new Set(chosen)];
}

function numberOf(option: string, text: string, most: number): number {
  const number = Number(text);
  if (number > 0 && number <= most) return number;
  throw new Error(`--${option}: expected a number up to ${most}, got ${text || "nothing"}`);
}

function wholeOf(option: string, text: string, most: number): number {
  const number = numberOf(option, text, most);
  if (Number.isInteger(number)) return number;
  throw new Error(`--${option}: expected a whole number, got ${text}`);
}
