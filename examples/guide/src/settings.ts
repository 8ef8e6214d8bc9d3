import { resolve } from "node:path";

import type { CertificateSource } from "./certificate.ts";
import type { Credentials } from "./credentials.ts";
import { StartError } from "./start.ts";

/** What the environment can change. */
export interface Settings {
  /** `undefined` for all interfaces. */
  readonly host: string | undefined;
  readonly port: number;
  readonly credentials: Credentials;
  readonly certificate: CertificateSource;
  readonly pageFolder: string;
  readonly logLevel: string;
}

const EXAMPLE = resolve(import.meta.dirname, "..");

/** Reads the settings from environment variables. @throws StartError for values that make no sense. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const { HOST, PORT = "8443", PARLOR_USERNAME, PARLOR_PASSWORD, LOG_LEVEL = "info" } = env;
  return {
    host: HOST || undefined,
    port: readPort(PORT),
    // Not USERNAME: many shells set that one to whoever is logged in.
    credentials: { username: PARLOR_USERNAME ?? "USERNAME", password: PARLOR_PASSWORD ?? "PASSWORD" },
    certificate: readCertificateSource(env),
    pageFolder: resolve(EXAMPLE, "dist"),
    logLevel: readLogLevel(LOG_LEVEL),
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new StartError(`PORT: expected a number from 0 to 65535, got ${JSON.stringify(text)}`);
}

function readCertificateSource({ KEY_FILE, CERT_FILE, CERT_FOLDER }: NodeJS.ProcessEnv): CertificateSource {
  if (KEY_FILE && CERT_FILE) return { keyFile: KEY_FILE, certFile: CERT_FILE };
  if (KEY_FILE || CERT_FILE) throw new StartError("KEY_FILE and CERT_FILE go together: set both, or none");
  return { folder: CERT_FOLDER || resolve(EXAMPLE, ".parlor") };
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

function readLogLevel(level: string): string {
  if (LOG_LEVELS.includes(level)) return level;
  throw new StartError(`LOG_LEVEL: expected one of ${LOG_LEVELS.join(", ")}, got ${JSON.stringify(level)}`);
}
