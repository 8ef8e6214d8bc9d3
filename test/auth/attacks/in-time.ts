import { vi } from "vitest";

/** What comes of promises, some of which wait for a time that has to be made to pass: call it under fake timers. */
export async function inTime<T>(...promises: readonly Promise<T>[]): Promise<T[]> {
  const state = { isOver: false };
  const all = Promise.all(promises).finally(() => {
    state.isOver = true;
  });
  while (!state.isOver) {
    for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate);
    if (!state.isOver) await vi.advanceTimersByTimeAsync(250);
  }
  return all;
}

/** Within so many turns of the event loop whatever waits for no time, such as the database, is done. */
const TURNS = 40;
