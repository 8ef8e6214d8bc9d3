import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

import { type Arguments, help, readArguments } from "./arguments.ts";
import { contest, lackOf, type Progress } from "./contest.ts";
import { estimateSeconds, Remaining } from "./estimate.ts";
import { FIGURES, type FigureName, type Figures } from "./figures.ts";
import { allowFiles, fit } from "./limits.ts";
import { chooseCores, describeMachine } from "./machine.ts";
import { type Result, summarize } from "./results.ts";
import { save, type Saved } from "./saved.ts";
import { isByTime, roomsOf, type Scenario } from "./scenarios.ts";
import { SERVERS } from "./servers/index.ts";
import type { BenchServer } from "./servers/server.ts";
import { cautions, table } from "./table.ts";
import { versionsOf } from "./versions.ts";

async function main(): Promise<void> {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted.help) return console.log(help());
  // what cannot be written is known before anything is measured
  if (wanted.jsonFile !== null) mkdirSync(dirname(wanted.jsonFile), { recursive: true });
  if (wanted.profileDir !== null) mkdirSync(wanted.profileDir, { recursive: true });

  const files = allowFiles();
  const frame = describe(wanted, files);
  const { machine, cores } = frame;
  const pinned = cores.server === null ? "not pinned" : `server on core ${cores.server}, load on core ${cores.load}`;
  const versions = frame.servers.flatMap((server) => Object.entries(server.versions)).map((pair) => pair.join(" "));
  console.log(`${machine.cpu}, ${machine.cores} cores, ${pinned}`);
  console.log(`Node ${machine.node}, ${[...new Set(versions)].join(", ")}, commit ${machine.commit}, ${frame.date}`);

  const estimates = wanted.scenarios.map((one) =>
    estimateSeconds(fit(one, files).scenario, taking(wanted.servers(one), one), wanted.turns(one)),
  );
  const remaining = new Remaining(estimates);
  const results: Result[] = [];
  for (const [index, wish] of wanted.scenarios.entries()) {
    const { scenario, note } = fit(wish, files);
    const of = `${index + 1} of ${wanted.scenarios.length}`;
    console.error(`\n${of}, about ${minutes(remaining.seconds)} left. ${scenario.name}: ${scenario.about}`);
    if (note !== null) console.error(`  ${note}`);
    const startedAt = performance.now();
    const options = { ...wanted.turns(scenario), profileDir: wanted.profileDir, cores };
    const outcomes = await contest(scenario, wanted.servers(scenario), options, progressOf(scenario.figures));
    remaining.took(estimates[index] ?? 0, (performance.now() - startedAt) / 1000);
    const absent = Object.entries(wanted.leftOut(wish)).map(([server, problem]) => ({ server, turns: [], problem }));
    const summary = summarize(scenario.name, [...outcomes, ...absent], note);
    results.push(...summary);
    console.log(`\n${table(scenario, summary)}`);
    if (wanted.jsonFile !== null) save(wanted.jsonFile, { ...frame, results });
  }
  for (const caution of cautions(results)) console.log(`\n${caution}`);
}

/** How many of them take part. */
function taking(servers: readonly BenchServer[], scenario: Scenario): number {
  return servers.filter((server) => lackOf(server, scenario) === null).length;
}

/** Everything about a run but its results. */
function describe(wanted: Arguments, files: number): Omit<Saved, "results"> {
  const args = process.argv.slice(2);
  const taking = new Set(wanted.scenarios.flatMap((scenario) => wanted.servers(scenario)));
  return {
    date: new Date().toISOString(),
    command: ["npm run bench", ...(args.length === 0 ? [] : ["--"]), ...args].join(" "),
    machine: describeMachine(),
    cores: chooseCores(),
    ...wanted.usualTurns,
    servers: SERVERS.filter((server) => taking.has(server)).map(({ name, about, packages }) => ({
      name,
      about,
      versions: versionsOf(packages),
    })),
    scenarios: wanted.scenarios.map((scenario) => {
      const { name, kind, about, figures } = scenario;
      const { seconds, repeat } = wanted.turns(scenario);
      const rooms = roomsOf(fit(scenario, files).scenario);
      return { name, kind, about, figures, rooms, seconds: isByTime(scenario) ? seconds : null, repeat };
    }),
  };
}

function progressOf(names: readonly FigureName[]): Progress {
  return {
    turn(turn, name, { figures, serverBusy, loadBusy }) {
      const busy = `server ${percent(serverBusy)} busy, load ${percent(loadBusy)}`;
      console.error(`  ${String(turn + 1).padStart(2)} ${name.padEnd(10)} ${line(names, figures)}   ${busy}`);
    },
    problem: (name, problem) => console.error(`  ${name.padEnd(13)} is out: ${problem}`),
  };
}

function line(names: readonly FigureName[], figures: Figures): string {
  return names
    .map((name) => {
      const { title, digits } = FIGURES[name];
      return `${figures[name]?.toFixed(digits).padStart(7) ?? ""} ${title}`;
    })
    .join(" ");
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error("npm run bench -- --help tells what there is");
  process.exitCode = 1;
}
