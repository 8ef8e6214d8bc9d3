import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

/** Everything that axe-core finds serious or critical on a page as it is, on a desktop and on a phone, light and dark. */
export async function findProblems(page: Page): Promise<string[]> {
  // evaluated, as the page's policy allows no script but its own
  await page.evaluate(AXE);
  const problems: string[] = [];
  for (const [scheme, size] of [
    ["light", DESKTOP],
    ["dark", DESKTOP],
    ["light", PHONE],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize(size);
    const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
    for (const { id, impact, nodes } of violations) {
      if (impact !== "serious" && impact !== "critical") continue;
      problems.push(`${scheme} ${size.width}: ${id} (${impact}) of ${nodes.map(({ html }) => html).join(", ")}`);
    }
  }
  return problems;
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
