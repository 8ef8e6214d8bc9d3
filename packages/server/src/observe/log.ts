import { EVENT_LEVELS } from "./events.ts";
import type { Listener } from "./observer.ts";

/** The part of a logger that is needed: pino's, and that of most others. */
export interface Logger {
  error(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  info(fields: object, message: string): void;
  debug(fields: object, message: string): void;
}

/**
 * Turns events into log lines: `parlor.observe(logTo(pino()))`. The event's type is the message, the rest are fields;
 * an `error` goes under `err`, where pino expects it. The level is that of `EVENT_LEVELS`.
 */
export function logTo(logger: Logger): Listener {
  return (event) => {
    const { type, ...fields } = event;
    if ("error" in fields) {
      const { error, ...others } = fields;
      logger[EVENT_LEVELS[type]]({ ...others, err: error }, type);
    } else {
      logger[EVENT_LEVELS[type]](fields, type);
    }
  };
}
