import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ConfigError } from "../observe/errors.ts";
import { createTickets } from "./tickets.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("[TW4] a ticket stands for its value, once", () => {
  const tickets = createTickets<{ readonly user: string }>();
  const [ann, bob] = [tickets.issue({ user: "ann" }), tickets.issue({ user: "bob" })];
  expect(ann).toMatch(/^[\w-]{43}$/u);
  expect(tickets.redeem(bob)).toEqual({ user: "bob" });
  expect(tickets.redeem(ann)).toEqual({ user: "ann" });
  expect([tickets.redeem(ann), tickets.redeem(bob)]).toEqual([null, null]);
});

test("[TW4] a ticket holds for its time and not longer", () => {
  const tickets = createTickets<number>({ lifetimeMs: 1000 });
  const [first, second] = [tickets.issue(1), tickets.issue(2)];
  vi.advanceTimersByTime(999);
  expect(tickets.redeem(first)).toBe(1);
  vi.advanceTimersByTime(1);
  expect(tickets.redeem(second)).toBeNull();
});

test("[TW4] at the bound the oldest gives way, but none does for what has expired or was used", () => {
  const tickets = createTickets<number>({ lifetimeMs: 1000, maxTickets: 2 });
  const [first, second, third] = [tickets.issue(1), tickets.issue(2), tickets.issue(3)];
  expect([first, second].map((ticket) => tickets.redeem(ticket))).toEqual([null, 2]);
  const fourth = tickets.issue(4);
  expect([third, fourth].map((ticket) => tickets.redeem(ticket))).toEqual([3, 4]);
});

test.for([undefined, null, 1, {}, [], "", "short", "x".repeat(43), "x".repeat(1_000_000)])(
  "[TW4] %j is no ticket",
  (junk) => {
    const tickets = createTickets<number>();
    const ticket = tickets.issue(1);
    expect(tickets.redeem(junk)).toBeNull();
    expect(tickets.redeem([ticket])).toBeNull();
    expect(tickets.redeem(ticket)).toBe(1);
  },
);

test("[TW4] whatever is issued, redeemed and waited for, tickets do as the plainest list of them does", () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant("issue" as const) }),
    fc.record({ type: fc.constant("redeem" as const), of: fc.nat(20) }),
    fc.record({ type: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 60 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const tickets = createTickets<number>({ lifetimeMs: 100, maxTickets: 5 });
      const issued: string[] = [];
      let live: { readonly value: number; readonly until: number }[] = [];
      for (const next of steps) {
        const now = performance.now();
        if (next.type === "wait") vi.advanceTimersByTime(next.ms);
        else if (next.type === "issue") {
          live = [...live.filter(({ until }) => until > now).slice(-4), { value: issued.length, until: now + 100 }];
          issued.push(tickets.issue(issued.length));
        } else {
          const known = live.find(({ value, until }) => value === next.of && until > now);
          expect(tickets.redeem(issued[next.of])).toBe(known?.value ?? null);
          live = live.filter(({ value }) => value !== next.of);
        }
      }
    }),
  );
});

test.for([
  { lifetimeMs: 0 },
  { lifetimeMs: Number.POSITIVE_INFINITY },
  { lifetimeMs: 3e9 },
  { maxTickets: 0 },
  { maxTickets: 1.5 },
  { maxTicket: 1 },
])("[TW4] %j is refused at the start", (options) => {
  expect(() => createTickets(options)).toThrow(ConfigError);
});
