import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { FakeSockets } from "../fakes/fake-socket.ts";
import { connect, type ConnectOptions } from "../index.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function start(options: ConnectOptions) {
  const sockets = new FakeSockets();
  const connection = connect("wss://host/room", { createSocket: sockets.create, random: () => 0.5, ...options });
  return { sockets, connection };
}

async function turn(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

/** The server does not let the latest socket in: its token is over already. */
function refuseAsExpired(sockets: FakeSockets): void {
  sockets.latest.fail("unauthorized", "expired");
  sockets.latest.end(4401, "unauthorized");
}

test.for(["subprotocol", "first_message"] as const)(
  "%s: a token that has expired on the way is no reason to stay away: the next attempt asks for another",
  async (tokenIn) => {
    const token = vi.fn(() => "t");
    const { sockets, connection } = start({ token, tokenIn });
    await turn();
    refuseAsExpired(sockets);
    expect(connection.state).toMatchObject({ name: "waiting", attempt: 1, error: { code: "unauthorized" } });
    await vi.advanceTimersByTimeAsync(250);
    sockets.latest.authenticate();
    expect([connection.state.name, token.mock.calls.length]).toEqual(["open", 2]);
  },
);

test("tokens that expire on the way three times in a row are a refusal, whatever happens between", async () => {
  const token = vi.fn(() => "t");
  const { sockets, connection } = start({ token });
  for (const isLast of [false, false, true]) {
    await turn();
    if (!isLast) {
      sockets.latest.end();
      await vi.advanceTimersToNextTimerAsync();
    }
    refuseAsExpired(sockets);
    if (!isLast) await vi.advanceTimersToNextTimerAsync();
  }
  const error = { code: "unauthorized", description: "", details: "expired" };
  expect([connection.state, token.mock.calls.length, vi.getTimerCount()]).toEqual([{ name: "closed", error }, 5, 0]);
});

test("a connection that has been let in counts the tokens that expire on the way anew", async () => {
  const { sockets, connection } = start({ token: () => "t" });
  for (const isLetIn of [false, false, true, false, false]) {
    await turn();
    if (isLetIn) {
      sockets.latest.authenticate();
      sockets.latest.end();
    } else refuseAsExpired(sockets);
    expect(connection.state.name).toBe("waiting");
    await vi.advanceTimersToNextTimerAsync();
  }
});

test.for<ConnectOptions>([{ token: "fixed" }, { token: () => "t", tokenIn: "cookie" }, {}])(
  "what would only be brought again is final once it has expired: %o",
  (options) => {
    const { sockets, connection } = start(options);
    refuseAsExpired(sockets);
    expect(connection.state).toMatchObject({ name: "closed", error: { code: "unauthorized", details: "expired" } });
  },
);

test.for(["bad_token", "other_room", null, { expired: true }])(
  "unauthorized because of %j is final",
  async (details) => {
    const { sockets, connection } = start({ token: () => "t" });
    await turn();
    sockets.latest.fail("unauthorized", details);
    sockets.latest.end(4401, "unauthorized");
    expect(connection.state).toMatchObject({ name: "closed", error: { code: "unauthorized", details } });
  },
);
