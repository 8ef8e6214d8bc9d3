import type { Dialect } from "../dialects/dialect.ts";
import type { Runtime } from "../process/child.ts";
import type { Certificate } from "./certificate.ts";

/** A server to measure, as data. */
export interface BenchServer {
  readonly name: string;
  /** What it is, and every option that differs from its defaults. For `--help` and the results. */
  readonly about: string;
  /** The packages whose versions belong to its results. */
  readonly packages: readonly string[];
  readonly runtime: Runtime;
  /** How its clients talk to it. */
  readonly dialect: Dialect;
  /** Why it cannot serve `wss`, or `null` if it can. */
  readonly lacksTls: string | null;
  /** Loads its code, which only the process that runs it does. */
  load(): Promise<Start>;
}

/** Starts it on a free port of loopback, with TLS if a certificate is given. Resolves with the port when it listens. */
export type Start = (certificate: Certificate | null) => Promise<number>;
