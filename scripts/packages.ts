// Builds the packages and looks at them as their users will: packed, installed, imported and type-checked from outside
// the repository, where nothing resolves to src.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const PACKAGES = ["protocol", "server", "client"];

/** A server's first program: a peer, a room, two clients that exchange a message, and one with a token. Run as it is, and type-checked. */
const SERVER_CONSUMER = `
import { strictEqual } from "node:assert/strict";
import { decodeServerMessage, ERRORS } from "@parlor/protocol";
import { createParlor, type JoinRequest, Peer, refuse, type Refusal, Room, type UpgradeRequest } from "@parlor/server";
import { createTokenSigner, requireToken } from "@parlor/server/auth";
import { BunSockets } from "@parlor/server/bun";
import { testServer } from "@parlor/server/testing";

class Guest extends Peer<{ metadata: { name: string } }> {
  override parseRequest(request: UpgradeRequest): JoinRequest<{ metadata: { name: string } }> | Refusal {
    const room = request.params["room"];
    return room === undefined ? refuse("no room") : { room, credentials: null, metadata: { name: "guest" } };
  }
}
class Hall extends Room {}

for (const transport of ["memory", "net", "ws"] as const) {
  const server = await testServer({ peer: Guest, rooms: [{ name: "hall", room: Hall }] }, transport);
  const anna = await server.join("/socket/hall");
  const ben = await server.join("/socket/hall");
  await anna.expect("joined");
  ben.say("greeting", "hello", [anna.id]);
  const { data, from } = await anna.expect("greeting");
  strictEqual(data, "hello");
  strictEqual(from, ben.id);
  await server.close();
}
await createParlor({ peer: Guest }).close();

const secret = "not a secret: for thirty-two bytes or more";
const peer = requireToken({ keys: secret, algorithms: ["HS256"] });
const closed = await testServer({ peer, rooms: [{ name: "hall", room: Hall }] });
const token = await createTokenSigner({ key: secret, algorithm: "HS256" }).sign({ subject: "anna", room: "hall" });
await closed.join("/socket/hall", {}, { token });
strictEqual("status" in (await closed.connect("/socket/hall")), true);
await closed.close();
strictEqual(decodeServerMessage("no message"), null);
strictEqual(ERRORS.going_away.http, 503);
try {
  new BunSockets();
  throw new Error("made on Node what only Bun has");
} catch (error) {
  strictEqual(error instanceof Error && error.name, "ConfigError");
}
`;

/** A page's program, as far as it goes without a browser. */
const CLIENT_CONSUMER = `
import { connect, type Connection, createMesh, type Mesh } from "@parlor/client";
import * as bundle from "@parlor/client/bundle";

export const join = (url: string): Connection => connect(url);
export const call: (connection: Connection) => Mesh = createMesh;
for (const { connect, createMesh } of [{ connect: join, createMesh: call }, bundle]) {
  if (typeof connect !== "function" || typeof createMesh !== "function") throw new TypeError("nothing to call");
}
`;

const TSC = ["--noEmit", "--ignoreConfig", "--module", "nodenext", "--target", "es2024", "--strict"];
const CONSUMERS = [
  { file: "server.ts", code: SERVER_CONSUMER, tsc: ["--lib", "es2024,esnext.disposable", "--types", "node"] },
  { file: "client.ts", code: CLIENT_CONSUMER, tsc: ["--lib", "es2024,esnext.disposable,dom,dom.iterable"] },
];

/** Runs a program and gives back its output. Throws it if the program fails. */
async function run(program: string, args: readonly string[], cwd = ROOT): Promise<string> {
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (status === 0) return output;
  throw new Error(`${program} ${args.join(" ")}\n${output}`);
}

/** Does one thing, and says in one line that it went well. */
async function step(name: string, action: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  await action();
  console.log(`${name.padEnd(52)} ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

async function buildFromClean(): Promise<void> {
  for (const name of PACKAGES) {
    rmSync(join(ROOT, "packages", name, "dist"), { recursive: true, force: true });
    rmSync(join(ROOT, "packages", name, "tsconfig.build.tsbuildinfo"), { force: true });
  }
  await run("tsc", ["-b", ...PACKAGES.map((name) => `packages/${name}/tsconfig.build.json`)]);
}

async function pack(directory: string): Promise<Map<string, string>> {
  const workspaces = PACKAGES.flatMap((name) => ["--workspace", `packages/${name}`]);
  await run("npm", ["pack", "--pack-destination", directory, ...workspaces]);
  const files = readdirSync(directory);
  return new Map(
    PACKAGES.map((name) => {
      const file = files.find((candidate) => candidate.startsWith(`parlor-${name}-`));
      if (file === undefined) throw new Error(`npm pack made no tarball of ${name}`);
      return [name, join(directory, file)];
    }),
  );
}

/** What \`npm install\` would do, without a registry: our tarballs unpacked, their dependencies linked. */
async function install(tarballs: ReadonlyMap<string, string>, modules: string): Promise<void> {
  const linked = new Set(["@types/node"]);
  for (const [name, tarball] of tarballs) {
    const directory = join(modules, "@parlor", name);
    mkdirSync(directory, { recursive: true });
    await run("tar", ["-xzf", tarball, "-C", directory, "--strip-components=1"]);
    const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(
      readFileSync(join(directory, "package.json"), "utf8"),
    );
    for (const dependency of Object.keys(dependencies)) {
      if (!dependency.startsWith("@parlor/")) linked.add(dependency);
    }
  }
  for (const dependency of linked) {
    mkdirSync(dirname(join(modules, dependency)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", dependency), join(modules, dependency));
  }
}

async function main(directory: string): Promise<void> {
  let tarballs: ReadonlyMap<string, string> = new Map();
  await step("knip: nothing unused, nothing unlisted", () => run("knip", ["--no-progress"]));
  await step("tsc -b, from clean", buildFromClean);
  await step("the client in one file, within its budget", () => run("node", ["scripts/bundle.ts"]));
  await step("npm pack", async () => (tarballs = await pack(directory)));
  for (const [name, tarball] of tarballs) {
    await step(`publint, attw: @parlor/${name}`, () =>
      Promise.all([
        run("publint", ["run", tarball, "--strict"]),
        run("attw", [tarball, "--profile", "esm-only", "--format", "ascii"]),
      ]),
    );
  }
  await step("installed", () => install(tarballs, join(directory, "node_modules")));
  writeFileSync(join(directory, "package.json"), JSON.stringify({ type: "module", private: true }));
  for (const { file, code, tsc } of CONSUMERS) {
    writeFileSync(join(directory, file), code);
    await step(`imported and run: ${file}`, () => run("node", [file], directory));
    await step(`type-checked against the packed types: ${file}`, () => run("tsc", [...TSC, ...tsc, file], directory));
  }
}

const directory = mkdtempSync(join(tmpdir(), "parlor-packages-"));
try {
  await main(directory);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
