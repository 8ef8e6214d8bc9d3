import { withDefaults } from "../defaults.ts";
import { ConnectionError } from "../errors.ts";
import { fullJitter, type RetryPolicy } from "./retry-policy.ts";
import type { CreateSocket } from "./socket.ts";
import { requireToken, type AskForToken, type TokenIn } from "./token.ts";

export interface ConnectOptions {
  /**
   * What the server knows this client by; `null` for nothing. A function is asked before each attempt, which it is part
   * of, and again before its token expires, if the server says when that is. If it fails, `onTokenError` hears of it, and
   * it is asked again.
   *
   * @default null
   */
  readonly token?: string | AskForToken | null;
  /**
   * How the token gets to the server, which must look for it there: in the upgrade, as a subprotocol `parlor.token.…`;
   * as the first frame; or in a cookie, which the browser brings by itself: then a function is only asked to renew.
   *
   * @default "subprotocol"
   */
  readonly tokenIn?: TokenIn;
  /**
   * Hears of each time that there was no token: `no_token` where an attempt needed one, `token_not_renewed` where one is
   * about to expire; with the reason as `cause`. It is tried again in any case. A listener that throws is reported.
   *
   * @default reportError, where there is one: in Node it is nobody
   */
  readonly onTokenError?: (error: ConnectionError) => void;
  /**
   * What `send` does while the connection is connecting or waiting: `"refuse"` throws `not_open`; `"queue"` keeps the
   * message and sends it when the connection opens, before anything that is sent later. What a mesh says is always
   * refused: a mesh knows better what to say then.
   *
   * @default "refuse"
   */
  readonly whileDown?: "refuse" | "queue";
  /**
   * How many messages `"queue"` keeps; the next `send` throws `queue_full`. By default a server takes 1,000 at once.
   *
   * @default 256
   */
  readonly maxQueuedMessages?: number;
  /**
   * How many bytes `"queue"` keeps, counted as they will be sent; a `send` beyond throws `queue_full`.
   *
   * @default 262_144
   */
  readonly maxQueuedBytes?: number;
  /**
   * Milliseconds between two heartbeats; a dead link is found within twice this time. `false` turns them off, and a
   * dead link is found when the operating system finds it, which can take many minutes.
   *
   * @default 10_000
   */
  readonly heartbeatMs?: number | false;
  /**
   * Milliseconds that an attempt may take, from asking for the token to the server's `authenticated`; `false` for no limit.
   *
   * @default 10_000
   */
  readonly connectTimeoutMs?: number | false;
  /**
   * How long to wait before coming back. If it throws or returns what is not a wait, that is reported and the default
   * takes its place.
   *
   * @default fullJitter
   */
  readonly retryPolicy?: RetryPolicy;
  /**
   * What the retry policy rolls its dice with.
   *
   * @default Math.random
   */
  readonly random?: () => number;
  /**
   * Opens the sockets.
   *
   * @default the global WebSocket
   */
  readonly createSocket?: CreateSocket;
}

const CONNECT_DEFAULTS = {
  token: null,
  tokenIn: "subprotocol",
  onTokenError: (error) => {
    // not `report`: a server for tokens that is down is no bug of this program, and must not end it
    if (typeof reportError === "function") reportError(error);
  },
  whileDown: "refuse",
  maxQueuedMessages: 256,
  maxQueuedBytes: 262_144,
  heartbeatMs: 10_000,
  connectTimeoutMs: 10_000,
  retryPolicy: fullJitter,
  random: () => Math.random(),
  createSocket: (url, protocols) => new WebSocket(url, protocols),
} satisfies Required<ConnectOptions>;

/** Fills in the defaults. @throws ConnectionError `bad_option`, naming the option and what it expected, or `bad_token`. */
export function resolveConnectOptions(options: ConnectOptions): Required<ConnectOptions> {
  const resolved: Required<ConnectOptions> = withDefaults(CONNECT_DEFAULTS, options);
  const { token, tokenIn, whileDown, maxQueuedMessages, maxQueuedBytes, heartbeatMs, connectTimeoutMs } = resolved;
  // not the compiler's doing: callers may be JavaScript
  requireOneOf("whileDown", whileDown, ["refuse", "queue"]);
  requireOneOf("tokenIn", tokenIn, ["subprotocol", "first_message", "cookie"]);
  if (token !== null && typeof token !== "function") requireToken(token, tokenIn);
  for (const [name, value] of Object.entries({ maxQueuedMessages, maxQueuedBytes })) {
    if (!Number.isSafeInteger(value) || value < 1) throw badOption(name, "a whole number above 0", value);
  }
  for (const [name, value] of Object.entries({ heartbeatMs, connectTimeoutMs })) {
    if (value !== false) requireDuration(name, value, " or false");
  }
  return Object.freeze(resolved);
}

/** @throws ConnectionError `bad_option` unless `value` is a time in milliseconds, above 0. `orElse` is what else it could be. */
export function requireDuration(name: string, value: number, orElse = ""): void {
  if (Number.isFinite(value) && value > 0) return;
  throw badOption(name, `milliseconds above 0${orElse}`, value);
}

function requireOneOf(name: string, value: string, words: readonly string[]): void {
  if (!words.includes(value)) throw badOption(name, words.map((word) => `"${word}"`).join(" or "), value);
}

function badOption(name: string, expected: string, value: unknown): ConnectionError {
  return new ConnectionError("bad_option", `${name}: expected ${expected}; got ${String(value)}`);
}
