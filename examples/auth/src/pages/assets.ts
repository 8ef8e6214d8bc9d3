import { readFileSync } from "node:fs";
import { join } from "node:path";

import { StartError } from "../../../serve/start-error.ts";

/** What the pages need beside their HTML: the URLs of built files, each with a hash of its content in its name. */
export interface Assets {
  readonly icon: string;
  /** The styles of all pages but the call's. */
  readonly pageStyles: string;
  readonly callStyles: string;
  /** A module. */
  readonly callScript: string;
}

/** Finds them in the folder into which vite.config.ts has built. @throws StartError if nothing is built there. */
export function readAssets(pageFolder: string): Assets {
  return {
    icon: readAsset(pageFolder, "icon.svg"),
    pageStyles: readAsset(pageFolder, "styles/pages.css"),
    callStyles: readAsset(pageFolder, "styles/call.css"),
    callScript: readAsset(pageFolder, "main.tsx"),
  };
}

/** The URL, such as `/assets/pages-Bx3k.css`, of what was built from a file. @throws StartError if it was not. */
export function readAsset(pageFolder: string, source: string): string {
  const built = Object.entries(readManifest(pageFolder));
  // a file of examples/call has the way to there before its name
  const found = built.find(([key]) => key === source || key.endsWith(`/page/${source}`));
  if (found === undefined) throw notBuilt(null);
  return `/${found[1].file}`;
}

/** Vite's list of what it has built from what. */
type Manifest = Readonly<Record<string, { readonly file: string }>>;

function readManifest(pageFolder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(pageFolder, "manifest.json"), "utf8"));
  } catch (cause) {
    throw notBuilt(cause);
  }
}

function notBuilt(cause: unknown): StartError {
  const message = "The page is not built yet: start with `npm run example -- auth`, which builds it";
  return new StartError(message, { cause });
}
