import type { ErrorCode, ErrorData } from "@parlor/client";

import type { Ending } from "./call.ts";

/** What the page says when a call is over. */
export interface EndWords {
  readonly sign: "leave" | "people" | "tabs" | "warning";
  readonly title: string;
  readonly text: string;
  /** What its button for coming back says. */
  readonly again: string;
}

/** Finds the words for an ending by its code: the server's descriptions are for developers, and may change. */
export function endInWords(ending: Ending): EndWords {
  if (ending === "left") {
    return {
      sign: "leave",
      title: "You have left the call",
      text: "Your camera and microphone are off. The link stays good: you can come back as long as you like.",
      again: "Join again",
    };
  }
  return (WORDS[ending.code] ?? refused)(ending);
}

type Words = (error: ErrorData) => EndWords;

const refused: Words = ({ description }) => ({
  sign: "warning",
  title: "The server has ended the call",
  text: `It says: “${description}”. Trying again may help, and so may a new call.`,
  again: "Try again",
});

const WORDS: { readonly [Code in ErrorCode]?: Words } = {
  // the details are what the room's onJoin has refused with
  join_refused: (error) => (error.details === "call_is_full" ? FULL : refused(error)),
  replaced: () => ({
    sign: "tabs",
    title: "You are in this call in another tab",
    text: "This tab is a copy of that one, so it counts as the same person. To come in twice, open the link in a tab that is new.",
    again: "Go on here instead",
  }),
  removed: () => ({
    sign: "warning",
    title: "You were removed from the call",
    text: "The server has ended it for you.",
    again: "Try again",
  }),
};

const FULL: EndWords = {
  sign: "people",
  title: "This call is full",
  text: "Six people are in it already, and everybody sends to everybody: more would be too much for a connection at home. Try again when somebody has left.",
  again: "Try again",
};
