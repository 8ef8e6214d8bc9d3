// Type-checks everything, tests and scripts included: one project for each environment (Node, browser) and package.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";

const projects = ["tsconfig.json", ...globSync(["packages/*/tsconfig.json", "{examples,test}/*/page/tsconfig.json"])];
const failed = projects.filter((project) => {
  const { status } = spawnSync("tsc", ["-p", project], { stdio: "inherit" });
  return status !== 0;
});
process.exitCode = failed.length === 0 ? 0 : 1;
