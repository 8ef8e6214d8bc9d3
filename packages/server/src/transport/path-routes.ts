import { ConfigError } from "../observe/errors.ts";
import { compilePath, type PathMatcher } from "./path-pattern.ts";

/** What a path has led to, with its named parts, decoded. */
export interface Routed<Route> {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Which path of one HTTP server leads where. */
export class PathRoutes<Route> {
  readonly #routes = new Map<string, { readonly match: PathMatcher; readonly route: Route }>();

  get size(): number {
    return this.#routes.size;
  }

  /** @throws ConfigError if the path is no pattern, or leads somewhere already. */
  add(path: string, route: Route): () => void {
    const match = compilePath(path);
    const shape = path.replaceAll(/:\w+/g, ":").replace(/(?<=.)\/$/, "");
    if (this.#routes.has(shape))
      throw new ConfigError("path_taken", `The path ${path} of this server is taken already`);
    this.#routes.set(shape, { match, route });
    return () => {
      if (this.#routes.get(shape)?.route === route) this.#routes.delete(shape);
    };
  }

  /** @param url path and query, as in the request line. */
  find(url: string): Routed<Route> | null {
    const query = url.indexOf("?");
    const path = query === -1 ? url : url.slice(0, query);
    for (const { match, route } of this.#routes.values()) {
      const params = match(path);
      if (params !== null) return { route, params };
    }
    return null;
  }
}
