import { expect, test } from "vitest";

import {
  AUTHENTICATE,
  SUBPROTOCOL,
  TOKEN_SUBPROTOCOL_PREFIX,
  decodeClientMessage,
  decodeServerMessage,
  encodeClientMessage,
  encodeError,
  encodeMessage,
} from "./index.ts";

const LIMITS = { maxEventLength: 8, maxPeerIdLength: 4, maxAddressees: 2, maxDepth: 3 };

test("[PR1] reads a client's message and leaves its data alone", () => {
  const text = '{"event":"offer","data":{"type":"offer","sdp":"v=0"},"to":["P1"],"from":"liar","extra":1}';
  expect(decodeClientMessage(text)).toEqual({ event: "offer", data: { type: "offer", sdp: "v=0" }, to: ["P1"] });
});

test("[PR1] takes missing data as null", () => {
  expect(decodeClientMessage('{"event":"bye","to":"all"}')).toEqual({ event: "bye", data: null, to: "all" });
});

test.for(["", "{", "nul", "[1,", "\u0000", '{"event":"x"', "ping "])("[PR2] calls %j invalid JSON", (text) => {
  expect(decodeClientMessage(text)).toEqual({ fault: "invalid_json", details: null });
});

test.for([
  ["null", "expected a JSON object"],
  ["5", "expected a JSON object"],
  ['"offer"', "expected a JSON object"],
  ["[]", "expected a JSON object"],
  ['{"to":"all"}', "event: expected a string"],
  ['{"event":5,"to":"all"}', "event: expected a string"],
  ['{"event":"x"}', 'to: expected "all" or a list of peer ids'],
  ['{"event":"x","to":null}', 'to: expected "all" or a list of peer ids'],
  ['{"event":"x","to":"P1"}', 'to: expected "all" or a list of peer ids'],
  ['{"event":"x","to":5}', 'to: expected "all" or a list of peer ids'],
  ['{"event":"x","to":{"0":"P1","length":1}}', 'to: expected "all" or a list of peer ids'],
  ['{"event":"x","to":["P1",5]}', 'to: expected "all" or a list of peer ids'],
  ['{"__proto__":{"event":"x","to":"all"}}', "event: expected a string"],
])("[PR3] calls %s an invalid message and says what is wrong", ([text, details]) => {
  expect(decodeClientMessage(text as string)).toEqual({ fault: "invalid_message", details });
});

test.for(["authenticated", "joined", "left", "ice_servers", "token_accepted", "error"])(
  "[PR4] keeps the event %j for the server",
  (event) => {
    expect(decodeClientMessage(JSON.stringify({ event, to: "all" }))).toMatchObject({ fault: "reserved_event" });
  },
);

test("[PR8] a client's token is a message to the server, of an event that the client may send", () => {
  const message = { event: AUTHENTICATE, data: { token: "eyJ" }, to: [] };
  expect(decodeClientMessage(encodeClientMessage(message))).toEqual(message);
});

test("[PR8] a token of base64url and dots, as the one of a subprotocol, is one in the sense of HTTP", () => {
  // RFC 9110 section 5.6.2
  expect(`${TOKEN_SUBPROTOCOL_PREFIX}eyJhbGciOiJFUzI1NiJ9.e30.x-_`).toMatch(/^[\w!#$%&'*+.^`|~-]+$/u);
  expect(SUBPROTOCOL.startsWith(TOKEN_SUBPROTOCOL_PREFIX)).toBe(false);
});

test.for([
  [{ event: "e".repeat(9), to: "all" }, "event: longer than 8 characters"],
  [{ event: "e", to: ["P1", "P2", "P3"] }, "to: more than 2 peer ids"],
  [{ event: "e", to: ["P1234"] }, "to: a peer id longer than 4 characters"],
  [{ event: "e", to: "all", data: [[[[]]]] }, "data: nested deeper than 3"],
])("[PR5] holds every limit of a message: %j", ([message, details]) => {
  expect(decodeClientMessage(JSON.stringify(message), LIMITS)).toEqual({ fault: "invalid_message", details });
});

test("[PR5] takes what is just within the limits", () => {
  const message = { event: "e".repeat(8), to: ["P123", "P124"], data: [[[1]]] };
  expect(decodeClientMessage(JSON.stringify(message), LIMITS)).toEqual(message);
});

test("[PR5] survives the deepest frame that fits", () => {
  const depth = 30_000;
  const text = `{"event":"x","to":"all","data":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  expect(decodeClientMessage(text)).toEqual({ fault: "invalid_message", details: "data: nested deeper than 64" });
});

test("[PR6] writes every field, in the order of the original, nulls included", () => {
  expect(encodeMessage({ event: "x", data: undefined, from: null, to: "all" })).toBe(
    '{"data":null,"event":"x","from":null,"to":"all"}',
  );
  expect(encodeError("no_such_peer", ["P9"], "P1")).toBe(
    '{"data":{"description":"No such peer","code":"no_such_peer","details":["P9"]},"event":"error","from":null,"to":["P1"]}',
  );
});

test("[PR6] reads on one end what the other end wrote", () => {
  const message = { event: "x", data: { text: "\ud800" }, from: "P1", to: ["P2"] };
  expect(decodeServerMessage(encodeMessage(message))).toEqual(message);
  expect(decodeClientMessage(encodeClientMessage(message))).toEqual({ event: "x", data: message.data, to: ["P2"] });
});

test.for([
  "{",
  "7",
  '{"event":1,"from":null,"to":"all"}',
  '{"event":"x","to":"all"}',
  '{"event":"x","from":null,"to":1}',
])("[PR7] a client takes %s for no message of a server", (text) => {
  expect(decodeServerMessage(text)).toBeNull();
});
