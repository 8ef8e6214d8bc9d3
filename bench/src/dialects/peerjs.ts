import { randomUUID } from "node:crypto";

import { BEFORE_MARK_IN_JSON, dataOf, jsonMessage } from "./data.ts";
import type { Dialect } from "./dialect.ts";

/** What the PeerJS client and the PeerJS server say to each other. Clients choose their ids. */
export const PEERJS: Dialect = {
  name: "peer",
  binary: false,
  subprotocol: null,
  lacks: { broadcast: "it has no rooms, and a message goes to one peer" },
  echoes: false,
  // the PeerJS client's default
  beat: { payload: Buffer.from('{"type":"HEARTBEAT"}'), everyMs: 5_000 },
  beforeMark: BEFORE_MARK_IN_JSON,

  join() {
    const id = randomUUID();
    return {
      path: `/peerjs?key=peerjs&id=${id}&token=${randomUUID().slice(0, 8)}`,
      opened: [],
      hear: (payload) => (typeOf(payload) === "OPEN" ? { joined: id } : { problem: payload.toString() }),
    };
  },

  message({ peer }, to) {
    const [dst, ...others] = to;
    if (to === "all" || dst === undefined || others.length > 0) throw new Error("PeerJS sends to one peer");
    const data = dataOf(peer);
    return jsonMessage({ type: "OFFER", payload: data, dst }, data);
  },

  from: (id) => Buffer.from(`"src":"${id}"`),

  read(delivery) {
    const { type, payload }: { type: unknown; payload: unknown } = JSON.parse(delivery.toString());
    if (type !== "OFFER") throw new Error(`a message of type ${String(type)}`);
    return payload;
  },

  hear: (payload) => ({ problem: payload.toString() }),
};

function typeOf(payload: Buffer): unknown {
  const { type }: { type: unknown } = JSON.parse(payload.toString());
  return type;
}
