// Bundles the client into one file for pages without a bundler, and measures what it costs: `npm run bundle`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { bundleModule } from "./bundle-module.ts";

const CLIENT = join(import.meta.dirname, "../packages/client");
const PARTS = {
  connection: "connect",
  "connection and room": "connect, createRoom",
  "connection, room and mesh": "connect, createRoom, createMesh",
  everything: "*",
};
/** Of connection, room and mesh together, minified and gzipped. */
const BUDGET_BYTES = 15 * 1024;

/** Writes `dist/parlor-client.min.js`, and prints the sizes. @throws Error if they are over the budget. */
async function bundleClient(): Promise<void> {
  const sizes = new Map<string, number>();
  for (const [part, names] of Object.entries(PARTS)) {
    const code = await bundleModule(`export ${names === "*" ? names : `{ ${names} }`} from "@parlor/client";`);
    sizes.set(part, gzipSync(code, { level: 9 }).byteLength);
    if (names === "*") writeFileSync(join(CLIENT, "dist/parlor-client.min.js"), code);
  }
  for (const [part, bytes] of sizes) console.log(`  ${part.padEnd(28)} ${(bytes / 1024).toFixed(1)} KiB gzipped`);
  const counted = sizes.get("connection, room and mesh") ?? Number.POSITIVE_INFINITY;
  if (counted > BUDGET_BYTES) throw new Error(`connection, room and mesh take ${counted} bytes: over ${BUDGET_BYTES}`);
}

await bundleClient();
