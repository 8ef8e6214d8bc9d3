import { randomUUID } from "node:crypto";

import { BEFORE_MARK_IN_JSON, dataOf, jsonMessage } from "./data.ts";
import type { Dialect } from "./dialect.ts";

/**
 * y-webrtc's signaling: publish and subscribe. Subscribing is not answered, so a ping behind it asks whether it is done.
 * Who a message is from is part of what its sender publishes; the server knows no ids.
 */
export const Y_WEBRTC: Dialect = {
  name: "y-webrtc",
  binary: false,
  subprotocol: null,
  lacks: { unicast: "it has no ids: a message goes to all subscribers of a topic" },
  echoes: true,
  beat: null,
  beforeMark: BEFORE_MARK_IN_JSON,

  join: ({ room }) => ({
    path: "/",
    opened: [
      Buffer.from(JSON.stringify({ type: "subscribe", topics: [`room-${room}`] })),
      Buffer.from('{"type":"ping"}'),
    ],
    hear(payload) {
      const { type }: { type: unknown } = JSON.parse(payload.toString());
      return type === "pong" ? { joined: randomUUID() } : { problem: payload.toString() };
    },
  }),

  message({ peer, room, id }, to) {
    if (to !== "all") throw new Error("y-webrtc publishes to all");
    const data = dataOf(peer);
    return jsonMessage({ type: "publish", topic: `room-${room}`, data: { from: id, signal: data } }, data);
  },

  from: () => null,

  read(delivery) {
    const { type, data }: { type: unknown; data: { signal: unknown } } = JSON.parse(delivery.toString());
    if (type !== "publish") throw new Error(`a message of type ${String(type)}`);
    return data.signal;
  },

  hear: (payload) => ({ problem: payload.toString() }),
};
