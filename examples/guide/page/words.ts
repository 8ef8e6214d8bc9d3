import type { ErrorCode, ErrorData } from "@parlor/client";

import type { Ending } from "./call.ts";

/** What the page says when a call is over, and what it offers besides trying again. */
export interface Words {
  readonly title: string;
  readonly text: string;
  readonly again: string;
  readonly offer: "nothing" | "own room" | "credentials";
}

/**
 * Finds the words for an ending by its code: descriptions are for developers, and may change. `hasSignedIn` is whether
 * somebody has typed credentials already.
 */
export function wordsFor(ending: Ending, room: string, hasSignedIn: boolean): Words {
  if (ending === "left") {
    return { title: "You have left", text: "Your camera is off.", again: "Join again", offer: "nothing" };
  }
  const refusal = REFUSALS[ending.code] ?? ended;
  return { again: "Try again", ...refusal(ending, room, hasSignedIn) };
}

type Refusal = (error: ErrorData, room: string, hasSignedIn: boolean) => Omit<Words, "again">;

const ended: Refusal = ({ description }) => ({
  title: "The call has ended",
  text: `The server says: ${description}.`,
  offer: "nothing",
});

const wrongCredentials: Refusal = (_error, _room, hasSignedIn) => ({
  title: hasSignedIn ? "Wrong again" : "Wrong credentials",
  text:
    (hasSignedIn
      ? "That was not the right username and password. "
      : "The server wants another username and password. ") +
    "They are USERNAME and PASSWORD, unless the server was started with others.",
  offer: "credentials",
});

const REFUSALS: { readonly [Code in ErrorCode]?: Refusal } = {
  bad_request: (error, ...rest) => (error.details === "bad_credentials" ? wrongCredentials : ended)(error, ...rest),
  unauthorized: wrongCredentials,
  no_such_room: (_error, room) => ({
    title: "No such room",
    text: `There is no room called “${room}”. Rooms whose names begin with call- are made when somebody opens them.`,
    offer: "own room",
  }),
  // the details are what the room's onJoin has refused with
  join_refused: ({ details }) =>
    details === "room_is_full"
      ? {
          title: "The room is full",
          text: "Nobody else fits into this room. Try again when somebody has left.",
          offer: "own room",
        }
      : { title: "The room has refused you", text: "It does not let you in.", offer: "own room" },
  room_closed: () => ({ title: "The room was closed", text: "The server has ended this call.", offer: "own room" }),
  removed: () => ({ title: "You were removed", text: "The server has ended the call for you.", offer: "nothing" }),
};
