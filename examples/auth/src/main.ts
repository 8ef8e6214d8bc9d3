// The server of calls for people with an account. Read this file first, then app.ts; the page's first file is page/main.tsx.

import { resolve } from "node:path";

import { run } from "../../serve/run.ts";
import { createHttps, serve } from "../../serve/serve.ts";
import { createApp, SOCKET_PATH } from "./app.ts";
import { openDatabase } from "./database/open-database.ts";
import { createLog } from "./log.ts";
import { openKeyRing } from "./sessions/key-ring.ts";
import { readSettings, type Settings, USAGE } from "./settings.ts";

async function start(settings: Settings): Promise<void> {
  const database = await openDatabase(settings.database);
  const keys = await openKeyRing(settings.dataFolder);
  const app = await createApp({ database, keys, settings, log: createLog(settings.logLevel) });
  const server = await createHttps(app.router, settings.certificate);
  app.parlor.attach(server, { path: SOCKET_PATH });
  printPlaces(settings);
  await serve(server, {
    settings,
    path: "/",
    extraLink: app.setupUrlPath === null ? null : { label: SET_UP, path: app.setupUrlPath },
    // whoever is let in last finds a database that still answers
    stop: async () => {
      server.close();
      await app.close();
      server.closeAllConnections();
      await database.destroy();
    },
  });
}

const SET_UP = "There is no admin yet. This link makes the admin’s account, once and within a day:";

function printPlaces({ database, dataFolder, registration }: Settings): void {
  console.log(`Database         ${"url" in database ? placeOf(database.url) : `embedded, in ${database.folder}`}`);
  console.log(`Keys             in ${resolve(dataFolder, "keys")}: keep them out of backups that others can read`);
  console.log(`Registration     ${registration}`);
}

/** A database's URL without user and password. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `PostgreSQL at ${host}${pathname}`;
}

await run(USAGE, () => start(readSettings(process.env)));
