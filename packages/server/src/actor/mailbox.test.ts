import { expect, test } from "vitest";

import { gate } from "../../fixtures/open.ts";
import { Mailbox } from "./mailbox.ts";

test("[MB1] a synchronous job has run when run() returns", () => {
  expect(new Mailbox(1).run(() => "done")).toBe("done");
});

test("[MB2] jobs that come while one waits run afterwards, in order, synchronous or not", async () => {
  const mailbox = new Mailbox(10);
  const first = gate();
  const order: string[] = [];
  const results = [
    mailbox.run(async () => {
      await first.opened;
      order.push("first");
    }),
    mailbox.run(() => void order.push("second")),
    mailbox.run(async () => {
      await Promise.resolve();
      order.push("third");
    }),
    mailbox.run(() => void order.push("fourth")),
  ];
  expect(order).toEqual([]);
  first.open();
  await Promise.all(results);
  expect(order).toEqual(["first", "second", "third", "fourth"]);
});

test("[MB2] a job posted from within a job runs after it, not inside it", () => {
  const mailbox = new Mailbox(10);
  const order: string[] = [];
  void mailbox.run(() => {
    void mailbox.run(() => void order.push("inner"));
    order.push("outer");
  });
  expect(order).toEqual(["outer", "inner"]);
});

test("[MB3] what a job throws goes to its caller, and the next job runs", async () => {
  const mailbox = new Mailbox(10);
  const fail = (): never => {
    throw new Error("sync");
  };
  expect(() => mailbox.run(fail)).toThrow("sync");
  const rejected = mailbox.run(() => Promise.reject(new Error("async")));
  const thrownInTurn = mailbox.run(fail);
  const next = mailbox.run(() => "next");
  await expect(rejected).rejects.toThrow("async");
  await expect(thrownInTurn).rejects.toThrow("sync");
  expect(await next).toBe("next");
});

test("[MB4] says when as many wait as may, and loses nothing that is run all the same", async () => {
  const mailbox = new Mailbox(2);
  const first = gate();
  void mailbox.run(() => first.opened);
  void mailbox.run(() => undefined);
  expect([mailbox.waiting, mailbox.isFull]).toEqual([1, false]);
  void mailbox.run(() => undefined);
  expect([mailbox.waiting, mailbox.isFull]).toEqual([2, true]);
  const last = mailbox.run(() => "last");
  first.open();
  expect(await last).toBe("last");
  expect(mailbox.waiting).toBe(0);
});

test("[MB2] a long queue keeps its order", async () => {
  const mailbox = new Mailbox(10);
  const first = gate();
  void mailbox.run(() => first.opened);
  const order: number[] = [];
  const all = Array.from({ length: 2000 }, (_, index) =>
    mailbox.run(index % 3 === 0 ? async () => void order.push(index) : () => void order.push(index)),
  );
  first.open();
  await Promise.all(all);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order).toHaveLength(2000);
});
