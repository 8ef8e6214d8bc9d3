import type { Measurement } from "./figures.ts";
import type { LoadMethods } from "./load/generator.ts";
import { Child } from "./process/child.ts";
import type { Scenario } from "./scenarios.ts";
import type { ServerMethods } from "./servers/host.ts";
import type { BenchServer } from "./servers/server.ts";

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

/** One server and its load, each in a process of its own, which live through all turns of a scenario. */
export class Contestant {
  readonly name: string;
  readonly server: Child<ServerMethods>;
  readonly load: Child<LoadMethods>;
  /** What it did, turn by turn. */
  readonly turns: Measurement[] = [];
  readonly #fail: (problem: string) => void;
  #isOut = false;
  #port = 0;

  /**
   * Starts both processes. `fail` hears why it is out, should something go wrong later.
   *
   * @throws Error if its runtime is not installed.
   */
  constructor({ name, runtime }: BenchServer, { cores, profileDir }: ContestOptions, fail: (problem: string) => void) {
    this.name = name;
    this.#fail = fail;
    const profiling = profileDir === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileDir}`];
    this.server = new Child(`server ${name}`, new URL("servers/host.ts", import.meta.url), {
      core: cores.server,
      runtime,
      execArgv: ["--conditions=@parlor/source", ...(runtime === "node" ? ["--expose-gc", ...profiling] : [])],
    });
    this.load = new Child(`load on ${name}`, new URL("load/generator.ts", import.meta.url), {
      core: cores.load,
      runtime: "node",
    });
  }

  /** Lets its server listen. */
  async listen(scenario: Scenario): Promise<void> {
    const secure = scenario.kind === "join" && scenario.tls !== "none";
    this.#port = await this.server.ask("listen", { name: this.name, secure });
  }

  /** Lets the peers of a scenario come, and both processes warm up. */
  async prepare(scenario: Scenario): Promise<void> {
    await this.load.ask("prepare", { port: this.#port, server: this.name, scenario });
  }

  /** Does this unless it is out. What goes wrong in it ends this one's part, and nobody else's. */
  async attempt(work: () => Promise<void>): Promise<void> {
    if (this.#isOut) return;
    try {
      await work();
    } catch (error) {
      this.#isOut = true;
      this.#fail(error instanceof Error ? error.message : String(error));
      await this.close();
    }
  }

  /** Ends both processes. */
  async close(): Promise<void> {
    await this.load.close();
    await this.server.close();
  }
}
