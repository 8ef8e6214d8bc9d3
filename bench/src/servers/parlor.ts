import { nodeWs } from "@parlor/server";

import { attached } from "./attached.ts";
import { benchParlor, PATH } from "./bench-parlor.ts";

/** Parlor over the transport that it attaches by itself. */
export const startParlor = attached((server) => {
  benchParlor().attach(server, { path: PATH });
});

/** The same over the `ws` library. */
export const startParlorWs = attached((server) => {
  benchParlor().serve(nodeWs(server, PATH));
});
