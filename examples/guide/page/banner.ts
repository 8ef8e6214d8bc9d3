import type { ConnectionState, ErrorCode, ErrorData } from "@parlor/client";

import { announce, element } from "./element.ts";

/** Says above the call what is the matter with the connection. Nothing is, most of the time. */
export class Banner {
  readonly #banner = element("banner", HTMLElement);
  readonly #text = element("banner-text", HTMLElement);
  #countdown: ReturnType<typeof setInterval> | undefined;

  show(state: ConnectionState): void {
    clearInterval(this.#countdown);
    this.#banner.hidden = state.name === "open" || state.name === "closed";
    switch (state.name) {
      case "connecting":
        this.#text.textContent = state.attempt === 0 ? "Joining…" : "Reconnecting…";
        break;
      case "waiting":
        announce(`${whatHappened(state.error)} Reconnecting.`);
        this.#countDown(whatHappened(state.error), state.retryAt);
        break;
      case "open":
        announce("You are in the call.");
        break;
      case "closed":
        break;
    }
  }

  #countDown(what: string, until: number): void {
    const tick = (): void => {
      const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1000));
      this.#text.textContent = `${what} Reconnecting in ${seconds} s…`;
    };
    tick();
    this.#countdown = setInterval(tick, 250);
  }
}

function whatHappened(error: ErrorData | null): string {
  if (error === null) return "The server cannot be reached.";
  return WHAT_HAPPENED[error.code] ?? "The connection was lost.";
}

const BUSY = "The server is very busy.";
const WHAT_HAPPENED: { readonly [Code in ErrorCode]?: string } = {
  going_away: "The server is restarting.",
  room_crashed: "The room has crashed and is being started again.",
  too_many_connections: BUSY,
  too_many_rooms: BUSY,
  room_busy: BUSY,
  rate_limited: BUSY,
};
