import { expect, test, vi } from "vitest";

import { collectReports } from "../fakes/collect-reports.ts";
import { FakeSockets } from "../fakes/fake-socket.ts";
import { connect, type ConnectOptions } from "../index.ts";

const reported = collectReports();

function start(options: ConnectOptions) {
  const sockets = new FakeSockets();
  const connection = connect("wss://host/room", { createSocket: sockets.create, random: () => 0.5, ...options });
  return { sockets, connection };
}

/** A function for tokens that the test answers, one question after the other. */
function asked() {
  const answers: PromiseWithResolvers<string>[] = [];
  const token = (): Promise<string> => {
    const answer = Promise.withResolvers<string>();
    answers.push(answer);
    return answer.promise;
  };
  return { answers, token };
}

async function turn(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

test("a fixed token is offered beside the protocol, at once, and again with each attempt", () => {
  const { sockets } = start({ token: "a.b-c_d" });
  expect(sockets.latest.protocols).toEqual(["parlor.1", "parlor.token.a.b-c_d"]);
  sockets.latest.end();
  vi.advanceTimersToNextTimer();
  expect(sockets.all.map(({ protocols }) => protocols[1])).toEqual(["parlor.token.a.b-c_d", "parlor.token.a.b-c_d"]);
});

test("a function is asked before each attempt, and its answer offered", async () => {
  let count = 0;
  const { sockets, connection } = start({ token: () => `t${++count}` });
  expect(sockets.all).toHaveLength(0);
  await turn();
  sockets.latest.end();
  await vi.advanceTimersByTimeAsync(250);
  expect(sockets.all.map(({ protocols }) => protocols[1])).toEqual(["parlor.token.t1", "parlor.token.t2"]);
  expect(connection.state).toEqual({ name: "connecting", attempt: 1 });
});

test("while the function is pending the connection is connecting, without a socket", async () => {
  const { answers, token } = asked();
  const { sockets, connection } = start({ token });
  await turn();
  expect([answers.length, sockets.all.length, connection.state]).toEqual([1, 0, { name: "connecting", attempt: 0 }]);
  answers[0]?.resolve("t");
  await turn();
  sockets.latest.authenticate();
  expect(connection.state.name).toBe("open");
});

test("first_message: the token is the first frame once the socket is open, and nowhere before", () => {
  const { sockets } = start({ token: "any text, ü", tokenIn: "first_message" });
  expect([sockets.latest.protocols, sockets.latest.sent]).toEqual([["parlor.1"], []]);
  sockets.latest.open();
  expect(sockets.latest.sent).toEqual(['{"data":{"token":"any text, ü"},"event":"authenticate","to":[]}']);
});

test("first_message: goes before what was queued", async () => {
  const { sockets, connection } = start({ token: () => "t", tokenIn: "first_message", whileDown: "queue" });
  connection.send("chat", 1, "all");
  await turn();
  sockets.latest.open();
  sockets.latest.authenticate();
  expect(sockets.latest.sent.map((frame) => JSON.parse(frame).event)).toEqual(["authenticate", "chat"]);
});

test("first_message: closed before the socket opens, nothing is sent", () => {
  const { sockets, connection } = start({ token: "t", tokenIn: "first_message" });
  void connection.close();
  sockets.latest.open();
  expect(sockets.latest.sent).toEqual([]);
});

test("cookie: the function is not asked to connect, and nothing is sent", () => {
  const token = vi.fn(() => "t");
  const { sockets } = start({ token, tokenIn: "cookie" });
  expect(sockets.latest.protocols).toEqual(["parlor.1"]);
  sockets.latest.open();
  sockets.latest.authenticate();
  expect([sockets.latest.sent, token.mock.calls]).toEqual([[], []]);
});

test.for(["", "a b", "a,b", "ä", 'a"b', "a/b", "a=b"])(
  "a fixed token %j fits no subprotocol: connect throws",
  (token) => {
    const sockets = new FakeSockets();
    const start = (): unknown => connect("wss://host/room", { token, createSocket: sockets.create });
    expect(start).toThrow(expect.objectContaining({ name: "ConnectionError", code: "bad_token" }));
    expect([sockets.all, vi.getTimerCount()]).toEqual([[], 0]);
  },
);

test("what is said of a bad token does not repeat it", () => {
  expect(() => connect("wss://host/room", { token: "secret secret" })).toThrow(
    /^Bad token: expected a string that can be sent as subprotocol$/,
  );
});

test.for(["header", null, 1])("tokenIn %j is a bad option", (tokenIn) => {
  const options = { token: "t", tokenIn } as unknown as ConnectOptions;
  expect(() => connect("wss://host/room", options)).toThrow(expect.objectContaining({ code: "bad_option" }));
});

test.for([["", "a b", undefined, null, 1, { token: "t" }]])(
  "an answer that is no token is reported, and the next attempt asks again",
  async (answers) => {
    const waiting: unknown[] = [...answers, "t"];
    const token = (() => waiting.shift()) as () => string;
    const { sockets, connection } = start({ token });
    for (const [index] of answers.entries()) {
      await turn();
      expect(connection.state).toMatchObject({ name: "waiting", attempt: index + 1, error: null });
      await vi.advanceTimersToNextTimerAsync();
    }
    await turn();
    expect(sockets.all).toHaveLength(1);
    const cause = expect.objectContaining({ code: "bad_token" });
    expect(reported).toEqual(answers.map(() => expect.objectContaining({ code: "no_token", cause })));
  },
);

test.for<[string, () => Promise<string>]>([
  [
    "throws",
    () => {
      throw new RangeError("no");
    },
  ],
  ["rejects", () => Promise.reject(new RangeError("no"))],
])("a function that %s is reported, and counts as a lost attempt", async ([, token]) => {
  const { sockets, connection } = start({ token });
  await turn();
  expect(reported).toEqual([expect.objectContaining({ code: "no_token", cause: new RangeError("no") })]);
  expect(connection.state).toEqual({ name: "waiting", attempt: 1, retryAt: Date.now() + 250, error: null });
  await vi.advanceTimersByTimeAsync(250);
  expect(connection.state).toMatchObject({ name: "waiting", attempt: 2 });
  expect([reported.length, sockets.all.length]).toEqual([2, 0]);
});

test("the time that the function takes is part of connectTimeoutMs", async () => {
  const { answers, token } = asked();
  const { sockets, connection } = start({ token, connectTimeoutMs: 1_000 });
  await vi.advanceTimersByTimeAsync(600);
  answers[0]?.resolve("t");
  await vi.advanceTimersByTimeAsync(399);
  expect([connection.state.name, sockets.all.length]).toEqual(["connecting", 1]);
  await vi.advanceTimersByTimeAsync(1);
  expect([connection.state.name, sockets.latest.closed?.code]).toEqual(["waiting", 4408]);
});

test("a function that is too slow is asked anew, and what it answers then is dropped", async () => {
  const { answers, token } = asked();
  const { sockets, connection } = start({ token, connectTimeoutMs: 1_000 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(connection.state).toMatchObject({ name: "waiting", attempt: 1, error: null });
  answers[0]?.resolve("late");
  await vi.advanceTimersByTimeAsync(250);
  expect([connection.state.name, answers.length, sockets.all.length]).toEqual(["connecting", 2, 0]);
  answers[1]?.resolve("t2");
  await turn();
  expect(sockets.all.map(({ protocols }) => protocols[1])).toEqual(["parlor.token.t2"]);
  expect(reported).toEqual([expect.objectContaining({ code: "no_token", cause: "too slow" })]);
});

test.for(["resolves", "rejects"])("a function that %s after close changes nothing", async (how) => {
  const { answers, token } = asked();
  const { sockets, connection } = start({ token });
  await turn();
  await connection.close();
  if (how === "resolves") answers[0]?.resolve("t");
  else answers[0]?.reject(new Error("late"));
  await vi.runAllTimersAsync();
  expect([sockets.all, reported, vi.getTimerCount()]).toEqual([[], [], 0]);
  expect(connection.state).toEqual({ name: "closed", error: null });
});

test("a connection that is closed in the turn in which it was made asks for nothing", async () => {
  const token = vi.fn(() => "t");
  const { sockets, connection } = start({ token });
  await connection.close();
  expect([token.mock.calls, sockets.all, vi.getTimerCount()]).toEqual([[], [], 0]);
});

test("a function that closes the connection opens no socket", async () => {
  const { sockets, connection } = start({
    token: () => {
      void connection.close();
      return "t";
    },
  });
  await turn();
  expect([sockets.all, connection.state.name, vi.getTimerCount()]).toEqual([[], "closed", 0]);
});

test("a page that wakes up while the function is pending does not ask a second time", async () => {
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  const { answers, token } = asked();
  const { sockets, connection } = start({ token });
  await turn();
  page.dispatchEvent(new Event("online"));
  answers[0]?.resolve("t1");
  await turn();
  expect([answers.length, sockets.all.length]).toEqual([1, 1]);
  sockets.latest.end();
  page.dispatchEvent(new Event("online"));
  await turn();
  page.dispatchEvent(new Event("online"));
  await turn();
  expect([answers.length, connection.state]).toEqual([2, { name: "connecting", attempt: 1 }]);
});

test("a WebSocket that cannot be created after the function has answered is reported, and tried again", async () => {
  const cause = new SyntaxError("no");
  const { connection } = start({
    token: () => "t",
    createSocket: () => {
      throw cause;
    },
  });
  await turn();
  expect(reported).toEqual([expect.objectContaining({ code: "no_socket", cause })]);
  expect(connection.state).toMatchObject({ name: "waiting", attempt: 1 });
});

test("a token that has expired is no reason to stay away: the next attempt asks for another", async () => {
  let count = 0;
  const { sockets, connection } = start({ token: () => `t${++count}` });
  await turn();
  sockets.latest.authenticate();
  sockets.latest.fail("token_expired");
  sockets.latest.end(4419, "token_expired");
  expect(connection.state).toMatchObject({ name: "waiting", error: { code: "token_expired" } });
  await vi.advanceTimersByTimeAsync(250);
  expect(sockets.latest.protocols[1]).toBe("parlor.token.t2");
});

test("programs do not authenticate themselves through send", () => {
  const { sockets, connection } = start({ whileDown: "queue" });
  const send = (): void => connection.send("authenticate", { token: "t" }, []);
  expect(send).toThrow(expect.objectContaining({ code: "reserved_event" }));
  sockets.latest.authenticate();
  expect(send).toThrow(expect.objectContaining({ code: "reserved_event" }));
  expect(sockets.latest.sent).toEqual([]);
});
