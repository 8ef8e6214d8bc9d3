import { posix } from "node:path";

import { drawingsOf } from "./drawings.ts";
import { fillMarkers, hasMarkers } from "./markers.ts";
import { partsOf } from "./parts.ts";
import { type Published, publishedText } from "./published.ts";

/** Where charts go, beside the figures that they were made of. Nothing else may lie there: what is not made is removed. */
export const CHARTS = "docs/benchmarks";

/** The run that the charts were made of. */
export const PUBLISHED = `${CHARTS}/results.json`;

/** The pages with generated parts. */
export const PAGES = ["docs/benchmarks.md", "bench/README.md", "README.md"] as const;

/** What a run makes of the repository. */
export interface ReportFiles {
  /** What is to be in each file, by its path in the repository. `null`: the file is a chart of an earlier run. */
  readonly files: ReadonlyMap<string, string | null>;
  /** Pages without a part to fill. */
  readonly unmarked: readonly string[];
}

/**
 * Everything that is made of a run. `read` gives the text of a page, `present` what lies in the folder of the charts.
 * Throws an Error for a page with a part that there is not.
 */
export function reportFiles(run: Published, read: (path: string) => string, present: readonly string[]): ReportFiles {
  const drawings = drawingsOf(run);
  const files = new Map<string, string | null>(present.map((path) => [path, null]));
  files.set(PUBLISHED, publishedText(run));
  for (const [name, { svg }] of drawings) files.set(`${CHARTS}/${name}.svg`, svg);
  const unmarked: string[] = [];
  for (const path of PAGES) {
    const page = read(path);
    if (!hasMarkers(page)) {
      unmarked.push(path);
      continue;
    }
    const parts = partsOf(run, drawings, `${posix.relative(posix.dirname(path), CHARTS)}/`);
    files.set(
      path,
      fillMarkers(page, (name) => {
        const part = parts.get(name);
        if (part !== undefined) return part;
        throw new Error(`${path}: there is no part ${name}, but ${[...parts.keys()].join(", ")}`);
      }),
    );
  }
  return { files, unmarked };
}
