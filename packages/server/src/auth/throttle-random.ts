/** A number from 0 up to 1 that nobody can foresee from those they have seen: `Math.random` does not promise that. */
export function randomShare(): number {
  const [bits = 0] = crypto.getRandomValues(new Uint32Array(1));
  return bits / 2 ** 32;
}
