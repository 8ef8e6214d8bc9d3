import { resolve } from "node:path";

import { build } from "vite";

const CLIENT = resolve(import.meta.dirname, "../packages/client");

/** One minified module of an entry's code, with everything that it imports from the client's package. */
export async function bundleModule(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    root: CLIENT,
    logLevel: "warn",
    resolve: { conditions: ["@parlor/source", "browser", "import", "default"] },
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "virtual:entry" ? id : null),
        load: (id) => (id === "virtual:entry" ? entry : null),
      },
    ],
    build: {
      write: false,
      target: "es2024",
      minify: true,
      modulePreload: false,
      rolldownOptions: { input: "virtual:entry", preserveEntrySignatures: "strict", output: { format: "es" } },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (output === undefined || !("output" in output)) throw new Error("Vite watches instead of building");
  return output.output[0].code;
}
