import { setTimeout as pass } from "node:timers/promises";

import type { Contestant } from "./contestant.ts";
import type { Figures, Measurement } from "./figures.ts";
import type { Memory } from "./process/memory.ts";
import { busyShare, grantedShare, type Usage } from "./process/usage.ts";
import type { Scenario } from "./scenarios.ts";

/**
 * Lets a contestant take one turn. Both processes are quiet when their use is read: before, because the turn before has
 * landed, and after, because everything has arrived. So the figures belong to exactly this turn.
 */
export async function takeTurn(contestant: Contestant, scenario: Scenario, seconds: number): Promise<Measurement> {
  const grownMb = scenario.kind === "slow" ? await watchMemory(contestant, seconds) : 0;
  const before = await usages(contestant);
  const run = await contestant.load.ask("run", seconds);
  const after = await usages(contestant);
  const leaving = await contestant.load.ask("leave");
  await becomeQuiet(contestant);

  const cpuUs = (after.server.cpuUs - before.server.cpuUs) / run.count;
  const found: Figures = { ...run.figures, cpuUs, cpuUsPerJoin: cpuUs, grownMb };
  const figures = Object.fromEntries(scenario.figures.map((name) => [name, found[name]]));
  const loadCpuUs = (after.load.cpuUs - before.load.cpuUs) / run.count;
  const note = [run.note, leaving].filter((part) => typeof part === "string").join("; ");
  return {
    figures,
    serverBusy: busyShare(before.server, after.server),
    loadBusy: run.busy ?? busyShare(before.load, after.load),
    serverGranted: grantedShare(before.server, after.server),
    // a spinning event loop uses all there is
    ...(run.busy === undefined ? { loadCpuUs } : {}),
    ...(run.late === true ? { late: true } : {}),
    ...(note === "" ? {} : { note }),
  };
}

/** What peers that are there take, and what must be known of that. */
export interface Settled {
  readonly figures: Figures;
  readonly note?: string;
}

/** Lets all peers of a contestant come, and gives back what each of them takes. They stay. */
export async function settle({ server, load }: Contestant): Promise<Settled> {
  const before = await server.ask("memory", COLLECTIONS);
  const { count } = await load.ask("run", 0);
  const after = await server.ask("memory", COLLECTIONS);
  const rssKbPerPeer = (after.rssBytes - before.rssBytes) / 1000 / count;
  const kbPerPeer = (heldBytes(after) - heldBytes(before)) / 1000 / count;
  const note =
    after.heapBytes === null ? { note: "its runtime does not count its heap as Node does: RSS in its place" } : {};
  return { figures: { kbPerPeer, rssKbPerPeer }, ...note };
}

/** What a server does for peers that are there and say nothing, through so many seconds. Then they leave. */
export async function takeIdleTurn(contestant: Contestant, settled: Settled, seconds: number): Promise<Measurement> {
  const before = await usages(contestant);
  await pass(seconds * 1000);
  const after = await usages(contestant);
  await contestant.load.ask("leave");
  await becomeQuiet(contestant);
  const cpuMs = (after.server.cpuUs - before.server.cpuUs) / 1000;
  return {
    ...settled,
    figures: { ...settled.figures, idleCpuPercent: (cpuMs / (after.server.atMs - before.server.atMs)) * 100 },
    serverBusy: busyShare(before.server, after.server),
    loadBusy: busyShare(before.load, after.load),
    serverGranted: 1,
  };
}

/**
 * How much the server's memory grows in a run, at the worst moment that is seen. In a run of its own, because to look
 * costs a collection of all garbage, which its clients wait for.
 */
async function watchMemory(contestant: Contestant, seconds: number): Promise<number> {
  const { server, load } = contestant;
  const before = heldBytes(await server.ask("memory", COLLECTIONS));
  const running = load.ask("run", seconds);
  const over = running.then(() => true);
  let worst = 0;
  for (let isOver = false; !isOver;) {
    isOver = await Promise.race([over, pass(LOOK_EVERY_MS, false)]);
    worst = Math.max(worst, heldBytes(await server.ask("memory", 1)) - before);
  }
  await load.ask("leave");
  await becomeQuiet(contestant);
  return worst / 1e6;
}

const LOOK_EVERY_MS = 250;

const COLLECTIONS = 6;

function heldBytes({ heapBytes, rssBytes }: Memory): number {
  return heapBytes ?? rssBytes;
}

async function usages({ server, load }: Contestant): Promise<{ server: Usage; load: Usage }> {
  return { server: await server.ask("usage"), load: await load.ask("usage") };
}

/** Waits until the server has done what those who leave leave behind. */
async function becomeQuiet({ server }: Contestant): Promise<void> {
  let before = await server.ask("usage");
  for (let look = 0; look < MOST_LOOKS; look++) {
    await pass(QUIET_MS);
    const after = await server.ask("usage");
    if (after.cpuUs - before.cpuUs < QUIET_CPU_US) return;
    before = after;
  }
}

const QUIET_MS = 20;
const QUIET_CPU_US = 3000;
const MOST_LOOKS = 100;
