import type { EndWords } from "../../../call/page/model/end-words.ts";

const CLOSED: EndWords = {
  sign: "leave",
  title: "This call is closed",
  text: "It was ended for everybody. Whoever still wants to talk can begin another one.",
  again: null,
};

/** How a call ends for somebody with an account, by the details that src/calls gives with an error, or by its code. */
export const ENDINGS: ReadonlyMap<string, EndWords> = new Map<string, EndWords>([
  [
    "logged_out",
    {
      sign: "leave",
      title: "You are logged out",
      text: "You have logged out in another window, or an admin has done it. So you have left the call, too.",
      again: { label: "Log in", by: "load" },
    },
  ],
  [
    "not_logged_in",
    {
      sign: "warning",
      title: "Your log-in has expired",
      text: "A log-in lasts only for a time, and this one could not be renewed. Log in again, and you are back at this call.",
      again: { label: "Log in again", by: "load" },
    },
  ],
  [
    "kicked",
    {
      sign: "warning",
      title: "You were removed from this call",
      text: "An admin has taken you out of it, and you cannot come back unless an admin lets you in again.",
      again: null,
    },
  ],
  ["call_closed", CLOSED],
  ["room_closed", CLOSED],
  // a call that is closed has no room any more
  ["no_such_room", CLOSED],
]);
