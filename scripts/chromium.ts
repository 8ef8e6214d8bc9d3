import { spawnSync } from "node:child_process";

/** The programs that can be the tests' browser, the quickest to start first. */
const PROGRAMS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** The path of a Chromium: the one in `CHROMIUM`, or the first found in `PATH`, or `null`. */
export function findChromium(): string | null {
  const given = process.env["CHROMIUM"];
  if (given !== undefined && given !== "") return given;
  return PROGRAMS.map(which).find((path) => path !== null) ?? null;
}

/** Where a program is, or `null`. Looks into the folders for administrators too, which other users often do not see. */
export function which(program: string): string | null {
  const env = { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin:/sbin` };
  const { status, stdout } = spawnSync("sh", ["-c", 'command -v "$1"', "sh", program], { encoding: "utf8", env });
  return status === 0 ? stdout.trim() : null;
}
