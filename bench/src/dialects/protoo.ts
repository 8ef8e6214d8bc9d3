import { randomUUID } from "node:crypto";

import { BEFORE_MARK_IN_JSON, dataOf, jsonMessage } from "./data.ts";
import type { Dialect } from "./dialect.ts";

/** protoo: messages are notifications, and a client says by a request that it is ready. Clients choose their ids. */
export const PROTOO: Dialect = {
  name: "protoo",
  binary: false,
  subprotocol: "protoo",
  lacks: {},
  echoes: false,
  beat: null,
  beforeMark: BEFORE_MARK_IN_JSON,

  join({ room }) {
    const id = randomUUID();
    return {
      path: `/?roomId=room-${room}&peerId=${id}`,
      opened: [Buffer.from('{"request":true,"id":1,"method":"join","data":{}}')],
      hear(payload) {
        const { response, ok }: { response: unknown; ok: unknown } = JSON.parse(payload.toString());
        return response === true && ok === true ? { joined: id } : { problem: payload.toString() };
      },
    };
  },

  message({ peer }, to) {
    const data = dataOf(peer);
    return jsonMessage({ notification: true, method: "message", data: { to, data } }, data);
  },

  from: (id) => Buffer.from(`"from":"${id}"`),

  read(delivery) {
    const { method, data }: { method: unknown; data: { data: unknown } } = JSON.parse(delivery.toString());
    if (method !== "message") throw new Error(`a method ${String(method)}`);
    return data.data;
  },

  hear: (payload) => ({ problem: payload.toString() }),
};
