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
  const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
  const expression = new RegExp(`^${pattern.replace(/\/$/, "").replaceAll(PART, toExpression)}/?$`);
  return (path) => {
    const match = expression.exec(path);
    if (match === null) return null;
    const params: Record<string, string> = Object.create(null);
    for (let index = 0; index < names.length; index++) {
      const segment = match[index + 1];
      // only the last one may be missing
      if (segment === undefined) break;
      const value = decode(segment);
      if (value === null) return null;
      params[names[index] ?? ""] = value;
    }
    return params;
  };
}

/** A part of a pattern, with the slash before it. */
const PART = /\/(:)?([\w.~-]+)(\?)?/g;

function toExpression(_part: string, colon: string | undefined, name: string, optional: string | undefined): string {
  if (colon === undefined) return `/${name.replaceAll(/[.-]/g, "\\$&")}`;
  return optional === undefined ? "/([^/]+)" : "(?:/([^/]+))?";
}

const PATTERN = /^(?=\/)(?:\/[\w.~-]+|\/:\w+)*(?:\/:\w+\?|\/)?$/;

function decode(segment: string): string | null {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
