import { connect } from "@parlor/client";

import type { CallEvents } from "../../src/events.ts";
import { clientKey } from "./client-key.ts";
import type { Door } from "./door.ts";

/** The door for whoever has the link: the page's own address, whose path is the room's name. */
export function linkDoor(): Door {
  const room = location.pathname.slice(1);
  return {
    name: null,
    link: `${location.origin}/${room}`,
    linkNote: "Whoever has this link can join, until the last one of you has left.",
    exit: { label: "New call", href: "/new" },
    endings: new Map(),
    connect: (name) => {
      const query = new URLSearchParams({ name, key: clientKey() });
      return connect<CallEvents>(`/socket/${room}?${query.toString()}`);
    },
  };
}
