import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { type Arguments, help, readArguments } from "./arguments.ts";
import { contest } from "./contest.ts";
import type { Measurement } from "./contestant.ts";
import { chooseCores, describeMachine } from "./machine.ts";
import { type Result, summarize } from "./results.ts";
import { cautions, table } from "./table.ts";

async function main(): Promise<void> {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted.help) return console.log(help());

  const machine = describeMachine();
  const cores = chooseCores();
  const date = new Date().toISOString();
  const pinned = cores.server === null ? "not pinned" : `server on core ${cores.server}, load on core ${cores.load}`;
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  console.log(`${machine.cpu}, ${machine.cores} cores, ${pinned}`);
  console.log(`Node ${machine.node}, ${versions.join(", ")}, commit ${machine.commit}, ${date}`);

  const results: Result[] = [];
  for (const scenario of wanted.scenarios) {
    console.error(`\n${scenario.name}: ${scenario.about}`);
    const turned = await contest(scenario, wanted.servers, { ...wanted, cores }, progress);
    results.push(...summarize(scenario.name, turned));
  }
  console.log(`\n${table(results)}`);
  for (const caution of cautions(results)) console.log(`\n${caution}`);
  save(wanted, { date, machine, cores, results });
}

function progress(turn: number, name: string, { perSecond, cpuUs, serverBusy, loadBusy }: Measurement): void {
  const figures = `${perSecond.toFixed(0).padStart(8)}/s ${cpuUs.toFixed(1).padStart(6)} us`;
  const busy = `server ${percent(serverBusy)} busy, load ${percent(loadBusy)}`;
  console.error(`  ${String(turn + 1).padStart(2)} ${name.padEnd(10)} ${figures}   ${busy}`);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function save({ jsonFile, servers, scenarios, seconds, repeat }: Arguments, measured: object): void {
  if (jsonFile === null) return;
  mkdirSync(dirname(jsonFile), { recursive: true });
  writeFileSync(jsonFile, `${JSON.stringify({ ...measured, seconds, repeat, servers, scenarios }, null, 2)}\n`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
