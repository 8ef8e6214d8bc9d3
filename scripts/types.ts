// Type-checks everything, tests and scripts included, in one pass for each environment (browser, Node).
import { spawnSync } from "node:child_process";

const projects = ["tsconfig.json", "tsconfig.browser.json"];
const failed = projects.filter((project) => {
  const { status } = spawnSync("tsc", ["--noEmit", "-p", project], { stdio: "inherit" });
  return status !== 0;
});
process.exitCode = failed.length === 0 ? 0 : 1;
