import { expect, test } from "vitest";

import { UpgradeRequest } from "../peer/upgrade-request.ts";
import { bearerToken } from "./bearer-token.ts";

function requestWith(headers: Readonly<Record<string, string>>): UpgradeRequest {
  return new UpgradeRequest({ url: "/socket/room", headers, params: {}, remoteAddress: "192.0.2.1", secure: true });
}

test.for<[Record<string, string>, string | null]>([
  [{}, null],
  [{ "sec-websocket-protocol": "parlor.1, parlor.token.e30.e30.c2ln" }, "e30.e30.c2ln"],
  [{ "sec-websocket-protocol": "parlor.token.a,parlor.1" }, "a"],
  [{ "sec-websocket-protocol": "parlor.token.a", authorization: "Bearer b" }, "a"],
  [{ "sec-websocket-protocol": "parlor.token.", authorization: "Bearer b" }, "b"],
  [{ "sec-websocket-protocol": "parlor.1, Parlor.Token.a" }, null],
  [{ authorization: "Bearer e30.e30.c2ln" }, "e30.e30.c2ln"],
  [{ authorization: "bearer  AZaz09-._~+/== " }, "AZaz09-._~+/=="],
  [{ authorization: "Bearer" }, null],
  [{ authorization: "Bearer " }, null],
  [{ authorization: "Bearer a b" }, null],
  [{ authorization: "Bearer a, Bearer b" }, null],
  [{ authorization: "Basic YTpi" }, null],
  [{ authorization: "NotBearer a" }, null],
])("[TW1] the bearer token of %j is %j", ([headers, token]) => {
  expect(bearerToken(requestWith(headers))).toBe(token);
});

test("[TW1] a request of a transport that waits for no first message has no first token", async () => {
  expect(await requestWith({}).firstToken()).toBeNull();
});
