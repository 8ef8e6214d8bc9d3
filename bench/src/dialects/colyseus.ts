import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";

import { dataOf, markedMessage } from "./data.ts";
import type { Dialect } from "./dialect.ts";
import { pack, unpack, unpackNext } from "./message-pack.ts";

// the first byte of a message
const JOIN_ROOM = 10;
const ROOM_DATA = 13;

/**
 * Colyseus 0.18: a client reserves its seat over HTTP, and takes it with a WebSocket, as its SDK does. Messages are binary:
 * a type and a value in MessagePack.
 */
export const COLYSEUS: Dialect = {
  name: "colyseus",
  binary: true,
  subprotocol: null,
  lacks: {},
  echoes: false,
  beat: null,
  // the key, and the head of a string of 17 bytes
  beforeMark: Buffer.from("\xa4mark\xb1", "latin1"),

  async join({ port, room }) {
    const { sessionId, processId, roomId } = await inTurn(`${port} ${room}`, () => reserveSeat(port, `room-${room}`));
    return {
      path: `/${processId}/${roomId}?sessionId=${sessionId}`,
      opened: [],
      hear(payload) {
        if (payload[0] !== JOIN_ROOM) return { problem: `a message of type ${payload[0]}` };
        // messages wait until the client has said that it is there
        return { send: Buffer.from([JOIN_ROOM]), joined: sessionId };
      },
    };
  },

  message({ peer }, to) {
    const data = { ...dataOf(peer) };
    const payload = Buffer.concat([Buffer.from([ROOM_DATA]), pack("message"), pack({ to, data })]);
    return markedMessage(payload, data);
  },

  from: (id) => Buffer.concat([pack("from"), pack(id)]),

  read(delivery) {
    const at = { offset: 1 };
    const type = unpackNext(delivery, at);
    if (delivery[0] !== ROOM_DATA || type !== "message") throw new Error(`a message of type ${delivery[0]}`);
    const message = unpack(delivery.subarray(at.offset));
    if (typeof message !== "object" || !("data" in message)) throw new Error("a message without data");
    return message["data"];
  },

  hear: (payload) => ({ problem: `a message of type ${payload[0]}` }),
};

interface Seat {
  readonly sessionId: string;
  readonly processId: string;
  readonly roomId: string;
}

/**
 * Lets one client of a room ask after the other. Of those who ask at once for a room that is not there yet, Colyseus lets
 * all but the first wait for most of a second, which would be all that a crowd's joining shows.
 */
function inTurn<Value>(key: string, ask: () => Promise<Value>): Promise<Value> {
  const turn = (TURNS.get(key) ?? Promise.resolve()).then(ask, ask);
  TURNS.set(key, turn);
  const end = (): void => {
    if (TURNS.get(key) === turn) TURNS.delete(key);
  };
  turn.then(end, end);
  return turn;
}

/** The last who asked, by port and room. */
const TURNS = new Map<string, Promise<unknown>>();

/** Browsers keep such connections open, too. */
const AGENT = new Agent({ keepAlive: true });

function reserveSeat(port: number, room: string): Promise<Seat> {
  return new Promise((resolve, reject) => {
    const method = "POST";
    const path = "/matchmake/joinOrCreate/relay";
    const headers = { "Content-Type": "application/json" };
    const asked = request({ agent: AGENT, host: "127.0.0.1", port, method, path, headers });
    asked.on("error", (error) => {
      // the server may have closed a kept connection in the same moment; the request never reached it
      if (asked.reusedSocket && "code" in error && error.code === "ECONNRESET") resolve(reserveSeat(port, room));
      else reject(error);
    });
    asked.on("response", (response) => {
      text(response).then((body) => {
        if (response.statusCode === 200) resolve(JSON.parse(body));
        else reject(new Error(`the matchmaking was answered with ${response.statusCode}: ${body}`));
      }, reject);
    });
    asked.end(JSON.stringify({ room }));
  });
}
