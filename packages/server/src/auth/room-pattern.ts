/**
 * Whether a room's name is one that a pattern allows: `*` stands for any run of characters, an empty one too, and every
 * other character for itself. Names are compared as they are, in UTF-16: upper case is not lower case, and an accent
 * written in two ways is two names. Nothing is tried twice: the time is bounded by the product of the two lengths.
 */
export function matchesRoom(pattern: string, name: string): boolean {
  const [head = "", ...parts] = pattern.split("*");
  const tail = parts.pop();
  if (tail === undefined) return name === head;
  if (name.length < head.length + tail.length || !name.startsWith(head) || !name.endsWith(tail)) return false;
  // the first place where a part fits leaves the most room for those after it
  let from = head.length;
  const end = name.length - tail.length;
  for (const part of parts) {
    const at = name.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}

/** Whether a pattern is the name of one room. */
export function isOneRoom(pattern: string): boolean {
  return !pattern.includes("*");
}
