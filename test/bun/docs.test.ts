import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

import { expect, test } from "vitest";

import { handshake, RawClient } from "../../packages/server/fixtures/raw-client.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** The server that docs/bun.md shows, on a port that the system chooses. */
function shown(): string {
  const page = readFileSync(resolve(ROOT, "docs/bun.md"), "utf8");
  const [, snippet = ""] = /^```js\n(.*?)^```/msu.exec(page) ?? [];
  return `${snippet.replace("port: 8080", "port: 0")}\nconsole.log(server.port);\n`;
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) return "";
  for await (const line of createInterface(stdout)) return line;
  throw new Error("The server has not started");
}

test("[DC2] the server that docs/bun.md shows lets a client in, shows its page, and goes away when it is told to", async () => {
  const file = resolve(import.meta.dirname, ".docs-server.js");
  writeFileSync(file, shown());
  const server = spawn(process.execPath, ["--conditions=@parlor/source", file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const port = Number(await firstLine(server));
    const client = new RawClient(connect(port, "127.0.0.1"));
    client.socket.write(handshake());
    await client.until((bytes) => bytes.includes('"authenticated"'));
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("Hello");
    const exited = once(server, "exit");
    server.kill("SIGTERM");
    expect(await client.closeCode()).toBe(1001);
    expect(await exited).toEqual([0, null]);
  } finally {
    server.kill("SIGKILL");
    rmSync(file, { force: true });
  }
});
