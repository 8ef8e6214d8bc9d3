import { expect, test } from "vitest";

import { gate } from "../../fixtures/open.ts";
import { Actor, CRASHED, GONE } from "./actor.ts";

test("[MB5] a job that throws crashes its actor, once; what waits behind it does not run", async () => {
  const crashes: unknown[] = [];
  const actor = new Actor(10, { crashed: (error) => void crashes.push(error) });
  const first = gate();
  const bug = new Error("bug");
  const crashed = actor.run(async () => {
    await first.opened;
    throw bug;
  });
  const behind = actor.run(() => "never");
  first.open();
  expect(await crashed).toBe(CRASHED);
  expect(await behind).toBe(GONE);
  expect(actor.run(() => "never")).toBe(GONE);
  expect(crashes).toEqual([bug]);
});

test("[MB5] waits for what a crash has to do before it says that it crashed", async () => {
  const cleaned = gate();
  const actor = new Actor(10, { crashed: () => cleaned.opened });
  const order: string[] = [];
  const crash = actor.run(() => {
    throw new Error("bug");
  });
  const all = Promise.all([crash, actor.run(() => "never")]).then(([first, second]) => {
    order.push("said");
    return [first, second];
  });
  order.push("cleaned");
  cleaned.open();
  expect(await all).toEqual([CRASHED, GONE]);
  expect(order).toEqual(["cleaned", "said"]);
});

test("[MB6] an actor that is ended lets the running job finish, runs the last one, and nothing else", async () => {
  const actor = new Actor(10, { crashed: () => expect.unreachable() });
  const first = gate();
  const order: string[] = [];
  const running = actor.run(async () => {
    await first.opened;
    order.push("running");
  });
  const waiting = actor.run(() => void order.push("waiting"));
  const last = actor.end(() => void order.push("last"));
  first.open();
  expect(await Promise.all([running, waiting, last])).toEqual([undefined, GONE, undefined]);
  expect(order).toEqual(["running", "last"]);
});
