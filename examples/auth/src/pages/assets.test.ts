import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { readAssets } from "./assets.ts";

async function folderWith(manifest: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "parlor-assets-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  return folder;
}

test("the URLs of what was built are found, also of a file of another example", async () => {
  const folder = await folderWith({
    "../../call/page/icon.svg": { file: "assets/icon-1.svg" },
    "main.tsx": { file: "assets/main-2.js" },
    "styles/call.css": { file: "assets/call-3.css" },
    "styles/pages.css": { file: "assets/pages-4.css" },
  });
  expect(readAssets(folder)).toEqual({
    icon: "/assets/icon-1.svg",
    pageStyles: "/assets/pages-4.css",
    callStyles: "/assets/call-3.css",
    callScript: "/assets/main-2.js",
  });
});

test("a page that is not built, or not all of it, is said in one sentence", async () => {
  expect(() => readAssets("/nowhere")).toThrow("The page is not built yet");
  const folder = await folderWith({ "main.tsx": { file: "assets/main-2.js" } });
  expect(() => readAssets(folder)).toThrow("The page is not built yet");
});
