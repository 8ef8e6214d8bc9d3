import { resolve } from "node:path";

import { defaultClientConditions, defineConfig } from "vite";

export default defineConfig({
  root: resolve(import.meta.dirname, "page"),
  // inside this repository the packages are used as they are, without a build
  resolve: { conditions: ["@parlor/source", ...defaultClientConditions] },
  build: {
    outDir: resolve(import.meta.dirname, "dist"),
    emptyOutDir: true,
    target: "es2024",
    // readable stacks in the tests' messages
    minify: false,
    // the page's security policy does not allow inline scripts
    modulePreload: false,
  },
});
