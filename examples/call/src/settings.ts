import { resolve } from "node:path";

import { readServeSettings, SERVE_VARIABLES, type ServeSettings } from "../../serve/settings.ts";
import { StartError } from "../../serve/start-error.ts";

/** What the environment can change. */
export interface Settings extends ServeSettings {
  /** Servers that tell a browser its public address. */
  readonly stunUrls: readonly string[];
  /** Servers that relay a call whose ends cannot reach each other, and the secret they share with this one. */
  readonly turn: { readonly urls: readonly string[]; readonly secret: string } | null;
}

/** What `--help` prints. */
export const USAGE = `Video calls for up to six people, over HTTPS. Environment variables, with their defaults:
${SERVE_VARIABLES}
  STUN_URLS     STUN servers, such as stun:stun.example.org, with commas between them (none)
  TURN_URLS     TURN servers, such as turn:turn.example.org?transport=udp, with commas (none)
  TURN_SECRET   the static-auth-secret of those TURN servers

Within one network no such server is needed. Over the internet, most calls need STUN and some need TURN.`;

/** Reads the settings from environment variables. @throws StartError for values that make no sense. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return {
    ...readServeSettings(env, resolve(import.meta.dirname, "..")),
    stunUrls: readUrls("STUN_URLS", env["STUN_URLS"], /^stuns?:[^\s/]+$/),
    turn: readTurn(env),
  };
}

function readTurn(env: NodeJS.ProcessEnv): Settings["turn"] {
  const urls = readUrls("TURN_URLS", env["TURN_URLS"], /^turns?:[^\s/]+$/);
  const secret = env["TURN_SECRET"] ?? "";
  if (urls.length === 0 && secret === "") return null;
  if (urls.length > 0 && secret !== "") return { urls, secret };
  throw new StartError("TURN_URLS and TURN_SECRET go together: set both, or none");
}

function readUrls(variable: string, list: string | undefined, form: RegExp): string[] {
  const urls = (list ?? "").split(",").map((url) => url.trim());
  const given = urls.filter((url) => url !== "");
  const wrong = given.find((url) => !form.test(url));
  if (wrong === undefined) return given;
  throw new StartError(`${variable}: expected URLs like ${EXAMPLES[variable]}, got ${JSON.stringify(wrong)}`);
}

const EXAMPLES: Readonly<Record<string, string>> = {
  STUN_URLS: "stun:stun.example.org",
  TURN_URLS: "turn:turn.example.org:3478?transport=udp",
};
