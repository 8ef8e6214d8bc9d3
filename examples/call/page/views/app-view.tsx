import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import { announcement } from "../model/announcer.ts";
import type { App, Place } from "../model/app.ts";
import { CallView } from "./call-view.tsx";
import { EndPage } from "./end-page.tsx";
import { Lobby } from "./lobby.tsx";

/** The page: lobby, call or end, and what is read out to those who cannot see it. */
export function AppView({ app }: { readonly app: App }): JSX.Element {
  const place = app.place.value;
  const title = titleOf(place);
  useEffect(() => {
    document.title = `${title} · Parlor`;
  }, [title]);
  return (
    <>
      {place.name === "lobby" && <Lobby app={app} />}
      {place.name === "call" && <CallView call={place.call} door={app.door} />}
      {place.name === "ended" && <EndPage app={app} ending={place.ending} />}
      <p class="unseen" role="status">
        {announcement}
      </p>
    </>
  );
}

function titleOf(place: Place): string {
  if (place.name === "lobby") return "Join the call";
  if (place.name === "ended") return "The call is over";
  const unread = place.call.timeline.unread.value;
  return unread === 0 ? "In the call" : `(${unread}) In the call`;
}
