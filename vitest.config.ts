import { defineConfig } from "vitest/config";

// Packages resolve to their src: nothing needs a build inside the repository.
const conditions = ["@parlor/source", "node", "module", "default"];

export default defineConfig({
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: {
    sequence: { shuffle: true },
    coverage: {
      include: ["packages/*/src/**"],
      exclude: ["**/*.test.ts", "**/fakes/**"],
      reporter: ["text-summary"],
      // a smoke alarm: what counts are the rules of docs/spec.md
      thresholds: { lines: 95 },
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // tests share no state but the globals that they put back, so files need no worker of their own
          pool: "threads",
          isolate: false,
          // vitest would leave one core of two idle
          maxWorkers: 2,
          include: [
            "packages/*/src/**/*.test.ts",
            "examples/*/{src,page}/**/*.test.ts",
            "bench/src/**/*.test.ts",
            "test/*.test.ts",
            "test/{contracts,conformance,fuzz,types}/**/*.test.ts",
          ],
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          // calls mostly wait; more than two at once take each other's frames
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        // the files of a worker share a database in memory, which takes seconds to start
        test: {
          name: "accounts",
          include: ["test/auth/**/*.test.ts"],
          isolate: false,
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        // each test has an internet of its own, and mostly waits
        test: {
          name: "nat",
          include: ["test/nat/**/*.test.ts"],
          maxWorkers: 4,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: "firefox", include: ["test/firefox/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
      },
    ],
  },
});
