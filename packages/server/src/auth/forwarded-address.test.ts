import fc from "fast-check";
import { expect, test } from "vitest";

import { ConfigError } from "../observe/errors.ts";
import { forwardedAddress } from "./forwarded-address.ts";

const PROXY = "10.0.0.1";

function from(header: string | string[] | undefined, proxies: number, remoteAddress: string | null = PROXY): unknown {
  return forwardedAddress({ headers: { "x-forwarded-for": header }, remoteAddress }, proxies);
}

test.for<[string | string[] | undefined, number, string]>([
  ["203.0.113.7", 0, PROXY],
  ["203.0.113.7", 1, "203.0.113.7"],
  ["1.1.1.1, 203.0.113.7", 1, "203.0.113.7"],
  ["1.1.1.1,203.0.113.7 , 10.0.0.2", 2, "203.0.113.7"],
  [["1.1.1.1, 203.0.113.7", "10.0.0.2"], 2, "203.0.113.7"],
  ["203.0.113.7", 2, PROXY],
  [undefined, 1, PROXY],
  ["", 1, PROXY],
  ["203.0.113.7,", 1, PROXY],
  ["unknown", 1, PROXY],
  ["203.0.113.7, _hidden", 1, PROXY],
  ["203.0.113.7:51234", 1, "203.0.113.7"],
  ["[2001:DB8::7]:51234", 1, "2001:db8::7"],
  ["[2001:db8::7]", 1, "2001:db8::7"],
  ["2001:db8::7", 1, "2001:db8::7"],
  ["[203.0.113.7", 1, PROXY],
  ["<script>", 1, PROXY],
])("[TH6] of %j behind %d proxies: %s", ([header, proxies, address]) => {
  expect(from(header, proxies)).toBe(address);
});

test("[TH6] without an address of the socket there is none to fall back to", () => {
  expect(from(undefined, 1, null)).toBeNull();
  expect(forwardedAddress({ headers: {}, remoteAddress: undefined }, 0)).toBeNull();
});

test("[TH6] whatever a client writes, it is what the farthest proxy has seen", () => {
  const proxies = fc.array(fc.oneof(fc.ipV4(), fc.ipV6()), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.string(), proxies, (forged, written) => {
      const header = [forged, ...written].join(", ");
      expect(from(header, written.length)).toBe(from(written[0], 1));
    }),
  );
});

test.for([-1, 1.5, 101, Number.NaN])("[TH6] %d proxies are refused", (proxies) => {
  expect(() => from("203.0.113.7", proxies)).toThrow(ConfigError);
});
