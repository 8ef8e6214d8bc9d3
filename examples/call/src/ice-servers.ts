import { type ExpiringIceServers, type IceServer, turnCredentials } from "@parlor/server";

import type { Settings } from "./settings.ts";

/** What browsers get once they have joined: STUN servers, and TURN servers with credentials that hold for an hour. */
export function iceServersOf({
  stunUrls,
  turn,
}: Settings):
  | readonly IceServer[]
  | ((auth: { readonly peerId: string; readonly room: string }) => ExpiringIceServers) {
  if (turn !== null) return turnCredentials({ urls: [...stunUrls, ...turn.urls], secret: turn.secret });
  return stunUrls.length === 0 ? [] : [{ urls: [...stunUrls] }];
}
