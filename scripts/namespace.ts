import { spawnSync } from "node:child_process";

/**
 * The command line that runs `command` in Linux namespaces of its own, after the shell has run `setUp` in them; `null` where
 * that cannot be. `kinds` are options of unshare(1), such as `--net`. Whoever may not make namespaces as who they are may
 * often do so as root of a user namespace, so that is tried too.
 */
export function inNamespaces(
  kinds: readonly string[],
  setUp: string,
  command: readonly string[],
): readonly string[] | null {
  if (process.platform !== "linux") return null;
  for (const unshare of [["unshare"], ["unshare", "--map-root-user"]]) {
    const isolated = [...unshare, ...kinds, "sh", "-c", `${setUp} && exec "$@"`, "sh"];
    if (works([...isolated, "true"])) return [...isolated, ...command];
  }
  return null;
}

function works([program = "", ...args]: readonly string[]): boolean {
  return spawnSync(program, args).status === 0;
}
