import type { LoadMethods } from "./load/generator.ts";
import { Child } from "./process/child.ts";
import { busyShare, grantedShare } from "./process/usage.ts";
import type { Scenario } from "./scenarios.ts";
import type { ServerMethods } from "./servers/host.ts";

/** Which core each process is pinned to, or `null` where that cannot be done. */
export interface Cores {
  readonly server: number | null;
  readonly load: number | null;
}

/** Where to run, and whether to look inside. */
export interface ContestOptions {
  readonly cores: Cores;
  /** Where to put a CPU profile of the server's process, or `null` for none. */
  readonly profileDir: string | null;
}

/** What one server did under one load, once. */
export interface Measurement {
  readonly deliveries: number;
  readonly perSecond: number;
  /** CPU time of the server's process, all threads, for one delivered message, in microseconds. */
  readonly cpuUs: number;
  /** The same of the load generator: small is good. */
  readonly loadCpuUs: number;
  /** The share of the time in which each event loop was busy. The busier one set the pace. */
  readonly serverBusy: number;
  readonly loadBusy: number;
  /** CPU time over busy time of the server: well under 1 means that something else ran on its core. */
  readonly serverGranted: number;
}

/** One server and its load, each in a process of its own, which live through all turns of a scenario. */
export class Contestant {
  readonly name: string;
  readonly #server: Child<ServerMethods>;
  readonly #load: Child<LoadMethods>;

  constructor(name: string, { cores, profileDir }: ContestOptions) {
    this.name = name;
    const profiling = profileDir === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileDir}`];
    this.#server = new Child(`server ${name}`, new URL("servers/host.ts", import.meta.url), {
      core: cores.server,
      execArgv: ["--conditions=@parlor/source", ...profiling],
    });
    this.#load = new Child(`load on ${name}`, new URL("load/generator.ts", import.meta.url), { core: cores.load });
  }

  /** Listens, lets everybody join, and runs until both processes are compiled and their heaps have found their size. */
  async warmUp(scenario: Scenario): Promise<void> {
    const port = await this.#server.ask("listen", this.name);
    await this.#load.ask("join", { port, scenario });
    await this.#load.ask("run", WARM_UP_SECONDS);
  }

  /**
   * Takes one turn. Both processes are quiet when their use is read: before, because the turn before has landed, and
   * after, because every message has. So the figures belong to exactly these deliveries.
   */
  async measure(seconds: number): Promise<Measurement> {
    const before = { server: await this.#server.ask("usage"), load: await this.#load.ask("usage") };
    const { deliveries, elapsedMs } = await this.#load.ask("run", seconds);
    const after = { server: await this.#server.ask("usage"), load: await this.#load.ask("usage") };
    return {
      deliveries,
      perSecond: (deliveries / elapsedMs) * 1000,
      cpuUs: (after.server.cpuUs - before.server.cpuUs) / deliveries,
      loadCpuUs: (after.load.cpuUs - before.load.cpuUs) / deliveries,
      serverBusy: busyShare(before.server, after.server),
      loadBusy: busyShare(before.load, after.load),
      serverGranted: grantedShare(before.server, after.server),
    };
  }

  /** Ends both processes. */
  async close(): Promise<void> {
    await this.#load.close();
    await this.#server.close();
  }
}

const WARM_UP_SECONDS = 1.5;
