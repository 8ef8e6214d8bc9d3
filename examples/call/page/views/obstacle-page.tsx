import type { JSX } from "preact";

import type { Obstacle } from "../model/support.ts";
import { MessagePage } from "./message-page.tsx";

/** Why there can be no call here, and what can be done about it. */
export function ObstaclePage({ obstacle }: { readonly obstacle: Obstacle }): JSX.Element {
  if (obstacle === "unsupported") {
    return (
      <MessagePage sign="warning" title="This browser cannot make video calls">
        <p>
          Open the link in a current Chrome, Edge, Firefox or Safari. If you came here from within another app, open it
          in your browser instead.
        </p>
      </MessagePage>
    );
  }
  const secure = `https://${location.host}${location.pathname}`;
  return (
    <MessagePage sign="warning" title="This page did not come securely">
      <p>Browsers give cameras and microphones only to pages whose address begins with https.</p>
      <p class="actions">
        <a class="button primary" href={secure}>
          Open the secure page
        </a>
      </p>
    </MessagePage>
  );
}
