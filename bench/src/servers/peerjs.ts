import { PeerServer } from "peer";

import { portOf } from "./attached.ts";
import type { Start } from "./server.ts";

/** PeerServer as its documentation starts it. */
export const startPeerServer: Start = (certificate) =>
  new Promise((resolve) => {
    const ssl = certificate === null ? {} : { ssl: certificate };
    const options = { host: "127.0.0.1", port: 0, concurrent_limit: CONCURRENT_LIMIT, ...ssl };
    PeerServer(options, (server) => resolve(portOf(server)));
  });

/** Its default of 5,000 is less than the bench has peers. */
const CONCURRENT_LIMIT = 100_000;
