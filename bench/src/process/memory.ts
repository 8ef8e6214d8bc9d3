/** The memory that a process holds. */
export interface Memory {
  /** What its heap and its buffers take, in bytes, or `null` where the runtime is not Node and counts otherwise. */
  readonly heapBytes: number | null;
  /** What the system has given it, in bytes. */
  readonly rssBytes: number;
}

/**
 * What this process holds now, after so many collections of its garbage: what one frees lets the next free more. Without
 * `--expose-gc` nothing is collected.
 */
export async function memory(collections: number): Promise<Memory> {
  for (let round = 0; round < collections; round++) {
    globalThis.gc?.();
    // finalizers and closing handles get their turn of the event loop in between
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapBytes: "bun" in process.versions ? null : heapUsed + external, rssBytes: rss };
}
