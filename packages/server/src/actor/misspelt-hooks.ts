import { ConfigError } from "../observe/errors.ts";

/**
 * Looks for methods that are almost a hook: `onRecieve` would never be called, and nothing would say so.
 *
 * @throws ConfigError `misspelt_hook`, with the nearest name.
 */
export function refuseMisspeltHooks(
  userClass: { readonly prototype: object; readonly name: string },
  base: object,
): void {
  if (!Object.prototype.isPrototypeOf.call(base, userClass.prototype)) {
    throw new ConfigError(
      "invalid_option",
      `${userClass.name || "the class"}: expected a class that extends Peer or Room`,
    );
  }
  const hooks = Object.getOwnPropertyNames(base).filter((name) => LOOKS_LIKE_A_HOOK.test(name));
  for (let level = userClass.prototype; level !== base; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) {
      if (hooks.includes(name) || !LOOKS_LIKE_A_HOOK.test(name)) continue;
      const meant = hooks.find((hook) => distance(name.toLowerCase(), hook.toLowerCase()) <= 2);
      if (meant === undefined) continue;
      throw new ConfigError("misspelt_hook", `${userClass.name}.${name} is not a hook. Did you mean ${meant}?`);
    }
  }
}

const LOOKS_LIKE_A_HOOK = /^(?:on|parse)[a-z]/i;

/** The Levenshtein distance of two short words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, letter] of a.split("").entries()) {
    const next = [index + 1];
    for (const [column, other] of b.split("").entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
