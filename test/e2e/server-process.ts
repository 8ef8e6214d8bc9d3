import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const ROOT = resolve(import.meta.dirname, "../..");

/** An example's server, in a process of its own. */
export interface ServerProcess extends AsyncDisposable {
  /** `https://localhost:PORT` */
  readonly origin: string;
  readonly port: number;
  /** Everything it has printed, line by line. */
  readonly lines: readonly string[];
  /** Sends a signal and waits for the end; gives back the exit code, or the signal that ended it. */
  stop(signal: NodeJS.Signals): Promise<number | string>;
}

/** The examples' programs. */
export const GUIDE = "examples/guide/src/main.ts";
export const CALL = "examples/call/src/main.ts";

export interface ServerOptions {
  /** @default GUIDE */
  readonly program?: string;
  /** What Node runs, with its arguments, in the place of a program. */
  readonly command?: readonly string[];
  readonly env?: Record<string, string>;
}

/** Starts a program that prints an example's URLs, on a port that is free unless `PORT` says another. */
export async function startServer({ program = GUIDE, command, env }: ServerOptions = {}): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), "parlor-e2e-"));
  const child = spawn(process.execPath, command ?? ["--conditions=@parlor/source", program], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], PORT: "0", CERT_FOLDER: folder, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  // "exit" may come before the last lines that were printed
  const exited = once(child, "close");
  const stop: ServerProcess["stop"] = async (signal) => {
    child.kill(signal);
    const [code, endedBy] = await exited;
    return code ?? endedBy;
  };
  const lines: string[] = [];
  const port = await new Promise<number>((found, failed) => {
    void exited.then(() => failed(new Error(`The server did not start:\n${lines.join("\n")}`)));
    createInterface(child.stdout).on("line", (line) => {
      lines.push(line);
      const url = /https:\/\/localhost:(\d+)\//.exec(line);
      if (url !== null) found(Number(url[1]));
    });
  });
  const dispose = async (): Promise<void> => {
    await stop("SIGKILL");
    await rm(folder, { recursive: true });
  };
  return { origin: `https://localhost:${port}`, port, lines, stop, [Symbol.asyncDispose]: dispose };
}
