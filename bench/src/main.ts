import { type Arguments, help, readArguments, USUAL_TURNS } from "./arguments.ts";
import { contest, type Progress } from "./contest.ts";
import { estimateSeconds, Remaining } from "./estimate.ts";
import { FIGURES, type FigureName, type Figures } from "./figures.ts";
import { allowFiles, fit } from "./limits.ts";
import { chooseCores, describeMachine } from "./machine.ts";
import { type Result, summarize } from "./results.ts";
import { save, type Saved } from "./saved.ts";
import { SERVERS } from "./servers/index.ts";
import { cautions, table } from "./table.ts";
import { versionsOf } from "./versions.ts";

async function main(): Promise<void> {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted.help) return console.log(help());

  const frame = describe(wanted);
  const { machine, cores } = frame;
  const pinned = cores.server === null ? "not pinned" : `server on core ${cores.server}, load on core ${cores.load}`;
  const versions = frame.servers.flatMap((server) => Object.entries(server.versions)).map((pair) => pair.join(" "));
  console.log(`${machine.cpu}, ${machine.cores} cores, ${pinned}`);
  console.log(`Node ${machine.node}, ${[...new Set(versions)].join(", ")}, commit ${machine.commit}, ${frame.date}`);

  const files = allowFiles();
  const estimates = wanted.scenarios.map((one) =>
    estimateSeconds(fit(one, files).scenario, wanted.servers(one).length, wanted.turns(one)),
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
    const summary = summarize(scenario.name, outcomes, note);
    results.push(...summary);
    console.log(`\n${table(scenario, summary)}`);
    if (wanted.jsonFile !== null) save(wanted.jsonFile, { ...frame, results });
  }
  for (const caution of cautions(results)) console.log(`\n${caution}`);
}

/** Everything about a run but its results. */
function describe(wanted: Arguments): Omit<Saved, "results"> {
  const args = process.argv.slice(2);
  const taking = new Set(wanted.scenarios.flatMap((scenario) => wanted.servers(scenario)));
  return {
    date: new Date().toISOString(),
    command: ["npm run bench", ...(args.length === 0 ? [] : ["--"]), ...args].join(" "),
    machine: describeMachine(),
    cores: chooseCores(),
    ...USUAL_TURNS,
    servers: SERVERS.filter((server) => taking.has(server)).map(({ name, about, packages }) => ({
      name,
      about,
      versions: versionsOf(packages),
    })),
    scenarios: wanted.scenarios.map(({ name, kind, about, figures }) => ({ name, kind, about, figures })),
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
  process.exitCode = 1;
}
