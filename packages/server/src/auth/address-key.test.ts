import fc from "fast-check";
import { expect, test } from "vitest";

import { accountKey } from "./account-key.ts";
import { addressKey } from "./address-key.ts";

test.for<[unknown, string]>([
  ["203.0.113.7", "address:203.0.113.7"],
  ["::ffff:203.0.113.7", "address:203.0.113.7"],
  ["::FFFF:cb00:7107", "address:203.0.113.7"],
  ["0:0:0:0:0:ffff:203.0.113.7", "address:203.0.113.7"],
  ["64:ff9b::203.0.113.7", "address:203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "address:2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::ffff", "address:2001:db8:1:2::/64"],
  ["2001:db8::1", "address:2001:db8:0:0::/64"],
  ["fe80::1%eth0", "address:fe80:0:0:0::/64"],
  ["::1", "address:0:0:0:0::/64"],
  ["1:2:3:4:5:6:7::", "address:1:2:3:4::/64"],
  [null, "address:unknown"],
  [undefined, "address:unknown"],
  [{}, "address:unknown"],
  ["", "address:unknown"],
  ["unknown", "address:unknown"],
  ["1.2.3", "address:unknown"],
  ["1.2.3.4.5", "address:unknown"],
  ["1.2.3.256", "address:unknown"],
  ["01.2.3.4", "address:unknown"],
  ["1.2.3.4 ", "address:unknown"],
  ["0x7f.0.0.1", "address:unknown"],
  ["2130706433", "address:unknown"],
  ["1:2:3:4:5:6:7", "address:unknown"],
  ["1:2:3:4:5:6:7:8:9", "address:unknown"],
  ["1::2::3", "address:unknown"],
  ["12345::", "address:unknown"],
  ["::g", "address:unknown"],
  ["::1]/@[::2", "address:unknown"],
  ["%eth0", "address:unknown"],
  ["2001:db8::1/64", "address:unknown"],
  [`::1%${"x".repeat(1_000_000)}`, "address:unknown"],
])("[TH5] the key of %j is %j", ([address, key]) => {
  expect(addressKey(address)).toBe(key);
});

test("[TH5] an IPv6 address has the key of its /64, in whatever spelling; an IPv4 one is itself, also within IPv6", () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  fc.assert(
    fc.property(
      fc.array(group, { minLength: 8, maxLength: 8 }),
      fc.boolean(),
      fc.boolean(),
      (groups, isUpper, isLong) => {
        const spelt = groups.map((value) => value.toString(16).padStart(isLong ? 4 : 1, "0")).join(":");
        const network = groups.slice(0, 4).map((value) => value.toString(16));
        fc.pre(network.some((value) => value !== "0") && !spelt.startsWith("64:ff9b:0:0:0:0"));
        expect(addressKey(isUpper ? spelt.toUpperCase() : spelt)).toBe(`address:${network.join(":")}::/64`);
      },
    ),
  );
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(addressKey(address)).toBe(`address:${address}`);
      expect(addressKey(`::ffff:${address}`)).toBe(`address:${address}`);
    }),
  );
  fc.assert(
    fc.property(fc.ipV6(), fc.anything(), (address, junk) => {
      expect(addressKey(address)).not.toBe("address:unknown");
      expect(addressKey(junk)).toMatch(/^address:/u);
    }),
  );
});

test("[TH5] a name has one key, however it is written, and one for each address that it is tried from", () => {
  for (const name of ["Ann", "ann", " ANN ", "ａｎｎ"]) expect(accountKey(name)).toBe("account:ann");
  expect(accountKey("ann", "::ffff:192.0.2.1")).toBe("pair:address:192.0.2.1 ann");
  expect(accountKey("ann", null)).toBe("pair:address:unknown ann");
  expect(accountKey(undefined)).toBe("account:");
  expect(accountKey("x".repeat(1_000_000)).length).toBeLessThan(300);
});
