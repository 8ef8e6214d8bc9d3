import type { Server } from "node:http";

/**
 * A server to measure, as data. All speak Parlor's wire protocol on `/socket/<room>`: an `authenticated` frame with the
 * peer's id first, then `{ data, event, from, to }` to everybody addressed.
 */
export interface BenchServer {
  readonly name: string;
  /** What it is, and every option that differs from its defaults. For `--help` and the results. */
  readonly about: string;
  /** Loads its code, which only the process that runs it does. */
  load(): Promise<Attach>;
}

/** Makes it take the upgrades of an HTTP server. */
export type Attach = (server: Server) => void;
