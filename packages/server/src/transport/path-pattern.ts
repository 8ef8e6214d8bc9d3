import { ConfigError } from "../observe/errors.ts";

/** Matches a request's path; gives back the named parts, decoded, or `null` if it is another path. */
export type PathMatcher = (path: string) => Readonly<Record<string, string>> | null;

/**
 * Compiles a path pattern: `/socket`, `/socket/:room`, `/socket/:room?`. A `:name` part matches one whole segment; with
 * `?`, which only the last part may have, it may be missing.
 *
 * @throws ConfigError `invalid_option` for anything else.
 */
export function compilePath(pattern: string): PathMatcher {
  if (!PATTERN.test(pattern)) {
    throw new ConfigError(
      "invalid_option",
      `path: expected a pattern like "/socket/:room?", got ${JSON.stringify(pattern)}`,
    );
  }
  const parts = segments(pattern).map((segment) => ({
    name: segment.startsWith(":") ? segment.slice(1).replace("?", "") : null,
    text: segment,
    optional: segment.endsWith("?"),
  }));
  return (path) => {
    const given = segments(path);
    if (given.length > parts.length) return null;
    const params: Record<string, string> = Object.create(null);
    for (const [index, { name, text, optional }] of parts.entries()) {
      const segment = given[index];
      if (segment === undefined) {
        if (!optional) return null;
      } else if (name === null) {
        if (segment !== text) return null;
      } else {
        const value = decode(segment);
        if (value === null) return null;
        params[name] = value;
      }
    }
    return params;
  };
}

const PATTERN = /^(?=\/)(?:\/[\w.~-]+|\/:\w+)*(?:\/:\w+\?|\/)?$/;

/** The segments of a path; a slash at its end makes no empty one. */
function segments(path: string): string[] {
  return path.split("/").filter((segment, index, all) => segment !== "" || (index > 0 && index < all.length - 1));
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
