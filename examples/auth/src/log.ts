import { type DestinationStream, type Logger, pino } from "pino";

import { hideRoomNames } from "../../call/src/log.ts";

/** Where names of calls may stand: whoever knows one, and has an account, can join it. */
const WITH_CALLS = ["room", "path", "err.site.room", "err.message", "err.stack"];

/** What a database adds to its errors: the values of a query and the content of a row, such as names and hashes of passwords. */
const WITH_ROWS = ["err.detail", "err.where", "err.params"];

/** A log without secrets: names of calls become a few digits of their hash, as in examples/call, and rows are left out. */
export function createLog(level: string, destination: DestinationStream = process.stdout): Logger {
  const censor = (value: unknown, path: string[]): unknown =>
    WITH_ROWS.includes(path.join(".")) ? "[left out]" : hideRoomNames(value);
  return pino({ level, redact: { paths: [...WITH_CALLS, ...WITH_ROWS], censor } }, destination);
}
