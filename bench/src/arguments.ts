import { parseArgs } from "node:util";

import { type Scenario, SCENARIOS } from "./scenarios.ts";
import { SERVERS } from "./servers/index.ts";
import type { BenchServer } from "./servers/server.ts";

/** What the command line asks for. */
export interface Arguments {
  readonly help: boolean;
  readonly servers: readonly BenchServer[];
  readonly scenarios: readonly Scenario[];
  readonly seconds: number;
  readonly repeat: number;
  readonly jsonFile: string | null;
  readonly profileDir: string | null;
}

/** Reads the command line. Throws an Error that says what is wrong with it. */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", short: "h", default: false },
      server: { type: "string" },
      scenario: { type: "string" },
      seconds: { type: "string", default: "1" },
      repeat: { type: "string", default: "7" },
      json: { type: "string" },
      profile: { type: "string" },
    },
  });
  return {
    help: values.help,
    servers: choose("server", SERVERS, values.server),
    scenarios: choose("scenario", SCENARIOS, values.scenario),
    seconds: numberOf("seconds", values.seconds, 120),
    repeat: Math.ceil(numberOf("repeat", values.repeat, 100)),
    jsonFile: values.json ?? null,
    profileDir: values.profile ?? null,
  };
}

/** What `--help` prints. */
export function help(): string {
  return `Measures what it costs a server to relay signaling messages, beside the barest relay there is.

npm run bench -- [options]
  --server a,b      only these servers
  --scenario a,b    only these scenarios
  --seconds n       how long one turn of a server takes (default 1)
  --repeat n        how many turns each server gets in each scenario (default 7)
  --json file       also write everything measured to this file
  --profile folder  put a CPU profile of each server process there; the figures then include the profiler

servers
${list(SERVERS)}

scenarios
${list(SCENARIOS)}`;
}

function list(all: readonly { readonly name: string; readonly about: string }[]): string {
  return all.map(({ name, about }) => `  ${name.padEnd(17)} ${about}`).join("\n");
}

function choose<Entry extends { readonly name: string }>(
  option: string,
  all: readonly Entry[],
  wanted: string | undefined,
): readonly Entry[] {
  if (wanted === undefined) return all;
  return wanted.split(",").map((name) => {
    const entry = all.find((candidate) => candidate.name === name);
    if (entry !== undefined) return entry;
    throw new Error(`--${option}: there is no ${name}, but ${all.map((candidate) => candidate.name).join(", ")}`);
  });
}

function numberOf(option: string, text: string, most: number): number {
  const number = Number(text);
  if (number > 0 && number <= most) return number;
  throw new Error(`--${option}: expected a number up to ${most}, got ${text}`);
}
