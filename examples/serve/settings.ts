import { resolve } from "node:path";

import type { CertificateSource } from "./certificate.ts";
import { StartError } from "./start-error.ts";

/** What the environment can change of every example. */
export interface ServeSettings {
  /** `undefined` for all interfaces. */
  readonly host: string | undefined;
  readonly port: number;
  readonly certificate: CertificateSource;
  /** Where the built page is. */
  readonly pageFolder: string;
  readonly logLevel: string;
}

/** The environment variables that {@link readServeSettings} reads, for `--help`. */
export const SERVE_VARIABLES = `  PORT          the port to listen on; 0 for any that is free (8443)
  HOST          the address to listen on (all of them)
  KEY_FILE      a private key, PEM, and
  CERT_FILE     its certificate, PEM (one that the program makes for itself)
  CERT_FOLDER   where the self-made certificate is kept (.parlor in the example's folder)
  LOG_LEVEL     fatal, error, warn, info, debug, trace or silent (info)`;

/** Reads the settings from environment variables. @throws StartError for values that make no sense. */
export function readServeSettings(env: NodeJS.ProcessEnv, exampleFolder: string): ServeSettings {
  const { HOST, PORT = "8443", LOG_LEVEL = "info" } = env;
  return {
    host: HOST || undefined,
    port: readPort(PORT),
    certificate: readCertificateSource(env, resolve(exampleFolder, ".parlor")),
    pageFolder: resolve(exampleFolder, "dist"),
    logLevel: readLogLevel(LOG_LEVEL),
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new StartError(`PORT: expected a number from 0 to 65535, got ${JSON.stringify(text)}`);
}

function readCertificateSource(
  { KEY_FILE, CERT_FILE, CERT_FOLDER }: NodeJS.ProcessEnv,
  defaultFolder: string,
): CertificateSource {
  if (KEY_FILE && CERT_FILE) return { keyFile: KEY_FILE, certFile: CERT_FILE };
  if (KEY_FILE || CERT_FILE) throw new StartError("KEY_FILE and CERT_FILE go together: set both, or none");
  return { folder: CERT_FOLDER || defaultFolder };
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

function readLogLevel(level: string): string {
  if (LOG_LEVELS.includes(level)) return level;
  throw new StartError(`LOG_LEVEL: expected one of ${LOG_LEVELS.join(", ")}, got ${JSON.stringify(level)}`);
}
