import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

import type { Answer, Methods, Question } from "./answers.ts";
import { findBun, NO_BUN } from "./bun.ts";

/** What runs a process of the bench. */
export type Runtime = "node" | "bun";

/** How a child process is started. */
export interface ChildOptions {
  /** The core it is pinned to, or `null` where that cannot be done. */
  readonly core: number | null;
  /** What runs it; this process's own Node if not said. */
  readonly runtime?: Runtime;
  /** Arguments for Node itself. Bun gets none. */
  readonly execArgv?: readonly string[];
}

/** A process of ours on its own core that answers questions. Ends with this process, too. */
export class Child<M extends Methods> {
  readonly #name: string;
  readonly #process: ChildProcess;

  /** @throws Error if it is to run on Bun, and there is none. */
  constructor(name: string, module: URL, { core, runtime = "node", execArgv = [] }: ChildOptions) {
    this.#name = name;
    const program = runtime === "node" ? [process.execPath, ...execArgv] : [bun(), ...execArgv];
    // taskset replaces itself with the program, so the channel between the processes stays
    const [execPath, ...args] = core === null ? program : ["taskset", "-c", String(core), ...program];
    this.#process = fork(fileURLToPath(module), {
      execPath,
      execArgv: args,
      env: { ...process.env, ...WITHOUT_ADDONS, ...IN_PRODUCTION },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
  }

  /** Asks and waits for the answer. Rejects with the child's problem, when it ends, or when it takes too long. */
  ask<Method extends keyof M & string>(
    method: Method,
    ...[argument]: Parameters<M[Method]>
  ): Promise<Awaited<ReturnType<M[Method]>>> {
    return new Promise((resolve, reject) => {
      const child = this.#process;
      const finish = (): void => {
        clearTimeout(timer);
        child.off("message", onMessage);
        child.off("exit", onExit);
        child.off("error", reject);
      };
      const fail = (problem: string): void => {
        finish();
        reject(new Error(`${this.#name}: ${problem}`));
      };
      const onMessage = (answer: Answer<Awaited<ReturnType<M[Method]>>>): void => {
        if ("problem" in answer) return fail(answer.problem);
        finish();
        resolve(answer.value);
      };
      const onExit = (code: number | null): void => fail(`ended with ${code ?? "a signal"} during ${method}`);
      const timer = setTimeout(() => fail(`no answer to ${method} within ${ANSWER_MS / 1000} s`), ANSWER_MS);
      child.on("message", onMessage);
      child.on("exit", onExit);
      child.on("error", reject);
      child.send({ method, argument } satisfies Question);
    });
  }

  /** Lets it end by itself, as a profiler needs, and resolves when it has. Kills it if it does not. */
  async close(): Promise<void> {
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill("SIGKILL"), END_MS);
      child.once("exit", () => {
        clearTimeout(timer);
        resolve();
      });
      if (child.connected) child.disconnect();
    });
  }
}

function bun(): string {
  const found = findBun();
  if (found === null) throw new Error(NO_BUN);
  return found.file;
}

/**
 * `ws` takes an optional addon for masking if it finds one. It finds one here, because another package depends on it, but
 * would not where it is installed alone.
 */
const WITHOUT_ADDONS = { WS_NO_BUFFER_UTIL: "1" };

/** As everybody runs a server that others use. Some write less, or check less, then. */
const IN_PRODUCTION = { NODE_ENV: "production", DEBUG: "" };

/** The longest question is one measurement; `--seconds` is bounded accordingly. */
const ANSWER_MS = 150_000;
const END_MS = 10_000;
