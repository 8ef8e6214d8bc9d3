import { type DestinationStream, type Logger, pino } from "pino";

import { hideRoomNames } from "../../call/src/log.ts";
import { readRoomName } from "../../call/src/room-name.ts";

/** Where names of calls may stand: whoever knows one, and has an account, can join it. */
const WITH_CALLS = ["room", "path", "err.site.room", "err.message", "err.stack"];

/** What a database adds to its errors: the values of a query and the content of a row, such as names and hashes of passwords. */
const WITH_ROWS = ["err.detail", "err.where", "err.params"];

/** A log without secrets: names of calls become a few digits of their hash, as in examples/call, and rows are left out. */
export function createLog(level: string, destination: DestinationStream = process.stdout): Logger {
  const censor = (value: unknown, at: string[]): unknown => {
    if (WITH_ROWS.includes(at.join("."))) return "[left out]";
    return hideRoomNames(at.join(".") === "path" ? withPlainName(value) : value);
  };
  return pino({ level, redact: { paths: [...WITH_CALLS, ...WITH_ROWS], censor } }, destination);
}

/** A path with the name of its call as names are written, however somebody has typed it: in capitals it opens the same call. */
function withPlainName(path: unknown): unknown {
  if (typeof path !== "string") return path;
  return path.replace(/^\/calls\/([^/]+)/, (_, typed: string) => `/calls/${readRoomName(typed) ?? "?"}`);
}
