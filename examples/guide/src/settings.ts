import { resolve } from "node:path";

import { readServeSettings, type ServeSettings } from "../../serve/settings.ts";
import type { Credentials } from "./credentials.ts";

/** What the environment can change. */
export interface Settings extends ServeSettings {
  readonly credentials: Credentials;
}

/** Reads the settings from environment variables. @throws StartError for values that make no sense. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const { PARLOR_USERNAME, PARLOR_PASSWORD } = env;
  return {
    ...readServeSettings(env, resolve(import.meta.dirname, "..")),
    // Not USERNAME: many shells set that one to whoever is logged in.
    credentials: { username: PARLOR_USERNAME ?? "USERNAME", password: PARLOR_PASSWORD ?? "PASSWORD" },
  };
}
