import type { IncomingHttpHeaders } from "node:http";

import { parseCookie } from "cookie";

/** What a transport knows of an upgrade request. */
export interface UpgradeRequestInit {
  /** Path and query, as in the request line. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** What the path pattern's `:name` parts matched, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly remoteAddress: string | null;
  /** Whether the socket itself is TLS; behind a proxy that ends TLS it is not. */
  readonly secure: boolean;
}

/** A client's upgrade request, before anybody trusts it. Everything here is the client's word but `remoteAddress` and `secure`. */
export class UpgradeRequest {
  readonly url: string;
  readonly path: string;
  /** What the path pattern's `:name` parts matched, decoded; an optional part that is not there is not here. */
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  /** Names in lower case (`http.IncomingMessage.headers`). */
  readonly headers: IncomingHttpHeaders;
  readonly remoteAddress: string | null;
  readonly secure: boolean;
  #cookies: Readonly<Record<string, string | undefined>> | null = null;

  constructor(init: UpgradeRequestInit) {
    const [path = "", ...query] = init.url.split("?");
    this.url = init.url;
    this.path = path;
    this.params = init.params;
    this.query = new URLSearchParams(query.join("?"));
    this.headers = init.headers;
    this.remoteAddress = init.remoteAddress;
    this.secure = init.secure;
  }

  /** The cookies by name, decoded (RFC 6265 section 4.2). Only own names: `constructor` is not a cookie. */
  get cookies(): Readonly<Record<string, string | undefined>> {
    this.#cookies ??= parseCookie(this.headers.cookie ?? "");
    return this.#cookies;
  }

  /** The subprotocols the client offers (RFC 6455 section 4.1). */
  get subprotocols(): string[] {
    const offered = this.headers["sec-websocket-protocol"] ?? "";
    return offered.split(",").flatMap((name) => name.trim() || []);
  }
}
