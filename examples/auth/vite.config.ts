import { resolve } from "node:path";

import { defaultClientConditions, defineConfig } from "vite";

const page = resolve(import.meta.dirname, "page");

export default defineConfig({
  root: page,
  // inside this repository the packages are used as they are, without a build
  resolve: { conditions: ["@parlor/source", ...defaultClientConditions] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    // the server makes the pages, and finds the names of these in the manifest: see src/pages/assets.ts
    rolldownOptions: { input: ["main.tsx", "styles/call.css", "styles/pages.css"].map((file) => resolve(page, file)) },
    manifest: "manifest.json",
    outDir: resolve(import.meta.dirname, "dist"),
    emptyOutDir: true,
    target: "es2024",
    // the pages' security policy allows neither inline scripts nor data: images
    modulePreload: false,
    assetsInlineLimit: 0,
  },
});
