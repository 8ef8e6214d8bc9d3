import { BEFORE_MARK_IN_JSON, dataOf, jsonMessage } from "./data.ts";
import type { Dialect } from "./dialect.ts";

// an Engine.IO packet begins with its type, and a message (4) carries a Socket.IO packet, which does so, too
const OPEN = "0";
const PING = "2";
const PONG = "3";
const CONNECT = "40";
const EVENT = "42";

/** Socket.IO 4: Engine.IO protocol 4 with Socket.IO protocol 5 in it, over WebSocket from the start. */
export const SOCKET_IO: Dialect = {
  name: "socket.io",
  binary: false,
  subprotocol: null,
  lacks: {},
  echoes: false,
  beat: null,
  beforeMark: BEFORE_MARK_IN_JSON,

  join: ({ room }) => ({
    path: "/socket.io/?EIO=4&transport=websocket",
    opened: [],
    hear(payload) {
      const text = payload.toString();
      if (text.startsWith(OPEN)) return { send: Buffer.from(`${CONNECT}${JSON.stringify({ room: `room-${room}` })}`) };
      if (!text.startsWith(CONNECT)) return { problem: text };
      const { sid }: { sid: string } = JSON.parse(text.slice(CONNECT.length));
      return { joined: sid };
    },
  }),

  message({ peer }, to) {
    const data = dataOf(peer);
    return jsonMessage(["message", { data, to }], data, EVENT);
  },

  from: (id) => Buffer.from(`"from":"${id}"`),

  read(delivery) {
    const [event, { data }]: [unknown, { data: unknown }] = JSON.parse(delivery.toString("utf8", EVENT.length));
    if (event !== "message") throw new Error(`an event ${String(event)}`);
    return data;
  },

  hear(payload) {
    const text = payload.toString();
    return text === PING ? Buffer.from(PONG) : { problem: text };
  },
};
