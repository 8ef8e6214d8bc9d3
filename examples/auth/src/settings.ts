import { resolve } from "node:path";

import { readSettings as readCallSettings, type Settings as CallSettings } from "../../call/src/settings.ts";
import { readServeSettings, SERVE_VARIABLES, type ServeSettings } from "../../serve/settings.ts";
import { StartError } from "../../serve/start-error.ts";
import type { DatabaseSource } from "./database/open-database.ts";

/** What the environment can change. */
export interface Settings extends ServeSettings, Pick<CallSettings, "stunUrls" | "turn"> {
  /** Where the keys are, and the embedded database. */
  readonly dataFolder: string;
  readonly database: DatabaseSource;
  /** Whether strangers may make themselves an account. */
  readonly registration: "open" | "closed";
  /** How long a session lasts if nobody uses it. */
  readonly sessionMinutes: number;
  /** How many proxies stand before this server and add to `X-Forwarded-For`. */
  readonly proxies: number;
}

/** What `--help` prints. */
export const USAGE = `Video calls for people with an account, over HTTPS. Environment variables, with their defaults:
  DATABASE_URL     a PostgreSQL server, such as postgres://user:password@localhost/parlor (an embedded one)
  DATA_FOLDER      where keys and the embedded database are kept (.parlor in the example's folder)
  REGISTRATION     open: everybody may register; closed: nobody (open)
  SESSION_MINUTES  how long a log-in lasts without being used, 5 to 720 (30)
  PROXIES          how many proxies stand before this server, each adding to X-Forwarded-For (0)
${SERVE_VARIABLES.replaceAll(/^( {2}\w+) /gm, "$1    ").replace("(.parlor in the example's folder)", "(DATA_FOLDER)")}
  STUN_URLS        STUN servers, such as stun:stun.example.org, with commas between them (none)
  TURN_URLS        TURN servers, such as turn:turn.example.org?transport=udp, with commas (none)
  TURN_SECRET      the static-auth-secret of those TURN servers`;

/** Reads the settings from environment variables. @throws StartError for values that make no sense. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const exampleFolder = resolve(import.meta.dirname, "..");
  const { DATA_FOLDER, DATABASE_URL, REGISTRATION = "open", SESSION_MINUTES = "30", PROXIES = "0" } = env;
  const dataFolder = resolve(DATA_FOLDER || resolve(exampleFolder, ".parlor"));
  const { stunUrls, turn } = readCallSettings(env);
  return {
    ...readServeSettings({ ...env, CERT_FOLDER: env["CERT_FOLDER"] || dataFolder }, exampleFolder),
    stunUrls,
    turn,
    dataFolder,
    database: readDatabase(DATABASE_URL, dataFolder),
    registration: readRegistration(REGISTRATION),
    sessionMinutes: readNumber("SESSION_MINUTES", SESSION_MINUTES, { from: 5, to: 720 }),
    proxies: readNumber("PROXIES", PROXIES, { from: 0, to: 10 }),
  };
}

function readDatabase(url: string | undefined, dataFolder: string): DatabaseSource {
  if (!url) return { folder: dataFolder };
  const isPostgres = URL.canParse(url) && /^postgres(?:ql)?:$/.test(new URL(url).protocol);
  // what was given may hold a password, so it is not repeated
  if (!isPostgres) throw new StartError("DATABASE_URL: expected a URL like postgres://user:password@localhost/parlor");
  return { url };
}

function readRegistration(text: string): Settings["registration"] {
  if (text === "open" || text === "closed") return text;
  throw new StartError(`REGISTRATION: expected open or closed, got ${JSON.stringify(text)}`);
}

function readNumber(
  variable: string,
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= from && number <= to) return number;
  throw new StartError(`${variable}: expected a number from ${from} to ${to}, got ${JSON.stringify(text)}`);
}
