import type { ConnectionState, ErrorCode, ErrorData } from "@parlor/client";

/**
 * Says what is the matter with the connection to the server, or `null` while nothing is. `others` is how many people are
 * connected to this one all the same.
 */
export function connectionInWords(
  state: ConnectionState,
  { now, others }: { readonly now: number; readonly others: number },
): string | null {
  // media does not pass through the server
  const meanwhile = others > 0 ? " You can still see and hear each other." : "";
  if (state.name === "connecting") {
    return state.attempt === 0 ? "Joining…" : `No connection to the server.${meanwhile} Trying again…`;
  }
  if (state.name !== "waiting") return null;
  const seconds = Math.max(1, Math.ceil((state.retryAt - now) / 1000));
  return `${whatHappened(state.error)}${meanwhile} Trying again in ${seconds} s…`;
}

function whatHappened(error: ErrorData | null): string {
  return (error && WHAT_HAPPENED[error.code]) ?? "No connection to the server.";
}

const BUSY = "The server is very busy.";
const WHAT_HAPPENED: { readonly [Code in ErrorCode]?: string } = {
  going_away: "The server is being restarted.",
  room_crashed: "The server has lost this call, and makes it anew.",
  too_many_connections: BUSY,
  too_many_rooms: BUSY,
  room_busy: BUSY,
  rate_limited: BUSY,
};
