import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";

import { expect, onTestFinished, test } from "vitest";

import { GUIDE, startServer } from "../server-process.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

/** Runs the example with settings under which it cannot start. */
async function failToStart(env: Record<string, string>): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, ["--conditions=@parlor/source", GUIDE], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], PORT: "0", LOG_LEVEL: "silent", CERT_FOLDER: await temporary(), ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  return { code, said };
}

/** A folder that goes with the test. */
async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "parlor-e2e-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("npm run example -- guide prints the URL of its first room, until SIGTERM", async () => {
  await using server = await startServer({ command: ["scripts/example.ts", "guide"] });
  expect(server.lines).toContain(`The call is at   ${server.origin}/room`);
  expect(await server.stop("SIGTERM")).toBe(0);
});

test("the certificate is made once, and its key is nobody else's to read", async () => {
  const CERT_FOLDER = await temporary();
  await using first = await startServer({ env: { CERT_FOLDER } });
  expect(first.lines.filter((line) => line.includes("self-signed certificate"))).toHaveLength(1);
  expect((await stat(join(CERT_FOLDER, "key.pem"))).mode & 0o777).toBe(0o600);
  const certificate = await readFile(join(CERT_FOLDER, "cert.pem"), "utf8");
  await using second = await startServer({ env: { CERT_FOLDER } });
  expect(second.lines.filter((line) => line.includes("self-signed certificate"))).toEqual([]);
  expect(await readFile(join(CERT_FOLDER, "cert.pem"), "utf8")).toBe(certificate);

  // as files of one's own
  const env = { KEY_FILE: join(CERT_FOLDER, "key.pem"), CERT_FILE: join(CERT_FOLDER, "cert.pem") };
  await using third = await startServer({ env });
  expect(third.lines.filter((line) => line.includes("self-signed certificate"))).toEqual([]);

  // damaged
  await writeFile(join(CERT_FOLDER, "cert.pem"), "no certificate");
  await using fourth = await startServer({ env: { CERT_FOLDER } });
  expect(fourth.lines.filter((line) => line.includes("self-signed certificate"))).toHaveLength(1);
});

test("a port that is taken is said in one line", async () => {
  await using server = await startServer();
  const { code, said } = await failToStart({ PORT: String(server.port) });
  expect(code).toBe(1);
  expect(said).toMatch(/^Cannot listen on port \d+: another program is using it\..*\n$/);
});

test.for([
  [{ PORT: "web" }, 'PORT: expected a number from 0 to 65535, got "web"'],
  [{ PORT: "65536" }, 'PORT: expected a number from 0 to 65535, got "65536"'],
  [{ KEY_FILE: "key.pem" }, "KEY_FILE and CERT_FILE go together: set both, or none"],
  [{ KEY_FILE: "/nowhere", CERT_FILE: "/nowhere" }, "KEY_FILE: cannot read /nowhere (ENOENT)"],
  [
    { KEY_FILE: "package.json", CERT_FILE: "package.json" },
    "KEY_FILE and CERT_FILE are not a private key and its certificate, both PEM",
  ],
  [{ CERT_FOLDER: "/dev/null/folder" }, "Cannot write a certificate to /dev/null/folder (ENOTDIR)"],
  [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL: expected one of .*, got "loud"\n$/],
] as const)("%j is said in one line", async ([env, sentence]) => {
  const { code, said } = await failToStart({ ...env });
  expect(code).toBe(1);
  if (typeof sentence === "string") expect(said).toBe(`${sentence}\n`);
  else expect(said).toMatch(sentence);
});
