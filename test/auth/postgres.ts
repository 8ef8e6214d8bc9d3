import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

import { which } from "../../scripts/chromium.ts";
import { findPostgres } from "../../scripts/find-postgres.ts";

const run = promisify(execFile);

/** A PostgreSQL server of its own for a test, on loopback only. */
export interface Postgres extends AsyncDisposable {
  readonly port: number;
  /** Makes an empty database, and gives back its URL. */
  createDatabase(): Promise<string>;
  /** Runs statements as the administrator, in the database of a URL, and gives back what psql prints. */
  run(url: string, statements: string): Promise<string>;
  /** Ends it at once, with all connections. */
  stop(): Promise<void>;
}

const ADMIN = "parlor";

/** Starts a server with an empty folder, on a free port. Without PostgreSQL on this machine it throws. */
export async function startPostgres(): Promise<Postgres> {
  const programs = findPostgres();
  if (programs === null) throw new Error("No PostgreSQL: install Debian's postgresql, or set POSTGRES_BIN");
  const password = randomBytes(12).toString("hex");
  const owner = await findOwner();
  const folder = await mkdtemp(join(tmpdir(), "parlor-postgres-"));
  await writeFile(join(folder, "password"), password);
  if (owner !== null) for (const path of [folder, join(folder, "password")]) await chown(path, owner.uid, owner.gid);
  const initdb = ["-D", join(folder, "data"), "-U", ADMIN, "--pwfile", join(folder, "password")];
  const options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"];
  await run(join(programs, "initdb"), [...initdb, ...options], { ...owner, cwd: folder });

  const port = await freePort();
  const server = await startServer(join(programs, "postgres"), { folder, port, owner });
  const stopped = once(server, "close");
  const stop = async (): Promise<void> => {
    server.kill("SIGQUIT");
    await stopped;
  };
  const psql = async (url: string, statements: string): Promise<string> =>
    (await run(join(programs, "psql"), ["-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statements, url])).stdout.trim();
  const urlOf = (name: string): string => `postgres://${ADMIN}:${password}@127.0.0.1:${port}/${name}`;
  let databases = 0;
  return {
    port,
    stop,
    run: psql,
    createDatabase: async () => {
      const name = `test_${++databases}`;
      await psql(urlOf("postgres"), `create database ${name}`);
      return urlOf(name);
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Who it runs as: PostgreSQL refuses to be root. `null`: as who we are. */
async function findOwner(): Promise<Owner | null> {
  if (process.getuid?.() !== 0) return null;
  const idOf = async (flag: string): Promise<number> => Number((await run("id", [flag, "postgres"])).stdout);
  return { uid: await idOf("-u"), gid: await idOf("-g") };
}

interface ServerOptions {
  readonly folder: string;
  readonly port: number;
  readonly owner: Owner | null;
}

async function startServer(program: string, { folder, port, owner }: ServerOptions): Promise<ChildProcess> {
  const args = ["-D", join(folder, "data"), "-k", folder, "-p", String(port), "-h", "127.0.0.1"];
  // what it loses in a power cut is a test's
  const settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"].flatMap((setting) => [
    "-c",
    setting,
  ]);
  const [command = "", ...rest] = [...untilWeEnd(owner), program, ...args, ...settings];
  const server = spawn(command, rest, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const log: string[] = [];
  await new Promise<void>((started, failed) => {
    server.once("error", failed);
    server.once("close", () => failed(new Error(`PostgreSQL did not start:\n${log.join("\n")}`)));
    createInterface(server.stderr).on("line", (line) => {
      log.push(line);
      if (line.includes("database system is ready to accept connections")) started();
    });
  });
  return server;
}

/** Makes a command run as the owner, and end when the one who has started it does, however that happens. */
function untilWeEnd(owner: Owner | null): readonly string[] {
  const setpriv = which("setpriv");
  if (setpriv === null) return [];
  const as = owner === null ? [] : [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, "--clear-groups"];
  return [setpriv, ...as, "--pdeathsig=QUIT", "--"];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No port");
  return address.port;
}
