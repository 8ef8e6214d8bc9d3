/**
 * A name for one side of a link that nobody can guess: 128 random bits as 32 hexadecimal digits. The two sides tell each other
 * theirs, and no one else, so that either can recognise the other under a new peer id.
 */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
