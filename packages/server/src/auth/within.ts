/** What a promise gives, or `late` if that takes longer than some milliseconds. If it rejects in time, so does this. */
export async function within<T, Late>(ms: number, promise: PromiseLike<T>, late: Late): Promise<T | Late> {
  const { promise: over, resolve } = Promise.withResolvers<Late>();
  const timer = setTimeout(() => resolve(late), ms);
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}
