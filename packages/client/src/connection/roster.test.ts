import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { FakeSockets } from "../fakes/fake-socket.ts";
import { connect } from "../index.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function start() {
  const sockets = new FakeSockets();
  const connection = connect("wss://host/room", { createSocket: sockets.create });
  const heard: unknown[] = [];
  connection.on("authenticated", ({ data }) => heard.push(data.peers.map(({ peer_id }) => peer_id)));
  connection.on("left", ({ data }) => heard.push(data.peer_id));
  const enter = (peerId: string, ...peers: string[]): void =>
    sockets.latest.authenticate(
      peerId,
      peers.map((peer_id) => ({ peer_id, metadata: null })),
    );
  /** Loses the socket without the server noticing, and comes back. */
  const comeBack = (peerId: string, ...peers: string[]): void => {
    sockets.latest.end();
    vi.advanceTimersToNextTimer();
    enter(peerId, ...peers);
  };
  const leave = (peerId: string): void =>
    sockets.latest.receive({ event: "left", data: { peer_id: peerId, reason: "lost" }, from: null, to: "all" });
  return { connection, heard, enter, comeBack, leave };
}

test("a client that comes back does not meet itself, nor hear itself leave", () => {
  const { connection, heard, enter, comeBack, leave } = start();
  enter("me1", "ada");
  comeBack("me2", "ada", "me1");
  expect([...connection.members.keys()]).toEqual(["ada"]);
  leave("me1");
  leave("ada");
  expect(heard).toEqual([["ada"], ["ada"], "ada"]);
});

test("a client that comes back several times meets none of its former selves", () => {
  const { connection, enter, comeBack } = start();
  enter("me1", "ada");
  comeBack("me2", "ada", "me1");
  comeBack("me3", "ada", "me1", "me2");
  comeBack("me4", "ada", "me2", "me3");
  expect([...connection.members.keys()]).toEqual(["ada"]);
});
