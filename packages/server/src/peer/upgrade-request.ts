import type { IncomingHttpHeaders } from "node:http";

import { AUTHENTICATE, decodeClientMessage } from "@parlor/protocol";
import { parseCookie } from "cookie";

/** What a transport knows of an upgrade request. */
export interface UpgradeRequestInit {
  /** Path and query, as in the request line. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** What the path pattern's `:name` parts matched, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** `null` if nobody knows. A function is called when the application asks: to look at it may be a system call. */
  readonly remoteAddress: string | null | (() => string | null);
  /** Whether the socket itself is TLS; behind a proxy that ends TLS it is not. */
  readonly secure: boolean;
  /**
   * Accepts the socket now, before anybody has been let in, and hands its first text frame to `read`. Resolves with what
   * that makes of it; a frame of which it makes nothing (`null`) stays for the peer. Resolves with `null` as well if the
   * first frame is binary, if the client goes away, or if nothing comes in time. Never rejects; called at most once.
   * Without it there are no first tokens, as in a transport that cannot wait for them.
   */
  readonly firstFrame?: FirstFrame;
}

/** @see UpgradeRequestInit.firstFrame */
export type FirstFrame = (read: (text: string) => string | null) => Promise<string | null>;

/** A client's upgrade request, before anybody trusts it. Everything here is the client's word but `remoteAddress` and `secure`. */
export class UpgradeRequest {
  readonly url: string;
  /** What the path pattern's `:name` parts matched, decoded; an optional part that is not there is not here. */
  readonly params: Readonly<Record<string, string | undefined>>;
  /** Names in lower case (`http.IncomingMessage.headers`). */
  readonly headers: IncomingHttpHeaders;
  readonly secure: boolean;
  readonly #init: UpgradeRequestInit;
  #firstToken: Promise<string | null> | null = null;
  #query: URLSearchParams | null = null;
  #cookies: Readonly<Record<string, string | undefined>> | null = null;

  constructor(init: UpgradeRequestInit) {
    this.url = init.url;
    this.params = init.params;
    this.headers = init.headers;
    this.secure = init.secure;
    this.#init = init;
  }

  get path(): string {
    return this.url.split("?", 1).join("");
  }

  get query(): URLSearchParams {
    this.#query ??= new URLSearchParams(this.url.slice(this.path.length));
    return this.#query;
  }

  /** The socket's: a proxy's, behind one. Ask while the client is there: once it has gone, only what was asked before is known. */
  get remoteAddress(): string | null {
    const { remoteAddress } = this.#init;
    return typeof remoteAddress === "function" ? remoteAddress() : remoteAddress;
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

  /**
   * The token of the client's first frame, which must be `authenticate` with `{ token }`; `null` if it is anything else, if
   * the client goes away, or if nothing comes within half of `authTimeoutMs`. For `parseRequest`; all calls give the
   * same promise, which never rejects. A frame that is no `authenticate` is not lost: if the peer is admitted all the same, it
   * is its first message.
   *
   * The first call accepts the socket (HTTP 101). So a refusal is an `error` frame and a close code from then on, for every
   * client; and frames are bounded by the server's `maxFrameBytes`: an `onInit` can set a smaller bound for its peer, and
   * not a larger one. Nothing more is read from the socket until the request has been judged.
   */
  firstToken(): Promise<string | null> {
    this.#firstToken ??= this.#init.firstFrame?.(tokenOf) ?? Promise.resolve(null);
    return this.#firstToken;
  }
}

function tokenOf(text: string): string | null {
  const message = decodeClientMessage(text);
  if ("fault" in message || message.event !== AUTHENTICATE) return null;
  const { data } = message;
  if (typeof data !== "object" || data === null || !("token" in data)) return null;
  return typeof data.token === "string" ? data.token : null;
}
