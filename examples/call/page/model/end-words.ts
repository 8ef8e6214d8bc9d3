import type { ErrorCode, ErrorData } from "@parlor/client";

import type { Ending } from "./ending.ts";

/** What the page says when a call is over. */
export interface EndWords {
  readonly sign: "leave" | "people" | "tabs" | "warning";
  readonly title: string;
  readonly text: string;
  /** The button for coming back, or `null` if there is no way back. */
  readonly again: Again | null;
}

/** What a button for coming back says, and what it does. */
export interface Again {
  readonly label: string;
  /** `"load"` loads the whole page anew: the server has another look at who it is. */
  readonly by: "join" | "load";
}

/**
 * Finds the words for an ending by its code: the server's descriptions are for developers, and may change. `own` are the
 * words of the application whose call it was, by the details of the error, or else by its code.
 */
export function endInWords(ending: Ending, own: ReadonlyMap<string, EndWords> = new Map()): EndWords {
  if (ending === "left") {
    return {
      sign: "leave",
      title: "You have left the call",
      text: "Your camera and microphone are off. The link stays good: you can come back.",
      again: { label: "Join again", by: "join" },
    };
  }
  const ownWords = typeof ending.details === "string" ? own.get(ending.details) : undefined;
  return ownWords ?? own.get(ending.code) ?? (WORDS[ending.code] ?? refused)(ending);
}

type Words = (error: ErrorData) => EndWords;

const TRY_AGAIN: Again = { label: "Try again", by: "join" };

const refused: Words = ({ description }) => ({
  sign: "warning",
  title: "The server has ended the call",
  text: `It says: “${description}”. Trying again may help, and so may a new call.`,
  again: TRY_AGAIN,
});

const unknown: Words = () => ({
  sign: "warning",
  title: "You have to show again who you are",
  text: "The server let you in for a certain time, and that is over. Load the page again to go on.",
  again: { label: "Load again", by: "load" },
});

const WORDS: { readonly [Code in ErrorCode]?: Words } = {
  // the details are what the room's onJoin has refused with
  join_refused: (error) => (error.details === "call_is_full" ? FULL : refused(error)),
  replaced: () => ({
    sign: "tabs",
    title: "You are in this call in another tab",
    text: "This tab is a copy of that one, so it counts as the same person. To come in twice, open the link in a tab that is new.",
    again: { label: "Go on here instead", by: "join" },
  }),
  already_joined: () => ({
    sign: "tabs",
    title: "You are in this call already",
    text: "You can be in it only once. Leave it in the other tab or on the other device, and try again here.",
    again: TRY_AGAIN,
  }),
  removed: () => ({
    sign: "warning",
    title: "You were removed from the call",
    text: "The server has ended it for you.",
    again: TRY_AGAIN,
  }),
  banned: () => ({
    sign: "warning",
    title: "You were removed from this call",
    text: "You cannot come back to it.",
    again: null,
  }),
  unauthorized: unknown,
  token_expired: unknown,
  too_many_attempts: () => ({
    sign: "warning",
    title: "That was tried too often",
    text: "The server lets nobody try again for a while now. Wait some minutes.",
    again: TRY_AGAIN,
  }),
  room_closed: () => ({
    sign: "leave",
    title: "The call is over",
    text: "It was ended for everybody.",
    again: TRY_AGAIN,
  }),
  no_such_room: () => ({
    sign: "warning",
    title: "There is no such call",
    text: "It may be over, or something is missing in the link.",
    again: TRY_AGAIN,
  }),
};

const FULL: EndWords = {
  sign: "people",
  title: "This call is full",
  text: "Six people are in it already, and everybody sends to everybody: more would be too much for a connection at home. Try again when somebody has left.",
  again: TRY_AGAIN,
};
