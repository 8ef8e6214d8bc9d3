import { connect } from "@parlor/client";

import { clientKey } from "../../../call/page/model/client-key.ts";
import type { Door } from "../../../call/page/model/door.ts";
import type { CallEvents } from "../../../call/src/events.ts";
import { ENDINGS } from "./endings.ts";
import { accountName, renewSession } from "./session.ts";

/** The door for whoever is logged in: the page's address is `/calls/` and the call's name. */
export function accountDoor(): Door {
  const call = location.pathname.replace(/^\/calls\//, "");
  return {
    name: accountName(),
    link: location.origin + location.pathname,
    linkNote: "Whoever has an account here can join with this link, until the call is closed.",
    exit: { label: "Back to your calls", href: "/" },
    endings: ENDINGS,
    connect: () =>
      connect<CallEvents>(`/socket/${call}?key=${clientKey()}`, {
        // The browser sends the session's cookie by itself. What the page asks for is only to stay longer.
        tokenIn: "cookie",
        token: () => renewSession(call),
      }),
  };
}
