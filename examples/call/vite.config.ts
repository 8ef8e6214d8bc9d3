import { resolve } from "node:path";

import { defaultClientConditions, defineConfig } from "vite";

const page = resolve(import.meta.dirname, "page");

export default defineConfig({
  root: page,
  // inside this repository the packages are used as they are, without a build
  resolve: { conditions: ["@parlor/source", ...defaultClientConditions] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    rolldownOptions: { input: ["start.html", "index.html", "not-found.html"].map((file) => resolve(page, file)) },
    outDir: resolve(import.meta.dirname, "dist"),
    emptyOutDir: true,
    target: "es2024",
    // the page's security policy allows neither inline scripts nor data: images
    modulePreload: false,
    assetsInlineLimit: 0,
  },
});
