import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { NOW_SECONDS, SECRET, tokenWith } from "../../fixtures/jwt.ts";
import { OpenRoom } from "../../fixtures/open.ts";
import { accept, type JoinData, refuse } from "../index.ts";
import { TestClient, type TestServer, testServer } from "../testing/index.ts";
import { requireToken } from "./require-token.ts";
import type { TokenPeer, TokenPeerClass, TokenVerdict } from "./token-peer.ts";
import type { VerifiedToken } from "./verified-token.ts";

const Base = requireToken({ keys: SECRET, algorithms: ["HS256"] });

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_SECONDS * 1000, toFake: ["Date", "performance", "setTimeout", "clearTimeout"] });
});
afterEach(() => void vi.useRealTimers());

const joins: JoinData[] = [];
class Room extends OpenRoom {
  override onJoin(auth: JoinData): ReturnType<OpenRoom["onJoin"]> {
    joins.push(auth);
    return accept();
  }
}
beforeEach(() => void joins.splice(0));

function open(peer: TokenPeerClass): Promise<TestServer> {
  return testServer({ peer, rooms: [{ name: "lobby", room: Room }] });
}

/** What a class says that answers each verified token in this way. */
function answering(answer: (token: VerifiedToken, auth: object) => unknown): TokenPeerClass {
  return class extends Base {
    override async onVerified(token: VerifiedToken, auth: object): Promise<TokenVerdict> {
      // an application in JavaScript may return anything
      return (await answer(token, auth)) as TokenVerdict;
    }
  };
}

async function knock(server: TestServer, token?: string): Promise<unknown> {
  const client = await server.connect("/socket/lobby", token === undefined ? {} : { authorization: `Bearer ${token}` });
  return client instanceof TestClient ? (await client.next()).event : client.status;
}

test("[TK17] each token that holds is the application's to judge: at first, and each time it is renewed", async () => {
  const seen: unknown[] = [];
  await using server = await open(
    answering((token, auth) => {
      seen.push([token.claims["jti"], auth]);
      return token.claims["jti"] === "3" ? refuse("no more") : accept();
    }),
  );
  const ann = await server.join("/socket/lobby", {}, { token: tokenWith({ jti: "1" }) });
  ann.say("authenticate", { token: tokenWith({ jti: "2" }) }, []);
  await ann.expect("token_accepted");
  ann.say("authenticate", { token: tokenWith({ jti: "3" }) }, []);
  expect((await ann.expect("error")).data).toMatchObject({ code: "token_refused", details: "no more" });
  const auth = { peerId: ann.id, room: "lobby" };
  expect(seen).toEqual(["1", "2", "3"].map((jti) => [jti, auth]));
  const eve = await server.connect("/socket/lobby", { authorization: `Bearer ${tokenWith({ jti: "3" })}` });
  expect(eve).toMatchObject({ status: 401, body: { code: "unauthorized", details: "no more" } });
});

test("[TK17] it is not asked about a token that does not hold", async () => {
  const asked = vi.fn(() => accept());
  await using server = await open(answering(asked));
  for (const token of ["a.b.c", tokenWith({ exp: 1 }), tokenWith({}, { room: "other" }), undefined]) {
    expect(await knock(server, token)).toBe(401);
  }
  expect(asked).not.toHaveBeenCalled();
});

test("[TK17] what it accepts with is laid over what the token says", async () => {
  const peer = answering(() => accept({ metadata: { name: "Ann B." }, maxFrameBytes: 300 }));
  await using server = await open(peer);
  const ann = await server.join("/socket/lobby", {}, { token: tokenWith({}, { metadata: { name: "Ann" } }) });
  expect(joins).toMatchObject([{ identity: "ann", metadata: { name: "Ann B." }, claims: { subject: "ann" } }]);
  ann.say("long", "x".repeat(400), []);
  expect(await ann.closed).toMatchObject({ code: 1009 });
});

test("[TK17] metadata of null hide what the token says", async () => {
  await using server = await open(answering(() => accept({ metadata: null })));
  await server.join("/socket/lobby", {}, { token: tokenWith({}, { metadata: { name: "Ann" } }) });
  expect(joins).toMatchObject([{ metadata: null }]);
});

test.for<[string, object, object, object]>([
  ["nothing", {}, {}, { all: true, bob: true, eve: true, seconds: 605 }],
  ["an earlier end", {}, { expiresAt: (NOW_SECONDS + 60) * 1000 }, { all: true, bob: true, eve: true, seconds: 60 }],
  ["a later end", {}, { expiresAt: (NOW_SECONDS + 9000) * 1000 }, { all: true, bob: true, eve: true, seconds: 605 }],
  ["not to all", {}, { sendToAll: false }, { all: false, bob: true, eve: true, seconds: 605 }],
  [
    "to all, where the token does not",
    { send_to_all: false },
    { sendToAll: true },
    { all: false, bob: true, eve: true, seconds: 605 },
  ],
  ["to one", {}, { sendTo: ["bob"] }, { all: true, bob: true, eve: false, seconds: 605 }],
  [
    "to one of those of the token",
    { send_to: ["bob", "eve"] },
    { sendTo: ["bob", "joe"] },
    { all: true, bob: true, eve: false, seconds: 605 },
  ],
  [
    "to another than the token",
    { send_to: ["eve"] },
    { sendTo: ["bob"] },
    { all: true, bob: false, eve: false, seconds: 605 },
  ],
  [
    "to everybody, where the token has a list",
    { send_to: ["bob"] },
    { sendTo: true },
    { all: true, bob: true, eve: false, seconds: 605 },
  ],
  [
    "to nobody, where the token has a list",
    { send_to: ["bob"] },
    { sendTo: false },
    { all: true, bob: false, eve: false, seconds: 605 },
  ],
  [
    "to one, where the token allows nobody",
    { send_to: false },
    { sendTo: ["bob"] },
    { all: true, bob: false, eve: false, seconds: 605 },
  ],
])("[TK17] it can allow less than the token, and never more: %s", async ([, grant, settings, allowed]) => {
  const peer = answering(({ subject }) => (subject === "ann" ? accept(settings) : accept()));
  await using server = await open(peer);
  const token = tokenWith({}, grant);
  const bob = await server.join("/socket/lobby", {}, { token: tokenWith({ sub: "bob" }) });
  const eve = await server.join("/socket/lobby", {}, { token: tokenWith({ sub: "eve" }) });
  const ann = await server.join("/socket/lobby", {}, { token });
  const reach = async (): Promise<object> => {
    ann.takeAll();
    const said = new Set<unknown>();
    for (const to of ["all" as const, [bob.id], [eve.id]]) {
      ann.say("hi", null, to);
    }
    // messages go in order: when the answer to this is there, all complaints are
    ann.say("authenticate", { token }, []);
    for (;;) {
      const { event, data } = await ann.next();
      if (event === "error") said.add(JSON.stringify((data as { details: unknown }).details));
      if (event !== "token_accepted") continue;
      const { token_expires_in_ms } = data as { token_expires_in_ms: number };
      return {
        all: !said.has('"all"'),
        bob: !said.has(JSON.stringify([bob.id])),
        eve: !said.has(JSON.stringify([eve.id])),
        seconds: Math.round(token_expires_in_ms / 1000),
      };
    }
  };
  expect(await reach()).toEqual(allowed);
  // the same token once more does not undo it
  expect(await reach()).toEqual(allowed);
});

test("[TK17] a session that ends before its token ends the peer, however often the token comes again", async () => {
  await using server = await open(answering(() => accept({ expiresAt: (NOW_SECONDS + 30) * 1000 })));
  const token = tokenWith();
  const ann = await server.join("/socket/lobby", {}, { token });
  ann.say("authenticate", { token }, []);
  expect((await ann.expect("token_accepted")).data).toEqual({ token_expires_in_ms: 30_000 });
  await vi.advanceTimersByTimeAsync(30_000);
  expect((await ann.expect("error")).data).toMatchObject({ code: "token_expired" });
});

// whatever is wrong with the class, nobody gets in

test.for<[string, () => unknown]>([
  ["returns nothing", () => undefined],
  ["returns a boolean", () => true],
  ["throws", () => JSON.parse("{")],
  ["says who it is", () => accept({ identity: "root" })],
  ["has other claims", () => accept({ claims: {} })],
  ["sends to what is no list", () => accept({ sendTo: "bob" })],
  ["sends to all with what is no boolean", () => accept({ sendToAll: null })],
  ["ends at no time", () => accept({ expiresAt: Number.NaN })],
])("[TK17] a hook that %s lets nobody in", async ([, answer]) => {
  await using server = await open(answering(answer));
  expect(await knock(server, tokenWith({}, { send_to: ["bob"] }))).toBe(500);
  await server.event("hook_failed");
  expect(server.parlor.peers.size).toBe(0);
});

class OwnInit extends Base {
  // @ts-expect-error: onInit is sealed
  override onInit(): unknown {
    return accept();
  }
}
class OwnToken extends Base {
  // @ts-expect-error: onToken is sealed
  override onToken(): unknown {
    return accept();
  }
}
class Grandchild extends OwnInit {}
class OwnField extends Base {
  override readonly onInit = (): ReturnType<TokenPeer["onInit"]> => accept();
}
class Late extends Base {
  constructor() {
    super();
    Object.assign(this, { onInit: () => accept() });
  }
}
class Misspelt extends Base {
  onVerifed(): unknown {
    return refuse("banned");
  }
}

test.for<[string, new () => object, string]>([
  ["its own onInit", OwnInit, "OwnInit.onInit: override onVerified instead"],
  ["its own onToken", OwnToken, "OwnToken.onToken: override onVerified instead"],
  ["an onInit of its parent's", Grandchild, "Grandchild.onInit: override onVerified instead"],
  ["an onInit as a field", OwnField, "Cannot redefine property: onInit"],
  ["an onInit of its constructor's", Late, "Cannot assign to read only property 'onInit'"],
  ["a misspelt hook", Misspelt, "Misspelt.onVerifed is not a hook. Did you mean onVerified?"],
])("[TK17] a class with %s lets nobody in, whatever token they have, and says why", async ([, Made, message]) => {
  expect(() => new Made()).toThrow(message);
  await using server = await open(Made as TokenPeerClass);
  for (const token of [undefined, "a.b.c", tokenWith()]) expect(await knock(server, token)).toBe(500);
});

test("[TK17] replacing the hook of a class that is in use changes nothing", async () => {
  class Good extends Base {}
  await using server = await open(Good);
  expect(await knock(server, tokenWith())).toBe("authenticated");
  Object.defineProperty(Good.prototype, "onInit", { value: () => accept(), configurable: true });
  expect(await knock(server)).toBe(500);
  Reflect.deleteProperty(Good.prototype, "onInit");
  expect(await knock(server)).toBe(401);
});
