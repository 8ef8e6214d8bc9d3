import { BEFORE_MARK_IN_JSON, dataOf, jsonMessage, OFFER } from "./data.ts";
import type { Dialect } from "./dialect.ts";

/** Parlor's wire protocol (docs/protocol.md), which the bare relays speak, too. */
export const PARLOR: Dialect = {
  name: "parlor",
  binary: false,
  subprotocol: null,
  lacks: {},
  echoes: false,
  beat: null,
  beforeMark: BEFORE_MARK_IN_JSON,

  join: ({ room }) => ({
    path: `/socket/room-${room}`,
    opened: [],
    hear(payload) {
      const { event, data }: { event: unknown; data: { peer_id: string } } = JSON.parse(payload.toString());
      return event === "authenticated" ? { joined: data.peer_id } : { problem: payload.toString() };
    },
  }),

  message({ peer }, to) {
    const data = dataOf(peer);
    return jsonMessage({ event: OFFER, data, to }, data);
  },

  from: (id) => Buffer.from(`"from":"${id}"`),

  read(delivery) {
    const { event, data }: { event: unknown; data: unknown } = JSON.parse(delivery.toString());
    if (event !== OFFER) throw new Error(`an event ${String(event)}`);
    return data;
  },

  hear(payload) {
    const { event }: { event: unknown } = JSON.parse(payload.toString());
    return event === "joined" || event === "left" ? "ignore" : { problem: payload.toString() };
  },
};
