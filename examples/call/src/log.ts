import { createHash } from "node:crypto";

import { type Logger, pino } from "pino";

/**
 * A log that tells rooms apart without naming them: who can read a room's name can join its call. Names become `room-`
 * and a few digits of their hash, wherever they stand.
 */
export function createLog(level: string): Logger {
  const paths = ["room", "err.site.room", "err.message", "err.stack"];
  return pino({ level, redact: { paths, censor: hideRoomNames } }, process.stdout);
}

/** A text without the names of rooms; anything else as it is. */
export function hideRoomNames(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value.replaceAll(/\b(?:[\da-z]{4}-){3}[\da-z]{4}\b/g, (name) => {
    return `room-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
  });
}
