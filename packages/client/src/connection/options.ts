import { ConnectionError } from "../errors.ts";
import { fullJitter, type RetryPolicy } from "./retry-policy.ts";
import type { CreateSocket } from "./socket.ts";

export interface ConnectOptions {
  /**
   * Milliseconds between two heartbeats; a dead link is found within twice this time. `false` turns them off, and a
   * dead link is found when the operating system finds it, which can take many minutes.
   *
   * @default 10_000
   */
  readonly heartbeatMs?: number | false;
  /**
   * Milliseconds that an attempt may take from the first byte to the server's `authenticated`; `false` for no limit.
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
  heartbeatMs: 10_000,
  connectTimeoutMs: 10_000,
  retryPolicy: fullJitter,
  random: () => Math.random(),
  createSocket: (url, protocols) => new WebSocket(url, protocols),
} satisfies Required<ConnectOptions>;

/** Fills in the defaults. @throws ConnectionError `bad_option`, naming the option and what it expected. */
export function resolveConnectOptions(options: ConnectOptions): Required<ConnectOptions> {
  const resolved = { ...CONNECT_DEFAULTS, ...options };
  requireDuration("heartbeatMs", resolved.heartbeatMs);
  requireDuration("connectTimeoutMs", resolved.connectTimeoutMs);
  return Object.freeze(resolved);
}

function requireDuration(name: keyof ConnectOptions, value: number | false): void {
  if (value === false || (Number.isFinite(value) && value > 0)) return;
  throw new ConnectionError("bad_option", `${name}: expected milliseconds above 0, or false; got ${String(value)}`);
}
