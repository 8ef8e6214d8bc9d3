import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { launchBrowser } from "../people.ts";
import { startServer } from "../server-process.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

/** What `npm start` runs. npm itself does not pass signals on: in a terminal, a Ctrl-C reaches everybody. */
function startScript(): string[] {
  const { scripts } = JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8"));
  const [node, ...command] = scripts.start.split(" ");
  expect(node).toBe("node");
  return command;
}

test("npm start builds the call's page, prints its URL and serves it until SIGTERM", async () => {
  await using server = await startServer({ command: startScript() });
  expect(server.lines).toContain(`The call is at   ${server.origin}/`);
  await using browser = await launchBrowser();
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  await page.goto(server.origin);
  await page.getByRole("link", { name: "New call" }).click();
  await page.getByRole("heading", { name: "Ready to join?" }).waitFor();
  expect(await server.stop("SIGTERM")).toBe(0);
});

test("npm start -- --help says what can be changed, and starts nothing", async () => {
  const { stdout } = await promisify(execFile)("npm", ["start", "--", "--help"], { cwd: ROOT });
  for (const variable of ["PORT", "CERT_FILE", "STUN_URLS", "TURN_URLS", "TURN_SECRET", "LOG_LEVEL"]) {
    expect(stdout).toMatch(new RegExp(`^  ${variable}\\b`, "m"));
  }
  expect(stdout).not.toContain("The call is at");
});

test("a server whose output nobody reads any more ends, as after npm start | head", async () => {
  const env = { ...process.env, PORT: "0" };
  const child = spawn(process.execPath, startScript(), { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  const printed: string[] = [];
  for await (const chunk of child.stdout)
    if (printed.push(String(chunk)) > 0 && printed.join("").includes("Ctrl-C")) break;
  // leaving the loop has closed the one, and here goes the other
  child.stderr.destroy();
  // if it has noticed by itself, there is nobody to hear this
  child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
});
