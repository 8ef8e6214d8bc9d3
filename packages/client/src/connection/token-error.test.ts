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

async function turn(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

/** An open connection that has just asked for a new token; the test answers. */
async function startRenewal(options: ConnectOptions = {}) {
  const answers: PromiseWithResolvers<string>[] = [];
  const token = (): Promise<string> => {
    const answer = Promise.withResolvers<string>();
    answers.push(answer);
    return answer.promise;
  };
  const { sockets, connection } = start({ token, tokenIn: "cookie", heartbeatMs: false, random: () => 0, ...options });
  sockets.latest.authenticate("P1", [], { token_expires_in_ms: 20_000 });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(answers).toHaveLength(1);
  return { sockets, connection, answers };
}

test("what goes wrong with a token goes to onTokenError alone, if there is one", async () => {
  const onTokenError = vi.fn();
  const token = () => Promise.reject(new RangeError("no"));
  const { connection } = start({ token, onTokenError });
  await turn();
  const error = { name: "ConnectionError", code: "no_token", cause: new RangeError("no") };
  expect(onTokenError.mock.calls).toEqual([[expect.objectContaining(error)]]);
  expect([reported, connection.state.name]).toEqual([[], "waiting"]);
});

test("without reportError, as in Node, a function that fails ends nothing: the state says waiting", async () => {
  vi.stubGlobal("reportError", undefined);
  const thrown = vi.fn();
  vi.stubGlobal("queueMicrotask", thrown);
  let count = 0;
  const { sockets, connection } = start({ token: () => (++count === 1 ? Promise.reject(new Error("503")) : "t2") });
  await turn();
  expect([thrown.mock.calls, connection.state.name]).toEqual([[], "waiting"]);
  await vi.advanceTimersByTimeAsync(250);
  expect(sockets.latest.protocols[1]).toBe("parlor.token.t2");
});

test("an onTokenError that throws is reported, and the connection goes on", async () => {
  const bug = new Error("bug");
  const { connection } = start({
    token: () => "",
    onTokenError: () => {
      throw bug;
    },
  });
  await turn();
  expect([reported, connection.state.name]).toEqual([[bug], "waiting"]);
});

test.for([
  ["fails", () => Promise.reject(new Error("no"))],
  ["is too slow", () => Promise.withResolvers<string>().promise],
] as const)("an onTokenError that closes the connection when the function %s has the last word", async ([, token]) => {
  const { sockets, connection } = start({ token, onTokenError: () => void connection.close() });
  await vi.advanceTimersByTimeAsync(10_000);
  expect([connection.state, sockets.all, vi.getTimerCount()]).toEqual([{ name: "closed", error: null }, [], 0]);
});

test("a function that does not answer within 10 s is reported and asked again, and its late answer dropped", async () => {
  const { sockets, answers } = await startRenewal();
  await vi.advanceTimersByTimeAsync(9_999);
  expect(reported).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(reported).toEqual([expect.objectContaining({ code: "token_not_renewed", cause: "too slow" })]);
  answers[0]?.resolve("late");
  await vi.advanceTimersByTimeAsync(1_000);
  answers[1]?.resolve("in time");
  await turn();
  expect(sockets.latest.sent).toEqual(['{"data":{"token":"in time"},"event":"authenticate","to":[]}']);
});

test("a server that does not answer within 10 s is reported, and gets another token", async () => {
  const { sockets, answers } = await startRenewal();
  answers[0]?.resolve("t1");
  await vi.advanceTimersByTimeAsync(9_999);
  expect(reported).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(reported).toEqual([expect.objectContaining({ code: "token_not_renewed", cause: "no answer" })]);
  await vi.advanceTimersByTimeAsync(1_000);
  answers[1]?.resolve("t2");
  await turn();
  expect(sockets.latest.sent.map((frame) => JSON.parse(frame).data.token)).toEqual(["t1", "t2"]);
});

test("the server has 10 s of its own, however long the function took", async () => {
  const { answers } = await startRenewal();
  await vi.advanceTimersByTimeAsync(9_000);
  answers[0]?.resolve("t1");
  await turn();
  await vi.advanceTimersByTimeAsync(9_999);
  expect(reported).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(reported).toEqual([expect.objectContaining({ cause: "no answer" })]);
});

test("a renewal that fails goes to onTokenError alone, if there is one", async () => {
  const onTokenError = vi.fn();
  const { sockets, answers } = await startRenewal({ onTokenError });
  answers[0]?.resolve("t1");
  await turn();
  sockets.latest.fail("token_refused", "bad_token");
  const error = { name: "ConnectionError", code: "token_not_renewed", cause: "bad_token" };
  expect([reported, onTokenError.mock.calls]).toEqual([[], [[expect.objectContaining(error)]]]);
});

test("without reportError, as in Node, a token that is refused ends nothing", async () => {
  const { sockets, answers } = await startRenewal();
  answers[0]?.resolve("t1");
  await turn();
  vi.stubGlobal("reportError", undefined);
  const thrown = vi.fn();
  vi.stubGlobal("queueMicrotask", thrown);
  sockets.latest.fail("token_refused", "bad_token");
  await vi.advanceTimersByTimeAsync(1_000);
  expect([thrown.mock.calls, answers.length]).toEqual([[], 2]);
});

test("an onTokenError that throws is reported, and the token asked for again", async () => {
  const bug = new Error("bug");
  const onTokenError = (): void => {
    throw bug;
  };
  const { answers } = await startRenewal({ onTokenError });
  answers[0]?.reject(new Error("offline"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect([reported, answers.length]).toEqual([[bug], 2]);
});

test("an onTokenError that closes the connection has the last word", async () => {
  const { sockets, answers, connection } = await startRenewal({ onTokenError: () => void connection.close() });
  answers[0]?.reject(new Error("offline"));
  await turn();
  sockets.latest.end(1000);
  await turn();
  expect([connection.state.name, vi.getTimerCount()]).toEqual(["closed", 0]);
});
