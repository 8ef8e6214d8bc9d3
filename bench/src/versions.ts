import { readFileSync } from "node:fs";

/** The versions of these packages as they are installed. Who is not there is left out. */
export function versionsOf(packages: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    packages.flatMap((name) => {
      const version = versionOf(name);
      return version === null ? [] : [[name, version]];
    }),
  );
}

function versionOf(name: string): string | null {
  // a package need not export its package.json, but it lies in one of these folders
  for (const folder of ["../node_modules", "../../node_modules"]) {
    try {
      const file = new URL(`${folder}/${name}/package.json`, import.meta.url);
      const { version }: { version: string } = JSON.parse(readFileSync(file, "utf8"));
      return version;
    } catch {
      // not in this one
    }
  }
  return null;
}
