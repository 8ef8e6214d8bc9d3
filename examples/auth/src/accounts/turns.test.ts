import { expect, test } from "vitest";

import { BusyError } from "./busy-error.ts";
import { Turns } from "./turns.ts";

/** Tasks that run until they are told to end. */
function createTasks(turns: Turns) {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  const run = (name: string): Promise<string> => {
    const end = Promise.withResolvers<string>();
    ends.set(name, end);
    return turns.run(() => {
      begun.push(name);
      return end.promise;
    });
  };
  const end = (name: string): void => ends.get(name)?.resolve(name);
  const fail = (name: string): void => ends.get(name)?.reject(new Error(name));
  return { begun, run, end, fail };
}

test("a few run at once, and the others in the order they came", async () => {
  const { begun, run, end } = createTasks(new Turns({ atOnce: 2, waiting: 2 }));
  const all = ["a", "b", "c", "d"].map(run);
  expect(begun).toEqual(["a", "b"]);
  end("b");
  await all[1];
  await Promise.resolve();
  // whoever comes now comes after who waits
  all.push(run("e"));
  expect(begun).toEqual(["a", "b", "c"]);
  for (const name of ["a", "c", "d", "e"]) end(name);
  expect(await Promise.all(all)).toEqual(["a", "b", "c", "d", "e"]);
  expect(begun).toEqual(["a", "b", "c", "d", "e"]);
});

test("one too many is told so at once, and the next one when there is room again", async () => {
  const { run, end } = createTasks(new Turns({ atOnce: 1, waiting: 1 }));
  const [first, second] = [run("a"), run("b")];
  await expect(run("c")).rejects.toThrow(BusyError);
  end("a");
  await first;
  const third = run("d");
  end("b");
  end("d");
  expect(await Promise.all([second, third])).toEqual(["b", "d"]);
});

test("a task that fails fails its own caller alone", async () => {
  const { run, end, fail } = createTasks(new Turns({ atOnce: 1, waiting: 1 }));
  const [first, second] = [run("a"), run("b")];
  fail("a");
  end("b");
  await expect(first).rejects.toThrow("a");
  expect(await second).toBe("b");
});
